-- A program that is not trusted to write, such as an assistant, can propose a change, which a person confirms or declines. A proposal
-- is not a change: until somebody confirms it, nothing but this table knows of it.

CREATE TABLE proposals (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    vehicle_id TEXT NOT NULL,
    -- What would be done, and with what: the body of that operation.
    operation TEXT NOT NULL,
    change TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The version of the vehicle, or of its tracking link where that is changed, that the proposal is based on.
    tracking_link_id TEXT REFERENCES tracking_links (id),
    target_version BIGINT NOT NULL,
    -- The key that proposed it, if it was one, and the member behind it.
    api_key_id TEXT REFERENCES api_keys (id),
    proposed_by TEXT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decided_at BIGINT,
    decided_by TEXT REFERENCES members (id),
    version BIGINT NOT NULL,
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL))
);
CREATE INDEX proposals_of_organization ON proposals (organization_id, id);
