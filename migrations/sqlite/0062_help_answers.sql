-- Whether the help of a page helped, counted by language: by whom is not kept.
CREATE TABLE help_answers (
    topic TEXT NOT NULL,
    language TEXT NOT NULL,
    helped BIGINT NOT NULL,
    not_helped BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (topic, language)
);

-- What somebody missed, in their own words.
CREATE TABLE help_remarks (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    language TEXT NOT NULL,
    remark TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX help_remarks_written ON help_remarks (written_at);
