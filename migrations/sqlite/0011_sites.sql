-- Sites behind a proxy: which addresses they have, and whom their rules let in.

CREATE TABLE sites (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Origins and patterns of origins, as JSON.
    addresses TEXT NOT NULL,
    -- What stands in Remote-User: email, login or subject.
    user_is TEXT NOT NULL,
    -- Whether a signed assertion goes with the headers.
    asserts BIGINT NOT NULL,
    -- In order, as JSON; the first that matches decides.
    rules TEXT NOT NULL,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX sites_workspace_id ON sites (workspace_id, name);

-- One entry of a person into a site by one browser. What it hangs on is asked at each use.
CREATE TABLE site_entries (
    hash BLOB PRIMARY KEY NOT NULL,
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    session_id TEXT NOT NULL,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    passport_epoch BIGINT NOT NULL,
    member_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX site_entries_site_id ON site_entries (site_id, created_at);
CREATE INDEX site_entries_passport_id ON site_entries (passport_id, site_id, created_at);
CREATE INDEX site_entries_member_id ON site_entries (member_id);
CREATE INDEX site_entries_ends_at ON site_entries (ends_at);
