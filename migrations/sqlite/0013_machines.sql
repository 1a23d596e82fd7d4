-- Which resources a grant and each of its tokens are for (RFC 8707): a list of addresses, none for the
-- application itself.
ALTER TABLE grants ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';
ALTER TABLE access_tokens ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';

-- Tokens of machines are not stored; those issued before this moment are worth nothing.
ALTER TABLE applications ADD COLUMN machine_tokens_from BIGINT NOT NULL DEFAULT 0;
-- When a machine last got one, to the hour.
ALTER TABLE applications ADD COLUMN machine_used_at BIGINT;

-- Tokens of machines that were given back before they ran out.
CREATE TABLE ended_tokens (
    hash BLOB PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ended_tokens_expires_at ON ended_tokens (expires_at);

-- Assertions of applications that prove themselves with keys: each counts once.
CREATE TABLE used_assertions (
    hash BLOB PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_assertions_expires_at ON used_assertions (expires_at);
