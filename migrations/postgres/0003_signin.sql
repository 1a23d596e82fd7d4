-- Sign-in: passwords, sign-ins under way, sessions, and what slows guessing down.

CREATE TABLE passwords (
    passport_id TEXT PRIMARY KEY NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- A sign-in under way. Bound to one browser; what was proved so far stands in proofs (JSON).
CREATE TABLE attempts (
    id TEXT PRIMARY KEY NOT NULL,
    browser_hash BYTEA NOT NULL,
    next TEXT NOT NULL,
    workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
    application_name TEXT,
    -- The origin of that application, to which the last form may lead on.
    leads_to TEXT,
    identifier TEXT,
    passport_id TEXT REFERENCES passports (id) ON DELETE CASCADE,
    proofs TEXT NOT NULL,
    fresh_since BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX attempts_expires_at ON attempts (expires_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash BYTEA NOT NULL,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    passport_epoch BIGINT NOT NULL,
    proofs TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_ends_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE UNIQUE INDEX sessions_token_hash ON sessions (token_hash);
CREATE INDEX sessions_passport_id ON sessions (passport_id, ended_at);
CREATE INDEX sessions_ends_at ON sessions (ends_at);

-- Wrong passwords, counted by account and by address. The key is a hash of what is counted.
CREATE TABLE throttles (
    key BYTEA PRIMARY KEY NOT NULL,
    failures BIGINT NOT NULL,
    paused_until BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX throttles_updated_at ON throttles (updated_at);

-- Browsers a passport has signed in from: they keep a lane of their own when others guess.
CREATE TABLE known_browsers (
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    browser_hash BYTEA NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (passport_id, browser_hash)
);
