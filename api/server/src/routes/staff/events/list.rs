//! `GET /events`

use actix_web::{get, web};
use serde::Deserialize;
use shared::event::EventRecord;
use shared::page::Page;
use shared::problem::FieldErrorCode;
use shared::webhook::EventType;
use utoipa::IntoParams;

use crate::auth::ReadWebhooks;
use crate::auth::Require;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::window::invalid_cursor;
use store::{Store, events};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    /// Only events after this position, oldest first. 0 begins with the oldest.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Only this type.
    event_type: Option<EventType>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List events
///
/// What is posted to webhook endpoints, whether there is an endpoint or not: newest first, or oldest first from a position on.
/// A program that cannot be reached from outside asks again and again for what came after the last position that it has; one that
/// was out of reach catches up. No event is skipped: an event becomes visible only after all with a lower position. Those that are
/// in the audit log stay; the others, such as expiries and first views, are kept for thirty days.
#[utoipa::path(
    operation_id = "list_events",
    tag = "Events",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(EventQuery),
    responses((status = 200, description = "A page of events.", body = Page<EventRecord>))
)]
#[get("/events")]
pub async fn list_events(
    store: web::Data<Store>,
    caller: Require<ReadWebhooks>,
    query: Query<EventQuery>,
) -> Result<web::Json<Page<EventRecord>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let EventQuery { after, event_type, .. } = query.into_inner();
    let start = window.cursor().map(str::parse::<i64>).transpose().map_err(|_| invalid_cursor())?;
    if after.is_some_and(|after| after < 0) {
        return Err(ApiError::invalid_field("?after", FieldErrorCode::OutOfRange, "must be 0 or more"));
    }
    let mut reader = store.read(caller.organization_id()).await?;
    let (organization, rows) = (caller.organization_id(), window.rows());
    let found = match after {
        Some(after) => {
            let start = start.map_or(after, |start| start.max(after));
            events::list_after(reader.db(), organization, event_type, start, rows).await?
        }
        None => events::list(reader.db(), organization, event_type, start.unwrap_or(i64::MAX), rows).await?,
    };
    Ok(web::Json(window.page(found, |event| event.position.to_string())))
}
