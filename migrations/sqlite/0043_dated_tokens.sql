-- Tokens begin with the time of their making and are stored in that order, side by side. Those that were
-- stored before have other hashes and are found no more.
--
-- They name their grant without a foreign key: what its rows are worth is asked of the grant at each use, a
-- token without one opens nothing, and all of them run out. So nothing is written but the tokens themselves.
DROP TABLE access_tokens;
CREATE TABLE access_tokens (
    hash BLOB PRIMARY KEY NOT NULL,
    grant_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    jkt TEXT,
    actor_id TEXT,
    actors TEXT,
    resources TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE INDEX access_tokens_expires_at ON access_tokens (expires_at);

-- A used one stays until it expires, so that its second use is noticed and ends the family.
DROP TABLE refresh_tokens;
CREATE TABLE refresh_tokens (
    hash BLOB PRIMARY KEY NOT NULL,
    grant_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);
