-- One receiver that does not answer must hold up neither its own events more than needed nor anybody else's: a server serves an
-- endpoint at a time, and an endpoint that does not answer is left alone as a whole for a while.

-- Until then nothing is sent to it, and how many attempts in a row went unanswered.
ALTER TABLE webhook_endpoints ADD COLUMN backing_off_until BIGINT;
ALTER TABLE webhook_endpoints ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;
-- Until then one server makes its deliveries and no other does.
ALTER TABLE webhook_endpoints ADD COLUMN served_by TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN served_until BIGINT;
-- The secret before the previous one: who rotates twice within a day breaks no receiver.
ALTER TABLE webhook_endpoints ADD COLUMN older_sealed_secret TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN older_secret_expires_at BIGINT;

-- The next deliveries of an endpoint, however many wait at others.
CREATE INDEX deliveries_waiting ON deliveries (endpoint_id, next_attempt_at, id) WHERE state = 'pending';
