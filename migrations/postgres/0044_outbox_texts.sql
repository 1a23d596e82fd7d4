-- What is over and still has its text is found by its channel.
CREATE INDEX outbox_texts ON outbox (channel, changed_at) WHERE sealed IS NOT NULL;
