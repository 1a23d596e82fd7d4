-- Letters that anybody can cause, counted in windows of an hour. The key is a hash of what is counted.
CREATE TABLE letter_counts (
    key BLOB PRIMARY KEY NOT NULL,
    count BIGINT NOT NULL,
    begun_at BIGINT NOT NULL
);
CREATE INDEX letter_counts_begun_at ON letter_counts (begun_at);
