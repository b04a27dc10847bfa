//! `GET /audit-events`

use actix_web::{get, web};
use serde::Deserialize;
use shared::audit::{AuditActor, AuditActorKind, AuditCategory, AuditEvent};
use shared::ids::{EventId, VehicleId};
use shared::page::Page;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::auth::ReadAudit;
use crate::auth::Require;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::window::invalid_cursor;
use store::Store;
use store::audit::{self, AuditFilter, AuditRow};
use store::{instant, stored};

/// How many entries a page has unless the request says otherwise.
const DEFAULT_LIMIT: i64 = 50;
/// Above the number of every entry (`i64::MAX`).
pub(crate) const NEWEST: &str = "9223372036854775807";

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Only this category.
    category: Option<AuditCategory>,
    /// Only what the member or API key of this id did.
    actor_id: Option<String>,
    /// Only what was done to this vehicle, and to its notes, photos, tracking links and proposals.
    #[param(value_type = Option<String>)]
    vehicle_id: Option<VehicleId>,
    /// Only from this instant on.
    since: Option<Timestamp>,
    /// Only before this instant.
    until: Option<Timestamp>,
    /// The largest number of items to return, 1 to 100; 50 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List the audit log
///
/// Who did what, in plain English, newest first. Every change leaves one entry, in the same moment; none is ever changed. So
/// does every sign-in and sign-out. Failed sign-ins are counted: the first leaves an entry within seconds, and those of the
/// next quarter of an hour share one.
#[utoipa::path(
    operation_id = "list_audit_events",
    tag = "Audit log",
    security(("member" = []), ("api_key" = ["audit.read"])),
    params(AuditQuery),
    responses((status = 200, description = "A page of entries.", body = Page<AuditEvent>))
)]
#[get("/audit-events")]
pub async fn list_audit_events(
    store: web::Data<Store>,
    caller: Require<ReadAudit>,
    query: Query<AuditQuery>,
) -> Result<web::Json<Page<AuditEvent>>, ApiError> {
    let window = query.window(query.limit.or(Some(DEFAULT_LIMIT)), query.cursor.as_deref())?;
    let AuditQuery { category, actor_id, vehicle_id, since, until, .. } = query.into_inner();
    let filter = AuditFilter { category, actor: actor_id.as_deref(), vehicle: vehicle_id.as_ref(), since, until };
    let mut reader = store.read(caller.organization_id()).await?;
    let before = window.cursor().unwrap_or(NEWEST).parse().map_err(|_| invalid_cursor())?;
    let rows = audit::list(reader.db(), caller.organization_id(), filter, before, window.rows()).await?;
    let page = window.page(rows, |row| row.sequence.to_string());
    let data = page.data.into_iter().map(|row| to_wire(row.entry)).collect::<Result<_, _>>()?;
    Ok(web::Json(Page { data, next_cursor: page.next_cursor, total: None }))
}

/// An entry as staff see it.
pub(crate) fn to_wire(row: AuditRow) -> Result<AuditEvent, ApiError> {
    let kind = stored(AuditActorKind::parse(&row.actor_kind), "kind of actor")?;
    Ok(AuditEvent {
        id: stored(EventId::try_from(row.id), "event id")?,
        category: stored(AuditCategory::parse(&row.category), "category")?,
        action: row.action,
        summary: row.summary,
        actor: AuditActor { kind, id: row.actor_id, name: row.actor_name },
        subject_id: row.subject_id,
        occurred_at: instant(row.occurred_at)?,
        request_id: row.request_id,
    })
}
