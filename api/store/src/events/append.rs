//! Rows of the log.

use shared::ids::{EventId, OrganizationId};
use shared::time::Timestamp;
use shared::webhook::EventType;

use super::described::DescribedEvent;
use super::new_event::NewEvent;
use crate::audit::chain::{AuditRow, ChainedRow, Head};
use crate::error::Error;
use crate::{Db, on, one_row};

const INSERT: &str = "
    INSERT INTO events (
        id, organization_id, occurred_at, subject_id, event_type, vehicle_id, actor_kind, actor_id, actor_name, category,
        action, summary, request_id, sequence, chain, position, body
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

/// An event as it is stored.
#[derive(Debug)]
pub(crate) struct EventRow<'a> {
    pub(crate) id: &'a EventId,
    pub(crate) organization_id: &'a OrganizationId,
    pub(crate) occurred_at: Timestamp,
    pub(crate) subject_id: &'a str,
    pub(crate) event_type: Option<&'static str>,
    pub(crate) vehicle_id: Option<&'a str>,
    /// Its place in the list of events and what is posted of it, if it is in that list.
    pub(crate) listed: Option<(i64, &'a str)>,
    /// Its entry in the audit log.
    pub(crate) entry: Option<&'a ChainedRow>,
}

/// Stores one.
pub(crate) async fn insert(db: Db<'_>, new: EventRow<'_>) -> Result<(), Error> {
    let row = new.entry.map(|chained| &chained.entry);
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(new.organization_id.as_str())
        .bind(new.occurred_at.unix_ms())
        .bind(new.subject_id)
        .bind(new.event_type)
        .bind(new.vehicle_id)
        .bind(row.map(|row| row.actor_kind.as_str()))
        .bind(row.and_then(|row| row.actor_id.as_deref()))
        .bind(row.map(|row| row.actor_name.as_str()))
        .bind(row.map(|row| row.category.as_str()))
        .bind(row.map(|row| row.action.as_str()))
        .bind(row.map(|row| row.summary.as_str()))
        .bind(row.map(|row| row.request_id.as_str()))
        .bind(new.entry.map(|chained| chained.sequence))
        .bind(new.entry.map(|chained| chained.chain.as_str()))
        .bind(new.listed.map(|(position, _)| position))
        .bind(new.listed.map(|(_, body)| body))
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

/// Writes the events of one organisation: the audited ones at the end of its chain, those that are delivered at the end of its
/// list. Its order is that of the commits, because the lock on the end is held until then.
pub(crate) async fn append(
    mut db: Db<'_>,
    organization: &OrganizationId,
    events: &[DescribedEvent],
) -> Result<(), Error> {
    let has_place = |described: &DescribedEvent| described.event.entry.is_some() || described.delivered.is_some();
    let mut head = if events.iter().any(has_place) { Some(Head::lock(db.again(), organization).await?) } else { None };
    for DescribedEvent { event, delivered } in events {
        let entry = head.as_mut().zip(audit_row(event)).map(|(head, row)| head.link(row));
        let listed = head.as_mut().zip(delivered.as_ref());
        let listed = listed.map(|(head, delivered)| (head.next_position(), delivered.body.as_str()));
        let new = EventRow {
            id: &event.id,
            organization_id: organization,
            occurred_at: event.occurred_at,
            subject_id: &event.subject_id,
            event_type: event.event_type.map(EventType::as_str),
            vehicle_id: delivered.as_ref().and_then(|delivered| delivered.vehicle_id.as_deref()),
            listed,
            entry: entry.as_ref(),
        };
        insert(db.again(), new).await?;
    }
    if let Some(head) = head {
        head.save(db, organization).await?;
    }
    Ok(())
}

/// The entry of an event as it is hashed.
fn audit_row(event: &NewEvent) -> Option<AuditRow> {
    let entry = event.entry.as_ref()?;
    Some(AuditRow {
        id: event.id.to_string(),
        organization_id: event.organization_id.to_string(),
        occurred_at: event.occurred_at.unix_ms(),
        actor_kind: entry.actor_kind.as_str().to_owned(),
        actor_id: entry.actor_id.clone(),
        actor_name: entry.actor_name.clone(),
        category: entry.action.category().as_str().to_owned(),
        action: entry.action.as_str().to_owned(),
        subject_id: event.subject_id.clone(),
        summary: entry.summary.clone(),
        request_id: entry.request_id.clone(),
    })
}
