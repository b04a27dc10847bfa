-- Photos of vehicles, the ones that are picked for a tracking page, the organisation's logo, and the answers to requests
-- that may be repeated, because a car is told by its pictures and yards have bad networks.
CREATE TABLE photos (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_hero BOOLEAN NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    placeholder TEXT NOT NULL,
    -- Where the files are; none once they are removed, which is some time after the deletion.
    storage_key TEXT,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES members (id),
    deleted_at BIGINT,
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id),
    CHECK (storage_key IS NOT NULL OR deleted_at IS NOT NULL)
);
CREATE UNIQUE INDEX photos_of_vehicle ON photos (vehicle_id, id);
CREATE UNIQUE INDEX photos_storage_key ON photos (storage_key);
CREATE INDEX photos_organization ON photos (organization_id);
-- At most one hero photo per vehicle, whatever the program does.
CREATE UNIQUE INDEX photos_hero ON photos (vehicle_id) WHERE is_hero AND deleted_at IS NULL;

-- The composite keys make a photo of another vehicle impossible (R-14).
CREATE UNIQUE INDEX tracking_links_of_vehicle ON tracking_links (vehicle_id, id);
CREATE TABLE tracking_link_photos (
    tracking_link_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    photo_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (tracking_link_id, photo_id),
    FOREIGN KEY (vehicle_id, tracking_link_id) REFERENCES tracking_links (vehicle_id, id),
    FOREIGN KEY (vehicle_id, photo_id) REFERENCES photos (vehicle_id, id)
);

ALTER TABLE vehicles ADD COLUMN gallery_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE vehicles ADD COLUMN hero_changed_at BIGINT;

ALTER TABLE organizations ADD COLUMN logo_key TEXT;
ALTER TABLE organizations ADD COLUMN logo_width BIGINT;
ALTER TABLE organizations ADD COLUMN logo_height BIGINT;
ALTER TABLE organizations ADD COLUMN logo_fallback TEXT CHECK (logo_fallback IN ('jpg', 'png'));

-- What a request with an Idempotency-Key was answered, written in the transaction of its effect.
CREATE TABLE idempotency_keys (
    credential TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (credential, key_hash)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
