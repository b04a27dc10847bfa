-- What staff add in words when they move an ETA: one line, which customers read as it is.
ALTER TABLE eta_changes ADD COLUMN remark TEXT;
