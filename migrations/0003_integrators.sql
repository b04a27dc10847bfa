-- API keys, ids of other systems, changes in their order, answers that can be replayed whole, and an audit log whose
-- entries are chained, because other programs work here now and have to be told apart, retried and held to account.

-- Only a hash of the secret is kept. Whether a key works is derived from these columns, its maker and the clock.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES members (id),
    revoked_at BIGINT,
    revoked_by TEXT REFERENCES members (id),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE UNIQUE INDEX api_keys_secret ON api_keys (secret_hash);
CREATE INDEX api_keys_organization ON api_keys (organization_id, id);

-- From where a key was used, so that a new place can be told: keyed hashes of addresses.
CREATE TABLE api_key_places (
    api_key_id TEXT NOT NULL REFERENCES api_keys (id),
    address_hash TEXT NOT NULL,
    first_used_at BIGINT NOT NULL,
    PRIMARY KEY (api_key_id, address_hash)
);

-- What another system calls a vehicle. A deleted vehicle gives it free, as it does its stock number.
ALTER TABLE vehicles ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX vehicles_external_id ON vehicles (organization_id, external_id) WHERE deleted_at IS NULL;
CREATE INDEX vehicles_updated ON vehicles (organization_id, updated_at, id);

-- The answers hold what only their caller may see, URLs and secrets too: they are sealed from now on. Those from before
-- would not be found again, and none is older than a day.
DELETE FROM idempotency_keys;
ALTER TABLE idempotency_keys ADD COLUMN etag TEXT;
ALTER TABLE idempotency_keys ADD COLUMN location TEXT;

-- Each entry carries a number and the hash of the one before it in its organisation, so that a change or a gap shows.
-- Entries from before this migration get numbers up to 0 and are not in the chain.
ALTER TABLE audit_events ADD COLUMN actor_kind TEXT NOT NULL DEFAULT 'member';
ALTER TABLE audit_events ADD COLUMN sequence BIGINT;
ALTER TABLE audit_events ADD COLUMN chain TEXT;
UPDATE audit_events SET actor_kind = 'operator' WHERE actor_id IS NULL;
UPDATE audit_events SET sequence = numbered.sequence FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY organization_id ORDER BY id)
        - COUNT(*) OVER (PARTITION BY organization_id) AS sequence
    FROM audit_events
) AS numbered WHERE numbered.id = audit_events.id;
CREATE UNIQUE INDEX audit_events_sequence ON audit_events (organization_id, sequence);
CREATE TABLE audit_heads (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sequence BIGINT NOT NULL,
    chain TEXT NOT NULL
);
