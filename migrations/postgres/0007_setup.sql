-- Set-up: what is typed while the server has no owner, and the mark that it got one.

-- What one browser has typed with one link. Kept for a few hours.
CREATE TABLE setup_drafts (
    link_hash BYTEA NOT NULL,
    browser_hash BYTEA NOT NULL,
    language TEXT,
    name TEXT,
    email TEXT,
    password_hash TEXT,
    workspace_name TEXT,
    workspace_address TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (link_hash, browser_hash)
);
CREATE INDEX setup_drafts_updated_at ON setup_drafts (updated_at);

-- The row 'owner' is written once and never removed, whatever becomes of the passport.
CREATE TABLE setup_marks (
    mark TEXT PRIMARY KEY NOT NULL,
    passport_id TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
