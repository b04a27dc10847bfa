-- One log of what happened. A change was an entry of the audit log and, for whoever listened, an event with another id; now
-- both are one row, and what is delivered of it hangs under it, whichever channel it goes by.

CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    occurred_at BIGINT NOT NULL,
    -- Missing only in what was delivered before this migration.
    subject_id TEXT,
    -- The type under which it is delivered, and the vehicle that it is about; none where nobody outside is concerned.
    event_type TEXT,
    vehicle_id TEXT,
    -- The entry in the audit log, which begins with its number. What has no number is not audited, and may be forgotten.
    sequence BIGINT,
    chain TEXT,
    actor_kind TEXT,
    actor_id TEXT,
    actor_name TEXT,
    category TEXT,
    action TEXT,
    summary TEXT,
    request_id TEXT,
    CHECK (event_type IS NOT NULL OR sequence IS NOT NULL),
    CHECK (sequence IS NULL OR subject_id IS NOT NULL),
    CHECK (chain IS NULL OR sequence IS NOT NULL),
    CHECK ((actor_kind IS NULL) = (sequence IS NULL)),
    CHECK (actor_id IS NULL OR sequence IS NOT NULL),
    CHECK ((actor_name IS NULL) = (sequence IS NULL)),
    CHECK ((category IS NULL) = (sequence IS NULL)),
    CHECK ((action IS NULL) = (sequence IS NULL)),
    CHECK ((summary IS NULL) = (sequence IS NULL)),
    CHECK ((request_id IS NULL) = (sequence IS NULL))
);
INSERT INTO events (
    id, organization_id, occurred_at, subject_id, sequence, chain, actor_kind, actor_id, actor_name, category, action,
    summary, request_id
)
SELECT id, organization_id, occurred_at, subject_id, sequence, chain, actor_kind, actor_id, actor_name, category, action,
    summary, request_id
FROM audit_events;
-- Deliveries of one event have its id in common.
INSERT INTO events (id, organization_id, occurred_at, event_type, vehicle_id)
SELECT event_id, organization_id, MIN(created_at), MIN(event_type), MIN(vehicle_id)
FROM webhook_deliveries GROUP BY event_id, organization_id;
CREATE UNIQUE INDEX events_of_organization ON events (organization_id, id);
CREATE UNIQUE INDEX events_sequence ON events (organization_id, sequence);
CREATE INDEX events_unaudited ON events (occurred_at) WHERE sequence IS NULL;

-- Written in the transaction of its event, one row for everybody who is told.
CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    -- There is no list of channels here: one can be added without building the table anew, and the program knows which there
    -- are. Each has a column that says to whom.
    channel TEXT NOT NULL,
    endpoint_id TEXT,
    -- As it is sent: what was true at the commit.
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
    -- How often it was tried since it was made, or sent again by hand.
    tries BIGINT NOT NULL,
    next_attempt_at BIGINT,
    -- Until then one server works on it and no other does.
    claimed_until BIGINT,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (organization_id, event_id) REFERENCES events (organization_id, id),
    FOREIGN KEY (endpoint_id, organization_id) REFERENCES webhook_endpoints (id, organization_id),
    CHECK ((channel = 'webhook') = (endpoint_id IS NOT NULL)),
    CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL))
);
INSERT INTO deliveries (
    id, organization_id, event_id, channel, endpoint_id, body, state, tries, next_attempt_at, claimed_until, created_at
)
SELECT id, organization_id, event_id, 'webhook', endpoint_id, body, state, tries, next_attempt_at, claimed_until, created_at
FROM webhook_deliveries;
CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, id);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_created ON deliveries (created_at);
CREATE INDEX deliveries_event ON deliveries (event_id);

CREATE TABLE delivery_attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id),
    number BIGINT NOT NULL,
    attempted_at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    status BIGINT,
    outcome TEXT NOT NULL,
    PRIMARY KEY (delivery_id, number)
);
INSERT INTO delivery_attempts (delivery_id, number, attempted_at, duration_ms, status, outcome)
SELECT delivery_id, number, attempted_at, duration_ms, status, outcome FROM webhook_attempts;

DROP TABLE webhook_attempts;
DROP TABLE webhook_deliveries;
DROP TABLE audit_events;
