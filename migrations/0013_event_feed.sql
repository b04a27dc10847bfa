-- Events can be read from the API in the order of their commits, with the body that webhook endpoints get: for programs that cannot
-- be reached from outside, and for what an endpoint missed.

-- Its number among the events of its organisation that are delivered, and what is posted of it. Missing in what was written before
-- this migration.
ALTER TABLE events ADD COLUMN position BIGINT;
ALTER TABLE events ADD COLUMN body TEXT;
CREATE UNIQUE INDEX events_position ON events (organization_id, position);
-- The last number that was given.
ALTER TABLE audit_heads ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
