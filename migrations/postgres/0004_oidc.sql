-- Applications that let people in through OpenID Connect, and what they were given.

CREATE TABLE applications (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    confidential BIGINT NOT NULL,
    secret_hash BYTEA,
    redirect_uris TEXT NOT NULL,
    post_logout_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    home_url TEXT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX applications_workspace_id ON applications (workspace_id, name);

-- What a person allowed an application, once.
CREATE TABLE consents (
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (passport_id, application_id)
);

-- A checked request that waits for the person. The parameters never travel through the browser.
CREATE TABLE authorization_requests (
    id TEXT PRIMARY KEY NOT NULL,
    browser_hash BYTEA NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX authorization_requests_expires_at ON authorization_requests (expires_at);

-- One entry of a person into an application: the family of all its tokens.
CREATE TABLE grants (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    passport_epoch BIGINT NOT NULL,
    member_epoch BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    proofs TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX grants_application_id ON grants (application_id, used_at);
CREATE INDEX grants_passport_id ON grants (passport_id, application_id, used_at);
CREATE INDEX grants_session_id ON grants (session_id);
CREATE INDEX grants_ends_at ON grants (ends_at);

CREATE TABLE access_tokens (
    hash BYTEA PRIMARY KEY NOT NULL,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_grant_id ON access_tokens (grant_id);
CREATE INDEX access_tokens_expires_at ON access_tokens (expires_at);

-- A used one stays until it expires, so that its second use is noticed and ends the family.
CREATE TABLE refresh_tokens (
    hash BYTEA PRIMARY KEY NOT NULL,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_tokens_grant_id ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);
