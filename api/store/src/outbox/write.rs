//! What a commit writes down for webhooks.

use domain::event_subject::EventSubject;
use host::random;
use shared::eta::EtaReason;
use shared::ids::{EventId, WebhookDeliveryId};
use shared::webhook::{EventType, WebhookEvent, WebhookEventData};

use super::delivery::{NewDelivery, insert};
use crate::audit::chain::NewEntry;
use crate::db::Db;
use crate::error::Error;
use crate::{instant, on};

/// Something that endpoints are told of.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub(super) organization_id: String,
    pub(super) event_type: EventType,
    pub(super) subject_id: String,
    pub(super) at: i64,
    pub(super) eta_reason: Option<EtaReason>,
}

/// What an entry of the audit log tells the world.
fn event_of(entry: &NewEntry) -> Option<NewEvent> {
    let NewEntry { action, row } = entry;
    Some(NewEvent {
        organization_id: row.organization_id.clone(),
        event_type: action.event()?,
        subject_id: row.subject_id.clone(),
        at: row.occurred_at,
        eta_reason: None,
    })
}

const LISTENERS: &str = "
    SELECT e.id, e.event_types FROM webhook_endpoints e
    WHERE e.organization_id = $1 AND e.disabled_at IS NULL AND e.deleted_at IS NULL";

/// Writes down what the endpoints of the organisations are to be told, in the transaction that commits.
pub(crate) async fn write(mut db: Db<'_>, entries: &[NewEntry], others: Vec<NewEvent>) -> Result<(), Error> {
    let events: Vec<_> = entries.iter().filter_map(event_of).chain(others).collect();
    let mut organizations: Vec<_> = events.iter().map(|event| event.organization_id.as_str()).collect();
    organizations.sort_unstable();
    organizations.dedup();
    for organization in organizations {
        let listeners: Vec<(String, String)> =
            on!(db.again(), c => sqlx::query_as(LISTENERS).bind(organization).fetch_all(c).await?);
        for event in events.iter().filter(|event| event.organization_id == organization) {
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
async fn describe(db: Db<'_>, event: &NewEvent) -> Result<Option<WebhookEvent>, Error> {
    let subject = EventSubject::of(event.event_type);
    let statement = match subject {
        EventSubject::Vehicle => Some(VEHICLE),
        EventSubject::Note => Some(NOTE),
        EventSubject::Photo => Some(PHOTO),
        EventSubject::TrackingLink => Some(LINK),
        EventSubject::Subscription => None,
    };
    let data = match statement {
        None => {
            let locked = event.event_type == EventType::SubscriptionLocked;
            WebhookEventData { locked: Some(locked), ..WebhookEventData::default() }
        }
        Some(sql) => {
            let row: Option<SubjectRow> = on!(db, c => sqlx::query_as(sql)
                .bind(event.organization_id.as_str())
                .bind(event.subject_id.as_str())
                .fetch_optional(c)
                .await?);
            let Some(row) = row else { return Ok(None) };
            data_of(subject, event, row)
        }
    };
    let timestamp = instant(event.at)?;
    Ok(Some(WebhookEvent { event_type: event.event_type.as_str().to_owned(), timestamp, data }))
}

fn data_of(kind: EventSubject, event: &NewEvent, row: SubjectRow) -> WebhookEventData {
    let subject = |wanted| (kind == wanted).then(|| event.subject_id.clone());
    let detail = |wanted| row.detail.clone().filter(|_| kind == wanted);
    let state = match (row.revoked_at, row.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(expires_at)) if expires_at <= event.at => "expired",
        _ => "active",
    };
    WebhookEventData {
        vehicle_id: Some(row.vehicle_id),
        external_id: row.external_id,
        note_id: subject(EventSubject::Note),
        photo_id: subject(EventSubject::Photo),
        tracking_link_id: subject(EventSubject::TrackingLink),
        version: (kind != EventSubject::Photo).then_some(row.version),
        stage: detail(EventSubject::Vehicle),
        eta_reason: event.eta_reason.map(|reason| reason.as_str().to_owned()),
        scope: detail(EventSubject::Note),
        state: (kind == EventSubject::TrackingLink).then(|| state.to_owned()),
        locked: None,
    }
}
