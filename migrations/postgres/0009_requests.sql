-- How a waiting request came: pushed by its application, signed by it, or neither.
ALTER TABLE authorization_requests ADD COLUMN pushed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE authorization_requests ADD COLUMN signed BIGINT NOT NULL DEFAULT 0;

-- Single claims an application asked for beside those of the scopes; empty for none.
ALTER TABLE grants ADD COLUMN claims TEXT NOT NULL DEFAULT '';

-- Refused requests as they came, for those who administer the application: a month long, in a bounded number, with
-- nothing in them that opens anything. Why they were refused is the event of the same reference.
CREATE TABLE application_failures (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX application_failures_application_id ON application_failures (application_id, id);
CREATE INDEX application_failures_reference ON application_failures (reference);
CREATE INDEX application_failures_at ON application_failures (at);
