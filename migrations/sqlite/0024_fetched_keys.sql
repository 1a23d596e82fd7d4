-- The public keys of applications that publish them at an address: what was fetched last, and what came of
-- the last try.
CREATE TABLE fetched_keys (
    application_id TEXT PRIMARY KEY NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    jwks TEXT,
    fetched_at BIGINT,
    tried_at BIGINT NOT NULL,
    settled_at BIGINT,
    trouble TEXT
);
