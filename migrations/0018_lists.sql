-- Lists of vehicles are read, searched and counted by what changes with the vehicle, not by reading all vehicles of the organisation.
-- The engines have no common language for triggers and for an index of texts: store/src/derived and store/src/search make those.

-- The version of the vehicle that its text in `vehicle_searches` was made of. A server that knows nothing of texts changes a vehicle
-- without them, so that the two differ until a newer one makes the text.
ALTER TABLE vehicles ADD COLUMN search_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX vehicles_unsearched ON vehicles (organization_id, id) WHERE search_version <> version;

-- The state of the tracking link: `active` turns into `expired` some time after the instant `link_expires_at`, which is why every
-- statement compares that instant as well.
ALTER TABLE vehicles ADD COLUMN settled_link_state TEXT NOT NULL DEFAULT 'none';
ALTER TABLE vehicles ADD COLUMN link_expires_at BIGINT;
CREATE INDEX vehicles_by_link ON vehicles (organization_id, settled_link_state, id) WHERE deleted_at IS NULL;
CREATE INDEX vehicles_by_expiry ON vehicles (organization_id, settled_link_state, link_expires_at)
    WHERE link_expires_at IS NOT NULL;
CREATE INDEX vehicles_unsettled ON vehicles (settled_link_state, link_expires_at) WHERE link_expires_at IS NOT NULL;

-- Under row level security PostgreSQL uses no index on COALESCE.
DROP INDEX vehicles_eta;
CREATE INDEX vehicles_by_eta ON vehicles (organization_id, (CASE WHEN eta IS NULL THEN '9999-12-31' ELSE eta END), id);

-- In the order of the journey.
CREATE INDEX vehicles_by_stage ON vehicles (
    organization_id,
    (CASE stage WHEN 'purchased' THEN 0 WHEN 'in_transit' THEN 1 WHEN 'arrived' THEN 2 WHEN 'preparation' THEN 3
        WHEN 'sale_ready' THEN 4 ELSE 5 END),
    id
) WHERE deleted_at IS NULL;
CREATE INDEX vehicles_deleted ON vehicles (organization_id, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX vehicles_deleted_stock_number ON vehicles (organization_id, stock_number) WHERE deleted_at IS NOT NULL;

-- How many vehicles there are, kept by triggers.
CREATE TABLE vehicle_counts (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    deleted BOOLEAN NOT NULL,
    stage TEXT NOT NULL,
    link_state TEXT NOT NULL,
    vehicles BIGINT NOT NULL,
    PRIMARY KEY (organization_id, deleted, stage, link_state)
);
