//! Who did what, in plain English, in the transaction of the change.

use shared::ids::{AuditEventId, MemberId, OrganizationId};
use shared::time::Timestamp;

use crate::error::ApiError;
use crate::random;
use crate::store::{Db, on, one_row};

/// Something that somebody did. The summary never holds a slug, token or password.
#[derive(Debug)]
pub struct AuditEvent<'a> {
    /// Whose data it concerns.
    pub organization_id: &'a OrganizationId,
    /// Who did it; none for an operator.
    pub actor: Option<(&'a MemberId, &'a str)>,
    /// What was done, `<category>.<verb>`; the category is `vehicle`, `note`, `tracking_link`, `member`,
    /// `organization` or `subscription`.
    pub action: &'static str,
    /// Id of what it was done to.
    pub subject_id: &'a str,
    /// One plain sentence, without its subject ("moved 2021 Toyota Land Cruiser to In transit").
    pub summary: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Id of the request.
    pub request_id: &'a str,
}

const INSERT: &str = "
    INSERT INTO audit_events (
        id, organization_id, occurred_at, actor_id, actor_name, category, action, subject_id, summary, request_id
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Records an event.
pub async fn record(db: Db<'_>, event: AuditEvent<'_>) -> Result<(), ApiError> {
    let id = AuditEventId::from_u128(random::id(event.occurred_at));
    let (actor_id, actor_name) = event.actor.map_or((None, "Operator"), |(id, name)| (Some(id.as_str()), name));
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(id.as_str())
        .bind(event.organization_id.as_str())
        .bind(event.occurred_at.unix_ms())
        .bind(actor_id)
        .bind(actor_name)
        .bind(event.action.split('.').next().unwrap_or_default())
        .bind(event.action)
        .bind(event.subject_id)
        .bind(event.summary.as_str())
        .bind(event.request_id)
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
