-- Applications that register themselves (RFC 7591, RFC 7592).

-- What an administrator hands out so that applications register themselves in a workspace. Only its hash is kept.
CREATE TABLE registration_tokens (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    name TEXT NOT NULL,
    uses BIGINT NOT NULL,
    uses_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE UNIQUE INDEX registration_tokens_hash ON registration_tokens (hash);
CREATE INDEX registration_tokens_workspace_id ON registration_tokens (workspace_id, id);

-- That an application registered itself, and the hash of what it changes itself with. The row goes when an
-- administrator takes the application over.
CREATE TABLE registrations (
    application_id TEXT PRIMARY KEY NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    auth_method TEXT NOT NULL,
    token_name TEXT,
    registered_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX registrations_workspace_id ON registrations (workspace_id);
CREATE INDEX registrations_changed_at ON registrations (changed_at);

-- Calls of the endpoint, counted in windows of an hour. The key is a hash of what is counted.
CREATE TABLE registration_counts (
    key BLOB PRIMARY KEY NOT NULL,
    count BIGINT NOT NULL,
    begun_at BIGINT NOT NULL
);
CREATE INDEX registration_counts_begun_at ON registration_counts (begun_at);

-- Discovery asks for the decision of the operator at every call, and only rows that are there are remembered.
INSERT INTO settings (key, value, changed_at) VALUES ('application-registration', '{"to":"nobody"}', 0)
    ON CONFLICT (key) DO NOTHING;
