-- Proves at start that the master key is the one this database was sealed with: one row.
CREATE TABLE key_check (
    id TEXT PRIMARY KEY NOT NULL,
    sealed BYTEA NOT NULL
);

-- Keys that sign tokens. What state a key is in follows from its time and those of later generations
-- of the same algorithm.
CREATE TABLE signing_keys (
    kid TEXT PRIMARY KEY NOT NULL,
    algorithm TEXT NOT NULL,
    generation BIGINT NOT NULL,
    private_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    active_from BIGINT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_generation ON signing_keys (algorithm, generation);

-- Tokens that work once: links, codes, challenges. Kept for a while after use, to notice a second.
CREATE TABLE one_use_tokens (
    hash BYTEA PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    forgotten_at BIGINT NOT NULL
);
CREATE INDEX one_use_tokens_subject ON one_use_tokens (subject, purpose);
CREATE INDEX one_use_tokens_forgotten ON one_use_tokens (forgotten_at);
