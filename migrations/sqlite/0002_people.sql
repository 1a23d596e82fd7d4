-- Passports and what names them.

CREATE TABLE passports (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    given_name TEXT,
    family_name TEXT,
    language TEXT NOT NULL,
    is_operator BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    -- When the person first proved an identifier; an unclaimed passport only waits for its person.
    claimed_at BIGINT,
    created_at BIGINT NOT NULL
);

-- Whether anybody runs this server, however many passports there are.
CREATE INDEX passports_operators ON passports (is_operator) WHERE is_operator = 1;

CREATE TABLE identifiers (
    id TEXT PRIMARY KEY NOT NULL,
    passport_id TEXT NOT NULL REFERENCES passports (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    is_primary BIGINT NOT NULL,
    verified_at BIGINT,
    created_at BIGINT NOT NULL
);
-- Only a verified identifier belongs to somebody; any number may claim the same one.
CREATE UNIQUE INDEX identifiers_verified ON identifiers (kind, folded)
    WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX identifiers_primary ON identifiers (passport_id, kind) WHERE is_primary = 1;
CREATE INDEX identifiers_claimed ON identifiers (kind, folded, passport_id);
CREATE INDEX identifiers_of_passport ON identifiers (passport_id, kind, folded);

-- Workspaces, their departments and groups.

CREATE TABLE workspaces (
    id TEXT PRIMARY KEY NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The entry policy as JSON.
    door TEXT NOT NULL,
    created_by TEXT REFERENCES passports (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    -- Raised first by every change that must see the others of its workspace: its lock.
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX workspaces_address ON workspaces (address);

CREATE TABLE departments (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    parent_id TEXT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    -- A member of the workspace; people/departments keeps it so.
    head_id TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, parent_id) REFERENCES departments (workspace_id, id)
);
CREATE UNIQUE INDEX departments_name ON departments (workspace_id, COALESCE(parent_id, ''), folded);
CREATE INDEX departments_parent ON departments (workspace_id, parent_id);
CREATE INDEX departments_head ON departments (workspace_id, head_id);

CREATE TABLE members (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    passport_id TEXT NOT NULL REFERENCES passports (id),
    -- Name and e-mail as this workspace knows them.
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    email TEXT,
    email_folded TEXT,
    role TEXT NOT NULL,
    department_id TEXT,
    state TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    invited_at BIGINT,
    joined_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, department_id) REFERENCES departments (workspace_id, id)
);
CREATE UNIQUE INDEX members_passport ON members (workspace_id, passport_id);
-- An address is invited once: of two who add it at the same moment, one finds the other's.
CREATE UNIQUE INDEX members_invited ON members (workspace_id, email_folded)
    WHERE state = 'invited';
CREATE INDEX members_of_passport ON members (passport_id, workspace_id);
CREATE INDEX members_name ON members (workspace_id, name_folded, id);
CREATE INDEX members_department ON members (workspace_id, department_id);
CREATE INDEX members_role ON members (workspace_id, role);

CREATE TABLE member_blocks (
    workspace_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- When it ends by itself; null when its source has to lift it.
    until BIGINT,
    -- Who did it; null when no person did.
    set_by TEXT REFERENCES passports (id) ON DELETE SET NULL,
    note TEXT,
    PRIMARY KEY (workspace_id, member_id, reason),
    FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id) ON DELETE CASCADE
);

-- The beginnings by which a member is found: the words of name and e-mail, folded.
CREATE TABLE member_words (
    workspace_id TEXT NOT NULL,
    word TEXT NOT NULL,
    member_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, word, member_id),
    FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id) ON DELETE CASCADE
);
-- Without workspace_id: with it SQLite would rather walk this index than seek a word in the other.
CREATE INDEX member_words_member ON member_words (member_id, word);

CREATE TABLE groups (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    description TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, id)
);
CREATE UNIQUE INDEX groups_name ON groups (workspace_id, folded);

CREATE TABLE group_members (
    workspace_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, group_id, member_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES groups (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX group_members_member ON group_members (workspace_id, member_id);
