//! The events of an organisation, as the API lists them.

use shared::event::EventRecord;
use shared::ids::{EventId, OrganizationId, VehicleId};
use shared::webhook::EventType;

use crate::error::Error;
use crate::{Db, instant, on, stored};

macro_rules! event_select {
    ($order:literal) => {
        concat!(
            "SELECT v.id, v.position, v.event_type, v.vehicle_id, v.occurred_at, v.body FROM events v
             WHERE v.organization_id = $1 AND v.position ",
            $order
        )
    };
}

const LIST: &str = event_select!("< $2 AND ($3 IS NULL OR v.event_type = $3) ORDER BY v.position DESC LIMIT $4");

const LIST_AFTER: &str = event_select!("> $2 AND ($3 IS NULL OR v.event_type = $3) ORDER BY v.position LIMIT $4");

#[derive(Debug, sqlx_macros::FromRow)]
struct EventRow {
    id: String,
    position: i64,
    event_type: String,
    vehicle_id: Option<String>,
    occurred_at: i64,
    body: String,
}

impl EventRow {
    fn read(self) -> Result<EventRecord, Error> {
        Ok(EventRecord {
            id: stored(EventId::try_from(self.id), "event id")?,
            position: self.position,
            event_type: self.event_type,
            vehicle_id: self.vehicle_id.map(|id| stored(VehicleId::try_from(id), "vehicle id")).transpose()?,
            occurred_at: instant(self.occurred_at)?,
            body: self.body,
        })
    }
}

/// Events of an organisation before a position, newest first.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    event_type: Option<EventType>,
    before: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, Error> {
    read(db, LIST, organization, event_type, before, limit).await
}

/// Events of an organisation after a position, oldest first.
pub async fn list_after(
    db: Db<'_>,
    organization: &OrganizationId,
    event_type: Option<EventType>,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, Error> {
    read(db, LIST_AFTER, organization, event_type, after, limit).await
}

async fn read(
    db: Db<'_>,
    sql: &'static str,
    organization: &OrganizationId,
    event_type: Option<EventType>,
    position: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, Error> {
    let rows: Vec<EventRow> = on!(db, c => sqlx::query_as(sql)
        .bind(organization.as_str())
        .bind(position)
        .bind(event_type.map(EventType::as_str))
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.into_iter().map(EventRow::read).collect()
}
