-- The spine: organisations and who works in them, vehicles and what happens to them, tracking links and their slugs.
-- One text for SQLite and PostgreSQL: TEXT, BIGINT and BOOLEAN only; instants are Unix milliseconds in columns `*_at`,
-- civil dates are TEXT `YYYY-MM-DD` in columns `*_on` and `eta`, `etd`.

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    locale TEXT,
    time_zone TEXT NOT NULL,
    contact_email TEXT,
    contact_phone TEXT,
    currency TEXT NOT NULL,
    default_show_photo BOOLEAN NOT NULL,
    default_show_eta BOOLEAN NOT NULL,
    default_show_progress BOOLEAN NOT NULL,
    default_show_notes BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Lockdown is derived from these three columns and the clock; no job ever writes it.
CREATE TABLE subscriptions (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('active', 'past_due', 'canceled')),
    grace_ends_at BIGINT,
    access_until BIGINT,
    updated_at BIGINT NOT NULL,
    CHECK (status <> 'past_due' OR grace_ends_at IS NOT NULL)
);

-- `email` is kept in lower case: one person, one sign-in, in the whole system.
CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    password_hash TEXT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX members_email ON members (email);

-- One-time links: only a hash is kept, one per member, gone once used.
CREATE TABLE invitations (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_member ON sessions (member_id);

-- Refresh tokens rotate: a used one stays known, so that its reuse is recognised as theft.
CREATE TABLE refresh_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

CREATE TABLE vehicles (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    year BIGINT NOT NULL,
    make TEXT NOT NULL,
    model TEXT NOT NULL,
    trim_level TEXT,
    colour TEXT,
    mileage_value BIGINT,
    mileage_unit TEXT CHECK (mileage_unit IN ('km', 'mi')),
    vin TEXT,
    stock_number TEXT,
    customer_name TEXT,
    customer_email TEXT,
    customer_phone TEXT,
    stage TEXT NOT NULL CHECK (
        stage IN ('purchased', 'in_transit', 'arrived', 'preparation', 'sale_ready', 'sold_delivered')
    ),
    stage_changed_at BIGINT NOT NULL,
    arrival_detail TEXT CHECK (arrival_detail IN ('customs', 'released')),
    eta TEXT,
    eta_changed_at BIGINT,
    etd TEXT,
    vessel TEXT,
    arrived_on TEXT,
    agreed_sale_price_minor BIGINT,
    agreed_sale_price_currency TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (arrival_detail IS NULL OR stage = 'arrived')
);
-- A deleted vehicle gives its stock number free.
CREATE UNIQUE INDEX vehicles_stock_number ON vehicles (organization_id, stock_number) WHERE deleted_at IS NULL;

CREATE TABLE stage_moves (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    moved_by TEXT NOT NULL REFERENCES members (id),
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id)
);
CREATE INDEX stage_moves_vehicle ON stage_moves (vehicle_id, id);

CREATE TABLE eta_changes (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    from_eta TEXT,
    to_eta TEXT,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL REFERENCES members (id),
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id)
);
CREATE INDEX eta_changes_vehicle ON eta_changes (vehicle_id, id);

CREATE TABLE notes (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('internal', 'customer')),
    body TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id)
);
CREATE INDEX notes_vehicle ON notes (vehicle_id, id);

CREATE TABLE tracking_links (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    show_photo BOOLEAN NOT NULL,
    show_eta BOOLEAN NOT NULL,
    show_progress BOOLEAN NOT NULL,
    show_notes BOOLEAN NOT NULL,
    expires_at BIGINT,
    customer_changed BOOLEAN NOT NULL,
    view_count BIGINT NOT NULL,
    first_viewed_at BIGINT,
    last_viewed_at BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES members (id),
    updated_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_by TEXT REFERENCES members (id),
    revoke_reason TEXT CHECK (revoke_reason IN ('revoked', 'vehicle_deleted')),
    version BIGINT NOT NULL,
    FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id),
    CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL))
);
-- At most one unrevoked link per vehicle, whatever the program does.
CREATE UNIQUE INDEX tracking_links_unrevoked ON tracking_links (vehicle_id) WHERE revoked_at IS NULL;
CREATE INDEX tracking_links_vehicle ON tracking_links (vehicle_id, id);
CREATE INDEX tracking_links_organization ON tracking_links (organization_id, id);

-- Every slug there ever was, by keyed hash: a retired one stays known, so that none is ever used again. The sealed
-- slug, for showing the URL to staff, is erased when the slug retires.
CREATE TABLE tracking_link_slugs (
    slug_hash TEXT NOT NULL PRIMARY KEY,
    tracking_link_id TEXT NOT NULL REFERENCES tracking_links (id),
    sealed_slug TEXT,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    CHECK ((retired_at IS NULL) = (sealed_slug IS NOT NULL))
);
CREATE UNIQUE INDEX tracking_link_slugs_live ON tracking_link_slugs (tracking_link_id) WHERE retired_at IS NULL;

-- Who did what, in plain English, written in the transaction of the change.
CREATE TABLE audit_events (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    occurred_at BIGINT NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    category TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    summary TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_events_organization ON audit_events (organization_id, id);
