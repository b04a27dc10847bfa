-- Where events go, and how they got there: other systems learn of changes without asking for them.

-- The secrets that sign events are sealed; their key is outside the database.
CREATE TABLE webhook_endpoints (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- Separated by spaces; empty means all.
    event_types TEXT NOT NULL,
    sealed_secret TEXT NOT NULL,
    previous_sealed_secret TEXT,
    previous_secret_expires_at BIGINT,
    disabled_at BIGINT,
    disabled_reason TEXT CHECK (disabled_reason IN ('manual', 'gone', 'failing')),
    failing_since BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES members (id),
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
    CHECK ((previous_sealed_secret IS NULL) = (previous_secret_expires_at IS NULL))
);
CREATE INDEX webhook_endpoints_organization ON webhook_endpoints (organization_id, id);
CREATE UNIQUE INDEX webhook_endpoints_of_organization ON webhook_endpoints (id, organization_id);

-- The outbox: written in the transaction of what happened, one row for every endpoint that is told.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    vehicle_id TEXT,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
    -- How often it was tried since it was made, or sent again by hand.
    tries BIGINT NOT NULL,
    next_attempt_at BIGINT,
    -- Until then one server works on it and no other does.
    claimed_until BIGINT,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (endpoint_id, organization_id) REFERENCES webhook_endpoints (id, organization_id),
    CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);

CREATE TABLE webhook_attempts (
    delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id),
    number BIGINT NOT NULL,
    attempted_at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    status BIGINT,
    outcome TEXT NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- What follows from the clock alone is told once: which expiry was told, and which state of the subscription.
ALTER TABLE tracking_links ADD COLUMN expiry_told BIGINT;
CREATE INDEX tracking_links_expiry ON tracking_links (expires_at) WHERE revoked_at IS NULL;
ALTER TABLE subscriptions ADD COLUMN lock_told BOOLEAN NOT NULL DEFAULT FALSE;
