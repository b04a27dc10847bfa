//! `GET /vehicles`

use actix_web::{get, web};
use serde::Deserialize;
use shared::link::VehicleLinkState;
use shared::page::Page;
use shared::problem::FieldErrorCode;
use shared::stage::Stage;
use shared::vehicle::Vehicle;
use utoipa::IntoParams;

use crate::auth::{ReadVehicles, Require};
use crate::error::ApiError;
use crate::extract::Window;
use crate::server::App;
use crate::store::vehicle_lists::{self, BEFORE_ALL, VehicleFilter};

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
    /// True lists the deleted vehicles instead of the others.
    #[serde(default)]
    #[param(nullable = false, required = false)]
    deleted: bool,
    /// How many items at most, 1 to 100; 25 unless set.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List vehicles
///
/// Newest first. The order is stable: a vehicle that is created meanwhile never shifts a page.
#[utoipa::path(
    operation_id = "list_vehicles",
    tag = "Vehicles",
    security(("member" = [])),
    params(VehicleQuery),
    responses((status = 200, description = "A page of vehicles.", body = Page<Vehicle>))
)]
#[get("/vehicles")]
pub async fn list_vehicles(
    app: web::Data<App>,
    caller: Require<ReadVehicles>,
    query: web::Query<VehicleQuery>,
) -> Result<web::Json<Page<Vehicle>>, ApiError> {
    let VehicleQuery { q, stage, link_state, stock_number, deleted, limit, cursor } = query.into_inner();
    let window = Window::parse(limit, cursor.as_deref())?;
    let search = q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
    if search.as_ref().is_some_and(|q| q.chars().count() > 100 || q.contains('\0')) {
        return Err(ApiError::invalid_field("?q", FieldErrorCode::TooLong, "must have at most 100 characters"));
    }
    if stock_number.as_ref().is_some_and(|number| number.contains('\0')) {
        return Err(ApiError::invalid_field("?stock_number", FieldErrorCode::Invalid, "must be plain text"));
    }
    let filter = VehicleFilter { search, stage, link_state, deleted, stock_number };
    let mut reader = app.store.read().await?;
    let (organization, before) = (caller.organization_id(), window.after(BEFORE_ALL));
    let found = vehicle_lists::list(reader.db(), organization, &filter, before, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |vehicle| vehicle.id.as_str())))
}
