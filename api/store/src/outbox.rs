//! The outbox: what happened is told to endpoints because it was written down in the transaction in which it happened.
//!
//! Most events follow from the entries of the audit log, so that whatever is audited is told too. The commit writes them.

use shared::eta::EtaReason;
use shared::ids::{EventId, OrganizationId, VehicleId, WebhookDeliveryId};
use shared::time::Timestamp;
use shared::webhook::{EventType, WebhookEvent, WebhookEventData};

use crate::audit::AuditRow;
use crate::error::Error;
use crate::{Db, Tx, instant, on, one_row, stored};
use host::random;

/// Something that endpoints are told of.
#[derive(Debug, Clone)]
pub(super) struct Happened {
    organization_id: String,
    event_type: EventType,
    subject_id: String,
    at: i64,
    eta_reason: Option<EtaReason>,
}

/// Tells of something that leaves no entry of its own in the audit log.
pub fn tell(tx: &mut Tx, organization: &OrganizationId, event_type: EventType, subject_id: &str, now: Timestamp) {
    tx.happened.push(Happened {
        organization_id: organization.to_string(),
        event_type,
        subject_id: subject_id.to_owned(),
        at: now.unix_ms(),
        eta_reason: None,
    });
}

/// Tells that the estimated arrival of a vehicle was moved, and why if staff said why.
pub fn tell_eta_change(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    eta_reason: Option<EtaReason>,
    now: Timestamp,
) {
    tx.happened.push(Happened {
        organization_id: organization.to_string(),
        event_type: EventType::VehicleEtaChanged,
        subject_id: vehicle.to_string(),
        at: now.unix_ms(),
        eta_reason,
    });
}

/// What an entry of the audit log tells the world.
fn told_by(entry: &AuditRow) -> Option<Happened> {
    let event_type = match entry.action.as_str() {
        "vehicle.restored" => EventType::VehicleUpdated,
        "photo.restored" => EventType::PhotoCreated,
        action => EventType::parse(action)?,
    };
    Some(Happened {
        organization_id: entry.organization_id.clone(),
        event_type,
        subject_id: entry.subject_id.clone(),
        at: entry.occurred_at,
        eta_reason: None,
    })
}

const LISTENERS: &str = "
    SELECT e.id, e.event_types FROM webhook_endpoints e
    WHERE e.organization_id = $1 AND e.disabled_at IS NULL AND e.deleted_at IS NULL";

const INSERT: &str = "
    INSERT INTO webhook_deliveries (
        id, organization_id, endpoint_id, event_id, event_type, vehicle_id, body, state, tries, next_attempt_at,
        created_at
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', 0, $8, $8)";

/// A delivery to make.
#[derive(Debug)]
pub struct NewDelivery<'a> {
    /// Id of the delivery.
    pub id: &'a WebhookDeliveryId,
    /// Whose endpoint.
    pub organization_id: &'a str,
    /// To which endpoint.
    pub endpoint_id: &'a str,
    /// Id of the event.
    pub event_id: &'a EventId,
    /// What is sent.
    pub event: &'a WebhookEvent,
}

/// Writes down that an endpoint is to be told.
pub async fn insert(db: Db<'_>, new: NewDelivery<'_>) -> Result<(), Error> {
    let body = serde_json::to_string(new.event).map_err(Error::invalid)?;
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(new.organization_id)
        .bind(new.endpoint_id)
        .bind(new.event_id.as_str())
        .bind(new.event.event_type.as_str())
        .bind(new.event.data.vehicle_id.as_deref())
        .bind(body)
        .bind(new.event.timestamp.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

/// Writes down what the endpoints of the organisations are to be told, in the transaction that commits.
pub(super) async fn write(mut db: Db<'_>, entries: &[AuditRow], told: Vec<Happened>) -> Result<(), Error> {
    let happened: Vec<_> = entries.iter().filter_map(told_by).chain(told).collect();
    let mut organizations: Vec<_> = happened.iter().map(|event| event.organization_id.as_str()).collect();
    organizations.sort_unstable();
    organizations.dedup();
    for organization in organizations {
        let listeners: Vec<(String, String)> =
            on!(db.again(), c => sqlx::query_as(LISTENERS).bind(organization).fetch_all(c).await?);
        for event in happened.iter().filter(|event| event.organization_id == organization) {
            let chosen = |filter: &str| filter.is_empty() || filter.split(' ').any(|t| t == event.event_type.as_str());
            let mut listening = listeners.iter().filter(|(_, filter)| chosen(filter)).peekable();
            if listening.peek().is_none() {
                continue;
            }
            let Some(message) = describe(db.again(), event).await? else { continue };
            let event_id = EventId::from_u128(random::id(message.timestamp));
            for (endpoint_id, _) in listening {
                let id = WebhookDeliveryId::from_u128(random::id(message.timestamp));
                let new = NewDelivery {
                    id: &id,
                    organization_id: organization,
                    endpoint_id,
                    event_id: &event_id,
                    event: &message,
                };
                insert(db.again(), new).await?;
            }
        }
    }
    Ok(())
}

const VEHICLE: &str = "
    SELECT v.id AS vehicle_id, v.external_id, v.version, v.stage AS detail, CAST(NULL AS BIGINT) AS revoked_at,
        CAST(NULL AS BIGINT) AS expires_at
    FROM vehicles v WHERE v.organization_id = $1 AND v.id = $2";

const NOTE: &str = "
    SELECT v.id AS vehicle_id, v.external_id, n.version, n.scope AS detail, CAST(NULL AS BIGINT) AS revoked_at,
        CAST(NULL AS BIGINT) AS expires_at
    FROM notes n JOIN vehicles v ON v.id = n.vehicle_id WHERE n.organization_id = $1 AND n.id = $2";

const PHOTO: &str = "
    SELECT v.id AS vehicle_id, v.external_id, v.version, CAST(NULL AS TEXT) AS detail, CAST(NULL AS BIGINT) AS revoked_at,
        CAST(NULL AS BIGINT) AS expires_at
    FROM photos p JOIN vehicles v ON v.id = p.vehicle_id WHERE p.organization_id = $1 AND p.id = $2";

const LINK: &str = "
    SELECT v.id AS vehicle_id, v.external_id, l.version, CAST(NULL AS TEXT) AS detail, l.revoked_at, l.expires_at
    FROM tracking_links l JOIN vehicles v ON v.id = l.vehicle_id WHERE l.organization_id = $1 AND l.id = $2";

#[derive(Debug, sqlx_macros::FromRow)]
struct SubjectRow {
    vehicle_id: String,
    external_id: Option<String>,
    version: i64,
    detail: Option<String>,
    revoked_at: Option<i64>,
    expires_at: Option<i64>,
}

/// The event as it is sent: ids, versions and states, as they are at the end of the transaction.
async fn describe(db: Db<'_>, event: &Happened) -> Result<Option<WebhookEvent>, Error> {
    let kind = event.event_type.as_str().split('.').next().unwrap_or_default();
    let data = match kind {
        "subscription" => {
            let locked = event.event_type == EventType::SubscriptionLocked;
            WebhookEventData { locked: Some(locked), ..WebhookEventData::default() }
        }
        kind => {
            let sql = match kind {
                "vehicle" => VEHICLE,
                "note" => NOTE,
                "photo" => PHOTO,
                _ => LINK,
            };
            let row: Option<SubjectRow> = on!(db, c => sqlx::query_as(sql)
                .bind(event.organization_id.as_str())
                .bind(event.subject_id.as_str())
                .fetch_optional(c)
                .await?);
            let Some(row) = row else { return Ok(None) };
            data_of(kind, event, row)
        }
    };
    let timestamp = instant(event.at)?;
    Ok(Some(WebhookEvent { event_type: event.event_type.as_str().to_owned(), timestamp, data }))
}

fn data_of(kind: &str, event: &Happened, row: SubjectRow) -> WebhookEventData {
    let subject = |wanted: &str| (kind == wanted).then(|| event.subject_id.clone());
    let detail = |wanted: &str| row.detail.clone().filter(|_| kind == wanted);
    let state = match (row.revoked_at, row.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(expires_at)) if expires_at <= event.at => "expired",
        _ => "active",
    };
    WebhookEventData {
        vehicle_id: Some(row.vehicle_id),
        external_id: row.external_id,
        note_id: subject("note"),
        photo_id: subject("photo"),
        tracking_link_id: subject("tracking_link"),
        version: (kind != "photo").then_some(row.version),
        stage: detail("vehicle"),
        eta_reason: event.eta_reason.map(|reason| reason.as_str().to_owned()),
        scope: detail("note"),
        state: (kind == "tracking_link").then(|| state.to_owned()),
        locked: None,
    }
}

const TAKE_EXPIRED: &str = "
    UPDATE tracking_links SET expiry_told = expires_at
    WHERE id IN (
        SELECT l.id FROM tracking_links l
        WHERE l.revoked_at IS NULL AND l.expires_at <= $1 AND COALESCE(l.expiry_told, 0) <> l.expires_at LIMIT 100
    ) AND COALESCE(expiry_told, 0) <> expires_at
    RETURNING id, organization_id";

const TAKE_LOCKS: &str = "
    UPDATE subscriptions SET lock_told = NOT lock_told
    WHERE lock_told <> (
        (status = 'past_due' AND grace_ends_at <= $1)
        OR (status = 'canceled' AND (access_until IS NULL OR access_until <= $1))
    )
    RETURNING organization_id, lock_told";

/// Tells what follows from the clock alone: expiries that have passed, subscriptions that were locked or unlocked. Each is
/// told once, by whichever server comes first. Nothing is decided here: every read derives it anew.
pub async fn tell_what_time_brought(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    let expired: Vec<(String, String)> =
        on!(tx.db(), c => sqlx::query_as(TAKE_EXPIRED).bind(now.unix_ms()).fetch_all(c).await?);
    for (link, organization) in expired {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
        tell(tx, &organization, EventType::TrackingLinkExpired, &link, now);
    }
    let turned: Vec<(String, bool)> =
        on!(tx.db(), c => sqlx::query_as(TAKE_LOCKS).bind(now.unix_ms()).fetch_all(c).await?);
    for (organization, locked) in turned {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
        let event_type = if locked { EventType::SubscriptionLocked } else { EventType::SubscriptionUnlocked };
        tell(tx, &organization, event_type, organization.as_str(), now);
    }
    Ok(())
}
