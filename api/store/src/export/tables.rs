//! The tables of an export and their columns. Nothing is in them that opens a page or lets anybody in: no URL of a tracking
//! link, no key, no password.

use serde::Serialize;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use utoipa::ToSchema;

use super::Exported;
use super::Take;
use super::cell::{Cell, Instant};
use super::each;
use crate::Db;
use crate::link_options::option_columns;

macro_rules! row {
    (
        $(#[doc = $doc:literal])+
        $table:ident: $row:ident from $select:ident, single: $single:literal {
            $( $(#[doc = $about:literal])+ $column:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Serialize, ToSchema, sqlx_macros::FromRow)]
        pub struct $row { $( $(#[doc = $about])+ $column: $type, )+ }

        impl Exported for $row {
            const TABLE: &'static str = stringify!($table);
            const SINGLE: bool = $single;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
            const SELECT: &'static str = $select;

            fn cells(&self) -> Vec<String> {
                vec![$(self.$column.cell()),+]
            }
        }
    };
}

macro_rules! tables {
    (
        $(#[doc = $one_doc:literal])+
        one $one:ident: $one_row:ident from $one_select:ident $one_columns:tt
        $(
            $(#[doc = $doc:literal])+
            many $table:ident: $row:ident from $select:ident $columns:tt
        )+
    ) => {
        row! { $(#[doc = $one_doc])+ $one: $one_row from $one_select, single: true $one_columns }
        $( row! { $(#[doc = $doc])+ $table: $row from $select, single: false $columns } )+

        /// Everything that an organisation has, as of one moment. The tables are those of the CSV files.
        #[derive(Debug, ToSchema)]
        #[expect(dead_code, reason = "describes the answer, which is written table by table")]
        pub struct OrganizationExport {
            /// When it was read.
            exported_at: Timestamp,
            $(#[doc = $one_doc])+
            $one: $one_row,
            $( $(#[doc = $doc])+ $table: Vec<$row>, )+
        }

        /// Every table with its columns.
        pub const TABLES: &[(&str, &[&str])] =
            &[($one_row::TABLE, $one_row::COLUMNS), $(($row::TABLE, $row::COLUMNS)),+];

        /// Reads everything, table by table.
        pub async fn read<K: Take>(
            mut db: Db<'_>,
            organization: &OrganizationId,
            take: &mut K,
        ) -> Result<(), K::Failure> {
            each::<$one_row, K>(db.again(), organization, take).await?;
            $( each::<$row, K>(db.again(), organization, take).await?; )+
            Ok(())
        }
    };
}

const ORGANIZATION: &str = concat!(
    "SELECT o.id, o.name, o.country, o.locale, o.time_zone, o.contact_email, o.contact_phone, o.currency,
        o.allowed_origins, ",
    option_columns!("o.default_"),
    ", s.status AS subscription_status, s.grace_ends_at, s.access_until, o.created_at, o.updated_at
    FROM organizations o JOIN subscriptions s ON s.organization_id = o.id WHERE o.id = $1"
);

const MEMBERS: &str = "
    SELECT m.id, m.name, m.email, m.role, m.disabled_at, m.created_at, m.updated_at
    FROM members m WHERE m.organization_id = $1 ORDER BY m.id";

const VEHICLES: &str = "
    SELECT v.id, v.external_id, v.year, v.make, v.model, v.trim_level AS trim, v.colour, v.mileage_value, v.mileage_unit,
        v.vin, v.stock_number, v.customer_name, v.customer_email, v.customer_phone, v.customer_language, v.stage, v.stage_changed_at,
        v.arrival_detail, v.eta, v.eta_changed_at, v.etd, v.vessel, v.arrived_on, v.agreed_sale_price_minor,
        v.agreed_sale_price_currency, v.created_at, v.updated_at, v.deleted_at
    FROM vehicles v WHERE v.organization_id = $1 ORDER BY v.id";

const STAGE_MOVES: &str = "
    SELECT s.vehicle_id, s.from_stage, s.to_stage, s.moved_at, s.moved_by
    FROM stage_moves s WHERE s.organization_id = $1 ORDER BY s.id";

const ETA_CHANGES: &str = "
    SELECT e.vehicle_id, e.from_eta, e.to_eta, e.reason, e.remark, e.taken_back, e.changed_at, e.changed_by
    FROM eta_changes e WHERE e.organization_id = $1 ORDER BY e.id";

const NOTES: &str = "
    SELECT n.id, n.vehicle_id, n.scope, n.body, n.author_id, n.created_at, n.updated_at
    FROM notes n WHERE n.organization_id = $1 AND n.deleted_at IS NULL ORDER BY n.id";

const PHOTOS: &str = "
    SELECT p.id, p.vehicle_id, p.position, p.is_hero, p.width, p.height, p.size_bytes, p.capture_time,
        p.created_at, p.created_by
    FROM photos p WHERE p.organization_id = $1 AND p.deleted_at IS NULL ORDER BY p.vehicle_id, p.position, p.id";

const TRACKING_LINKS: &str = concat!(
    "SELECT l.id, l.vehicle_id, ",
    option_columns!("l."),
    ", l.expires_at, l.customer_changed, l.view_count, l.first_viewed_at, l.last_viewed_at, l.created_at, l.created_by,
        l.updated_at, l.revoked_at, l.revoked_by, l.revoke_reason
    FROM tracking_links l WHERE l.organization_id = $1 ORDER BY l.id"
);

const TRACKING_LINK_PHOTOS: &str = "
    SELECT t.tracking_link_id, t.photo_id, t.position
    FROM tracking_link_photos t JOIN tracking_links l ON l.id = t.tracking_link_id
    JOIN photos p ON p.id = t.photo_id
    WHERE l.organization_id = $1 AND p.deleted_at IS NULL ORDER BY t.tracking_link_id, t.position";

const PROPOSALS: &str = "
    SELECT p.id, p.vehicle_id, p.operation, p.change, p.reason, p.tracking_link_id, p.target_version, p.api_key_id, p.proposed_by,
        p.created_at, p.expires_at, p.decision, p.decided_at, p.decided_by
    FROM proposals p WHERE p.organization_id = $1 ORDER BY p.id";

const API_KEYS: &str = "
    SELECT k.id, k.name, k.scopes, k.expires_at, k.last_used_at, k.created_at, k.created_by, k.revoked_at, k.revoked_by
    FROM api_keys k WHERE k.organization_id = $1 ORDER BY k.id";

const WEBHOOK_ENDPOINTS: &str = "
    SELECT w.id, w.url, w.description, w.event_types, w.disabled_at, w.disabled_reason, w.created_at, w.created_by,
        w.updated_at
    FROM webhook_endpoints w WHERE w.organization_id = $1 AND w.deleted_at IS NULL ORDER BY w.id";

const AUDIT_EVENTS: &str = "
    SELECT a.id, a.sequence, a.occurred_at, a.actor_kind, a.actor_id, a.actor_name, a.category, a.action, a.subject_id,
        a.summary, a.request_id
    FROM events a WHERE a.organization_id = $1 AND a.sequence IS NOT NULL ORDER BY a.sequence";

tables! {
    /// The organisation and its subscription.
    one organization: ExportedOrganization from ORGANIZATION {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// ISO 3166-1 alpha-2.
        country: String,
        /// The chosen language tag (RFC 5646); none follows the country.
        locale: Option<String>,
        /// IANA time zone.
        time_zone: String,
        /// Email address that customers see.
        contact_email: Option<String>,
        /// Phone number that customers see.
        contact_phone: Option<String>,
        /// ISO 4217.
        currency: String,
        /// The origins of websites whose scripts may read, separated by spaces.
        allowed_origins: String,
        /// Whether new links show the photo.
        default_show_photo: bool,
        /// Whether new links show the estimated arrival.
        default_show_eta: bool,
        /// Whether new links show the progress.
        default_show_progress: bool,
        /// Whether new links show customer notes.
        default_show_notes: bool,
        /// Whether new links let customers subscribe.
        default_allow_subscriptions: bool,
        /// State of the subscription.
        subscription_status: String,
        /// When the grace period ends.
        grace_ends_at: Option<Instant>,
        /// With `canceled`: until when everything still works.
        access_until: Option<Instant>,
        /// When it was created.
        created_at: Instant,
        /// When it was last changed.
        updated_at: Instant,
    }
    /// Members, the disabled ones too.
    many members: ExportedMember from MEMBERS {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Email address to sign in with.
        email: String,
        /// `admin`, `editor` or `viewer`.
        role: String,
        /// Since when the member cannot sign in.
        disabled_at: Option<Instant>,
        /// When the member was invited.
        created_at: Instant,
        /// When the member was last changed.
        updated_at: Instant,
    }
    /// Vehicles, the deleted ones too.
    many vehicles: ExportedVehicle from VEHICLES {
        /// Id.
        id: String,
        /// The id of the vehicle in another system.
        external_id: Option<String>,
        /// Model year.
        year: i64,
        /// Make.
        make: String,
        /// Model.
        model: String,
        /// Trim.
        trim: Option<String>,
        /// Colour.
        colour: Option<String>,
        /// Mileage, in its unit.
        mileage_value: Option<i64>,
        /// `km` or `mi`.
        mileage_unit: Option<String>,
        /// Vehicle identification number (ISO 3779).
        vin: Option<String>,
        /// Stock number.
        stock_number: Option<String>,
        /// Name of the customer.
        customer_name: Option<String>,
        /// Email address of the customer.
        customer_email: Option<String>,
        /// Phone number of the customer.
        customer_phone: Option<String>,
        /// Language of the customer (BCP 47).
        customer_language: Option<String>,
        /// Stage.
        stage: String,
        /// Since when it is in its stage.
        stage_changed_at: Instant,
        /// After arrival: `customs` or `released`.
        arrival_detail: Option<String>,
        /// Estimated arrival, a civil date.
        eta: Option<String>,
        /// When the estimated arrival was last changed.
        eta_changed_at: Option<Instant>,
        /// Estimated departure, a civil date.
        etd: Option<String>,
        /// Vessel.
        vessel: Option<String>,
        /// Day of arrival, a civil date.
        arrived_on: Option<String>,
        /// Agreed sale price in minor units of its currency.
        agreed_sale_price_minor: Option<i64>,
        /// ISO 4217.
        agreed_sale_price_currency: Option<String>,
        /// When it was created.
        created_at: Instant,
        /// When it was last changed.
        updated_at: Instant,
        /// When it was deleted.
        deleted_at: Option<Instant>,
    }
    /// How vehicles went from stage to stage.
    many stage_moves: ExportedStageMove from STAGE_MOVES {
        /// Which vehicle.
        vehicle_id: String,
        /// From which stage.
        from_stage: String,
        /// To which stage.
        to_stage: String,
        /// When.
        moved_at: Instant,
        /// The member who did it.
        moved_by: String,
    }
    /// How estimated arrivals were moved.
    many eta_changes: ExportedEtaChange from ETA_CHANGES {
        /// Which vehicle.
        vehicle_id: String,
        /// From which date.
        from_eta: Option<String>,
        /// To which date.
        to_eta: Option<String>,
        /// Why, as customers read it.
        reason: Option<String>,
        /// What was added in words, as customers read it.
        remark: Option<String>,
        /// Whether the move of the stage that it came with was taken back, or this took it back: customers do not read it.
        taken_back: bool,
        /// When.
        changed_at: Instant,
        /// The member who did it.
        changed_by: String,
    }
    /// Notes on vehicles.
    many notes: ExportedNote from NOTES {
        /// Id.
        id: String,
        /// On which vehicle.
        vehicle_id: String,
        /// `internal` or `customer`.
        scope: String,
        /// What it says.
        body: String,
        /// The member who wrote it.
        author_id: String,
        /// When it was written.
        created_at: Instant,
        /// When it was last changed.
        updated_at: Instant,
    }
    /// Photos of vehicles, in their order; `GET /vehicles/{vehicle_id}/photos/{photo_id}` has the pictures.
    many photos: ExportedPhoto from PHOTOS {
        /// Id.
        id: String,
        /// Of which vehicle.
        vehicle_id: String,
        /// Place in the gallery.
        position: i64,
        /// Whether it is the hero photo.
        is_hero: bool,
        /// Pixels across.
        width: i64,
        /// Pixels down.
        height: i64,
        /// What its files take.
        size_bytes: i64,
        /// When it was taken, by the camera's clock, in ISO 8601.
        capture_time: Option<String>,
        /// When it was uploaded.
        created_at: Instant,
        /// The member who uploaded it.
        created_by: String,
    }
    /// Tracking links, the revoked ones too, without their URLs.
    many tracking_links: ExportedTrackingLink from TRACKING_LINKS {
        /// Id.
        id: String,
        /// Of which vehicle.
        vehicle_id: String,
        /// Whether the page shows the photo.
        show_photo: bool,
        /// Whether the page shows the estimated arrival.
        show_eta: bool,
        /// Whether the page shows the progress.
        show_progress: bool,
        /// Whether the page shows customer notes.
        show_notes: bool,
        /// Whether the page lets customers subscribe.
        allow_subscriptions: bool,
        /// When the URL stops working.
        expires_at: Option<Instant>,
        /// Whether the vehicle went to another customer since the URL was made.
        customer_changed: bool,
        /// How often the page was opened.
        view_count: i64,
        /// When it was first opened.
        first_viewed_at: Option<Instant>,
        /// When it was last opened.
        last_viewed_at: Option<Instant>,
        /// When it was created.
        created_at: Instant,
        /// The member who created it.
        created_by: String,
        /// When it was last changed.
        updated_at: Instant,
        /// When it was revoked.
        revoked_at: Option<Instant>,
        /// The member who revoked it.
        revoked_by: Option<String>,
        /// Why it was revoked.
        revoke_reason: Option<String>,
    }
    /// Photos that were picked for tracking pages, in their order.
    many tracking_link_photos: ExportedPick from TRACKING_LINK_PHOTOS {
        /// For which link.
        tracking_link_id: String,
        /// Which photo.
        photo_id: String,
        /// Place on the page.
        position: i64,
    }
    /// API keys, the ended ones too, without the keys themselves.
    many api_keys: ExportedApiKey from API_KEYS {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// What it may do, separated by spaces.
        scopes: String,
        /// When it ends.
        expires_at: Instant,
        /// When it was last used.
        last_used_at: Option<Instant>,
        /// When it was made.
        created_at: Instant,
        /// The member who made it.
        created_by: String,
        /// When it was revoked.
        revoked_at: Option<Instant>,
        /// The member who revoked it.
        revoked_by: Option<String>,
    }
    /// Webhook endpoints, without their secrets.
    many webhook_endpoints: ExportedWebhookEndpoint from WEBHOOK_ENDPOINTS {
        /// Id.
        id: String,
        /// Where events are posted to.
        url: String,
        /// What it is for.
        description: String,
        /// Which events, separated by spaces; empty means all.
        event_types: String,
        /// Since when nothing is sent to it.
        disabled_at: Option<Instant>,
        /// Why nothing is sent to it.
        disabled_reason: Option<String>,
        /// When it was created.
        created_at: Instant,
        /// The member who created it.
        created_by: String,
        /// When it was last changed.
        updated_at: Instant,
    }
    /// Changes that were proposed, and what was decided on them.
    many proposals: ExportedProposal from PROPOSALS {
        /// Id.
        id: String,
        /// The vehicle.
        vehicle_id: String,
        /// What would be done.
        operation: String,
        /// The change, in JSON.
        change: String,
        /// Why.
        reason: String,
        /// The tracking link, if it changes that.
        tracking_link_id: Option<String>,
        /// The version of vehicle or link that it is based on.
        target_version: i64,
        /// The key that proposed it.
        api_key_id: Option<String>,
        /// The member who proposed it, or who made the key.
        proposed_by: String,
        /// When it was proposed.
        created_at: Instant,
        /// When it expires.
        expires_at: Instant,
        /// What was decided.
        decision: Option<String>,
        /// When.
        decided_at: Option<Instant>,
        /// The member who decided.
        decided_by: Option<String>,
    }
    /// The audit log, oldest first.
    many audit_events: ExportedAuditEvent from AUDIT_EVENTS {
        /// Id.
        id: String,
        /// Its number in the organisation. Entries from before there were numbers have those up to 0.
        sequence: Option<i64>,
        /// When.
        occurred_at: Instant,
        /// What kind of somebody did it.
        actor_kind: String,
        /// The id of who did it.
        actor_id: Option<String>,
        /// The name of who did it.
        actor_name: String,
        /// What it is about.
        category: String,
        /// What was done.
        action: String,
        /// To what.
        subject_id: String,
        /// In a sentence.
        summary: String,
        /// Id of the request.
        request_id: String,
    }
}
