-- A restored copy does not know what was revoked after it was made: no link of it works until an admin has looked.
ALTER TABLE subscriptions ADD COLUMN links_suspended_at BIGINT;
