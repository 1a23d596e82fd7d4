-- Text messages wait in the outbox beside letters, and are counted beside them.
ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';

-- How often something was done since a moment, for limits; `key` is a hash of what is counted.
DROP INDEX letter_counts_begun_at;
ALTER TABLE letter_counts RENAME TO allowances;
CREATE INDEX allowances_begun_at ON allowances (begun_at);
