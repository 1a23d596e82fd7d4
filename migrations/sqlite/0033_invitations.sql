-- Invitations that wait, links by which people join, and those who ask to.

-- Who sent the newest letter of an invitation, which letter that is, and until when its link works.
CREATE TABLE invitation_letters (
    workspace_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    -- A passport's identifier, or a service account's.
    inviter TEXT NOT NULL,
    letter_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, member_id),
    FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX members_pending ON members (workspace_id, id) WHERE state = 'invited';

-- What whoever holds the link becomes. Department and groups may be gone when it is used.
CREATE TABLE join_links (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    department_id TEXT,
    -- Identifiers, and mail domains, apart by spaces.
    group_ids TEXT NOT NULL,
    domains TEXT NOT NULL,
    with_approval BIGINT NOT NULL,
    most_uses BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX join_links_hash ON join_links (hash);
CREATE INDEX join_links_workspace ON join_links (workspace_id, id);
CREATE INDEX join_links_expires ON join_links (expires_at);

-- Who asked to join with a link that needs approval. An approved one is a member and has no row.
CREATE TABLE join_requests (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    link_id TEXT NOT NULL,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX join_requests_person ON join_requests (workspace_id, passport_id);
CREATE INDEX join_requests_state ON join_requests (workspace_id, state, id);
CREATE INDEX join_requests_passport ON join_requests (passport_id);
CREATE INDEX join_requests_asked ON join_requests (asked_at);
