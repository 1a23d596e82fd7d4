-- What the operator sets while the server runs, a row for each setting. The secret in it, if
-- there is one, lies sealed in a column of its own.
CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT,
    sealed BYTEA,
    changed_at BIGINT NOT NULL
);

-- Work to be done later. A row is free to be taken once due_at has passed: while it waits that is
-- the time of its next run, while it runs the end of the lease, and without one it is dead.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    only_one TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT,
    lease TEXT,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    died_at BIGINT
);
CREATE UNIQUE INDEX jobs_only_one ON jobs (only_one);
CREATE INDEX jobs_due ON jobs (due_at);
CREATE INDEX jobs_state ON jobs (state, due_at);
CREATE INDEX jobs_kind ON jobs (kind, due_at);

-- Letters on their way out and what became of them. Subject and body are sealed: they may hold
-- links that open something; when they are no longer needed they go before the row does.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sealed BYTEA,
    state TEXT NOT NULL,
    round BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    answer TEXT,
    queued_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_changed ON outbox (changed_at);
