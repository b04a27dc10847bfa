//! `GET /vehicles`

use actix_web::{get, web};
use serde::Deserialize;
use shared::link::VehicleLinkState;
use shared::page::Page;
use shared::problem::FieldErrorCode;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;
use utoipa::IntoParams;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use api_http::error::ApiError;
use api_http::extract::{Query, Window};
use store::Store;
use store::vehicle_lists::{self, ChangePlace, VehicleFilter};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VehicleQuery {
    /// Words that appear, in this order, in year, make, model, trim, colour, VIN, stock number, vessel or customer; at
    /// most 100 characters.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only this stage.
    stage: Option<Stage>,
    /// Only this state of the tracking link.
    link_state: Option<VehicleLinkState>,
    /// Only this stock number.
    stock_number: Option<String>,
    /// What was changed since this instant, deleted vehicles included, the oldest change first. Changes of the minute
    /// before are listed too, so that none is missed. It cannot be combined with other filters.
    updated_since: Option<Timestamp>,
    /// True lists the deleted vehicles instead of the others.
    #[serde(default)]
    #[param(nullable = false, required = false)]
    deleted: bool,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List vehicles
///
/// Newest first. The order is stable: a vehicle that is created meanwhile never shifts a page.
///
/// With `updated_since` a system keeps up with what changes: take the largest `updated_at` that you have seen as the next
/// `updated_since`. A vehicle with a `deleted_at` is gone. The same state may be listed twice; compare its `version`.
#[utoipa::path(
    operation_id = "list_vehicles",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehicleQuery),
    responses((status = 200, description = "A page of vehicles.", body = Page<Vehicle>))
)]
#[get("/vehicles")]
pub async fn list_vehicles(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    query: Query<VehicleQuery>,
) -> Result<web::Json<Page<Vehicle>>, ApiError> {
    let VehicleQuery { q, stage, link_state, stock_number, updated_since, deleted, limit, cursor } = query.into_inner();
    let narrowed = q.is_some() || stage.is_some() || link_state.is_some() || stock_number.is_some() || deleted;
    let window = Window::parse(limit, cursor.as_deref())?;
    if let Some(since) = updated_since {
        if narrowed {
            let detail = "cannot be combined with other filters";
            return Err(ApiError::invalid_field("?updated_since", FieldErrorCode::NotAllowed, detail));
        }
        return changed(&store, &caller, since, &window).await;
    }
    let search = q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
    if search.as_ref().is_some_and(|q| q.chars().count() > 100 || q.contains('\0')) {
        return Err(ApiError::invalid_field("?q", FieldErrorCode::TooLong, "must have at most 100 characters"));
    }
    if stock_number.as_ref().is_some_and(|number| number.contains('\0')) {
        return Err(ApiError::invalid_field("?stock_number", FieldErrorCode::Invalid, "must be plain text"));
    }
    let filter = VehicleFilter { search, stage, link_state, deleted, stock_number };
    let mut reader = store.read(caller.organization_id()).await?;
    let (organization, before) = (caller.organization_id(), window.cursor());
    let found = vehicle_lists::list(reader.db(), organization, &filter, before, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |vehicle| vehicle.id.to_string())))
}

/// How long before `updated_since` the list begins. A change is stamped when its request begins and seen when it commits;
/// no request takes so long.
pub const OVERLAP_MS: i64 = 60 * 1000;

async fn changed(
    store: &Store,
    caller: &Require<ReadVehicles>,
    since: Timestamp,
    window: &Window,
) -> Result<web::Json<Page<Vehicle>>, ApiError> {
    let (organization, beginning) = (caller.organization_id(), format!("{}", since.unix_ms() - OVERLAP_MS));
    let after = window.cursor().unwrap_or(&beginning);
    // A cursor is an instant and an id; the beginning has no id and comes before all of its instant.
    let (updated_at, id) = after.split_once('_').unwrap_or((after, ""));
    let updated_at_ms = updated_at.parse::<i64>().map_err(|_| {
        ApiError::invalid_field("?cursor", FieldErrorCode::Invalid, "must be a next_cursor of this list")
    })?;
    let mut reader = store.read(caller.organization_id()).await?;
    let after = ChangePlace { updated_at_ms, id };
    let found = vehicle_lists::list_changed(reader.db(), organization, after, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |vehicle| format!("{}_{}", vehicle.updated_at.unix_ms(), vehicle.id))))
}
