-- How a workspace looks where its people come in. Without a row it looks like the server.
CREATE TABLE brands (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    -- Six hexadecimal digits.
    accent TEXT,
    welcome TEXT,
    -- Keys of pictures.
    logo TEXT,
    logo_dark TEXT
);
