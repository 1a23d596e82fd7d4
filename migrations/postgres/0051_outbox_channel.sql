-- What left by one channel, the newest first.
CREATE INDEX outbox_channel ON outbox (channel, id);
