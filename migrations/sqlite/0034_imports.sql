-- Many people invited at once from a file.

CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    -- Who does it, as JSON: identifier, passport, name, token, and from where.
    doer TEXT NOT NULL,
    -- The file, and how it is read, as JSON.
    source TEXT NOT NULL,
    plan TEXT NOT NULL,
    -- draft, running, done or stopped.
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    next BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX imports_workspace ON imports (workspace_id, id);
CREATE INDEX imports_changed ON imports (changed_at);

-- Rows of the file that invited nobody, and why.
CREATE TABLE import_refusals (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
);
