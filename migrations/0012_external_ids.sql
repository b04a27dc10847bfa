-- A vehicle is found by its `external_id` also when it is deleted, which the unique index does not have: every `ext:` in a path read
-- all vehicles of the organisation.
CREATE INDEX vehicles_by_external_id ON vehicles (organization_id, external_id);
