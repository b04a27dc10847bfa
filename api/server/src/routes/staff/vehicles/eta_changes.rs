//! `GET /vehicles/{vehicle_id}/eta-changes`

use actix_web::{get, web};
use shared::eta::EtaChange;
use shared::page::Page;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::ListQuery;
use crate::routes::VehiclePath;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::{vehicle_history, vehicles};

/// List the changes of the estimated arrival
///
/// Newest first, with the reasons. The tracking page shows the last ten, by day and without names.
#[utoipa::path(
    operation_id = "list_eta_changes",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, ListQuery),
    responses((status = 200, description = "A page of changes.", body = Page<EtaChange>))
)]
#[get("/vehicles/{vehicle_id}/eta-changes")]
pub async fn list_eta_changes(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<EtaChange>>, ApiError> {
    let vehicle = &caller.vehicle(&store, &path.vehicle_id).await?;
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let organization = caller.organization_id();
    let mut reader = store.read(caller.organization_id()).await?;
    vehicles::find(reader.db(), organization, vehicle, caller.now).await?.ok_or_else(ApiError::not_found)?;
    let (before, rows) = (window.cursor(), window.rows());
    let found = vehicle_history::list_eta_changes(reader.db(), organization, vehicle, before, rows).await?;
    let Page { data, next_cursor, total } = window.page(found, |(place, _)| place.clone());
    Ok(web::Json(Page { data: data.into_iter().map(|(_, change)| change).collect(), next_cursor, total }))
}
