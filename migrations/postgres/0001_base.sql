-- The audit trail. A row is written without its place in the chain; the sealer gives it sequence
-- and chain afterwards. Personal columns may be emptied later: only their digest is chained.
CREATE TABLE audit_events (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    workspace TEXT,
    actor TEXT,
    subject TEXT,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    reference TEXT NOT NULL,
    details TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    personal TEXT,
    salt BYTEA,
    personal_digest BYTEA NOT NULL,
    sequence BIGINT,
    chain BYTEA
);
CREATE INDEX audit_events_time ON audit_events (at, id);
CREATE INDEX audit_events_workspace ON audit_events (workspace, at, id);
CREATE INDEX audit_events_actor ON audit_events (actor, at);
CREATE INDEX audit_events_subject ON audit_events (subject, at);
CREATE INDEX audit_events_reference ON audit_events (reference);
CREATE UNIQUE INDEX audit_events_sequence ON audit_events (sequence);
CREATE INDEX audit_events_unsealed ON audit_events (at, id) WHERE sequence IS NULL;

-- The end of the chain: one row, which the sealer holds while it works.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY NOT NULL,
    sequence BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    sealed_at BIGINT NOT NULL
);
INSERT INTO audit_head (id, sequence, chain, sealed_at) VALUES (1, 0, CAST('' AS BYTEA), 0);
