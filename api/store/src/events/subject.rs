//! What an event is about, read at the end of its transaction.

use domain::event_subject::EventSubject;
use shared::webhook::EventType;

use super::new_event::NewEvent;
use crate::error::Error;
use crate::{Db, on};

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

/// Its ids, version and state. A subscription has none of these.
#[derive(Debug, Default, sqlx_macros::FromRow)]
pub(crate) struct Subject {
    pub(crate) vehicle_id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) version: Option<i64>,
    /// The stage of a vehicle, the scope of a note.
    pub(crate) detail: Option<String>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) expires_at: Option<i64>,
}

/// Reads what an event is about.
pub(crate) async fn read(db: Db<'_>, event: &NewEvent, event_type: EventType) -> Result<Option<Subject>, Error> {
    let sql = match EventSubject::of(event_type) {
        EventSubject::Vehicle => VEHICLE,
        EventSubject::Note => NOTE,
        EventSubject::Photo => PHOTO,
        EventSubject::TrackingLink => LINK,
        EventSubject::Subscription => return Ok(Some(Subject::default())),
    };
    Ok(on!(db, c => sqlx::query_as(sql)
        .bind(event.organization_id.as_str())
        .bind(event.subject_id.as_str())
        .fetch_optional(c)
        .await?))
}
