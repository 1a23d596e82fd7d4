-- The API: service accounts of workspaces, tokens, and answers told again.

-- Somebody who is no person and never signs in on pages.
CREATE TABLE service_accounts (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    description TEXT NOT NULL,
    scopes TEXT NOT NULL,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX service_accounts_name ON service_accounts (workspace_id, folded);

-- A token belongs to a passport or to a service account. Only its hash is kept.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL,
    passport_id TEXT REFERENCES passports (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES service_accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    -- Of a person: the epochs it was made under, and what had been proved (JSON).
    passport_epoch BIGINT,
    member_epochs TEXT,
    proofs TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_from TEXT,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
CREATE INDEX api_tokens_passport_id ON api_tokens (passport_id);
CREATE INDEX api_tokens_account_id ON api_tokens (account_id);

-- What a creation with an idempotency key was answered, for a day. Secrets are left out of it.
CREATE TABLE api_answers (
    caller TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    location TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (caller, idempotency_key)
);
CREATE INDEX api_answers_created_at ON api_answers (created_at);
