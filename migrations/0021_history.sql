-- What was done to a vehicle, its notes, photos and links, and what a member or key did, is read without reading the whole log.
CREATE INDEX events_by_subject ON events (organization_id, subject_id, sequence);
CREATE INDEX events_by_actor ON events (organization_id, actor_id, sequence);
