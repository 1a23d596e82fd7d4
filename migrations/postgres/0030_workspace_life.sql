-- What a workspace lives through: it moves to another address, it is handed over, it is given up.

ALTER TABLE workspaces ADD COLUMN moves_left BIGINT NOT NULL DEFAULT 1;
-- When a workspace that was given up is deleted with everything in it.
ALTER TABLE workspaces ADD COLUMN gone_at BIGINT;
CREATE INDEX workspaces_created_by ON workspaces (created_by);
CREATE INDEX workspaces_gone ON workspaces (gone_at) WHERE gone_at IS NOT NULL;

-- Addresses workspaces moved away from: they lead to the new one, and nobody else gets them meanwhile.
CREATE TABLE old_addresses (
    address TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    until BIGINT NOT NULL
);
CREATE INDEX old_addresses_workspace ON old_addresses (workspace_id);

-- A workspace offered to somebody, who has not answered yet.
CREATE TABLE handovers (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    offered_by TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    until BIGINT NOT NULL
);
CREATE INDEX handovers_passport ON handovers (passport_id);
CREATE INDEX handovers_offered_by ON handovers (offered_by);

-- When a member last opened the workspace, to the hour.
ALTER TABLE members ADD COLUMN opened_at BIGINT;
