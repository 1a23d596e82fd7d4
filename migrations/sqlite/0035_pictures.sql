-- Photos of people and logos of workspaces, as they were made from what was sent. The key is the address: whoever
-- knows it may see the picture.
CREATE TABLE pictures (
    key TEXT PRIMARY KEY NOT NULL,
    -- Whose it is; one of the two.
    passport_id TEXT REFERENCES passports (id) ON DELETE CASCADE,
    workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    small BLOB NOT NULL,
    large BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX pictures_passport ON pictures (passport_id);
CREATE INDEX pictures_workspace ON pictures (workspace_id);

-- The photo of a person, and the one by which a workspace knows them.
ALTER TABLE passports ADD COLUMN picture TEXT;
ALTER TABLE members ADD COLUMN picture TEXT;
