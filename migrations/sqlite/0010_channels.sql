-- Devices that ask for a sign-in elsewhere, proofs of keys, tokens that others act with, and what is
-- over and has to be told.

-- A pair of codes: the device holds one, the person types the other. What was approved stands in
-- approval (JSON) until the device fetches its tokens, once.
CREATE TABLE device_requests (
    id TEXT PRIMARY KEY NOT NULL,
    code_hash BLOB NOT NULL,
    user_code TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    polled_at BIGINT NOT NULL,
    wait_micros BIGINT NOT NULL,
    state TEXT NOT NULL,
    browser_hash BLOB,
    approval TEXT
);
CREATE UNIQUE INDEX device_requests_code_hash ON device_requests (code_hash);
CREATE UNIQUE INDEX device_requests_user_code ON device_requests (user_code);
CREATE INDEX device_requests_application_id ON device_requests (application_id, expires_at);
CREATE INDEX device_requests_address ON device_requests (address, expires_at);
CREATE INDEX device_requests_expires_at ON device_requests (expires_at);

-- Proofs of keys that were shown, for as long as they could be shown again.
CREATE TABLE dpop_proofs (
    hash BLOB PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX dpop_proofs_expires_at ON dpop_proofs (expires_at);

-- The key a token is bound to, and who acts with it on behalf of the person.
ALTER TABLE grants ADD COLUMN jkt TEXT;
ALTER TABLE access_tokens ADD COLUMN jkt TEXT;
ALTER TABLE access_tokens ADD COLUMN actor_id TEXT REFERENCES applications (id) ON DELETE CASCADE;
ALTER TABLE access_tokens ADD COLUMN actors TEXT;
CREATE INDEX access_tokens_actor_id ON access_tokens (actor_id);

-- Which applications may act with the tokens that were given to another one.
CREATE TABLE application_actors (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    actor_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, actor_id)
);
CREATE INDEX application_actors_actor_id ON application_actors (actor_id);

-- What is over and was told to nobody yet.
CREATE TABLE endings (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
);

-- When the application of a grant was told that it is over.
ALTER TABLE grants ADD COLUMN told_at BIGINT;

-- Logout tokens on their way to applications, and what became of them.
CREATE TABLE farewells (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    passport_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    answer TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX farewells_application_id ON farewells (application_id, created_at);
CREATE INDEX farewells_created_at ON farewells (created_at);
