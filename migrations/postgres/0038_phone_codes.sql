-- Codes that confirm a phone number: a keyed hash, tries and an end. One a claim; a new one takes its place.
CREATE TABLE phone_codes (
    identifier_id TEXT PRIMARY KEY NOT NULL,
    mac BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX phone_codes_expires_at ON phone_codes (expires_at);
