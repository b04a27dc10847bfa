//! `GET /vehicles/{vehicle_id}/history`

use actix_web::{get, web};
use shared::audit::VehicleHistoryEvent;
use shared::page::Page;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::staff::audit_events::list::{NEWEST, to_wire};
use crate::routes::{ListQuery, VehiclePath};
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::window::invalid_cursor;
use store::Store;
use store::{audit, vehicles};

/// List the history of a vehicle
///
/// Who did what to the vehicle, its notes, photos, tracking links and proposals, in plain English, newest first. Every member may
/// read it, for it says what they can see in the vehicle anyway; the whole log is for admins.
#[utoipa::path(
    operation_id = "list_vehicle_history",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, ListQuery),
    responses((status = 200, description = "A page of entries.", body = Page<VehicleHistoryEvent>))
)]
#[get("/vehicles/{vehicle_id}/history")]
pub async fn list_vehicle_history(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<VehicleHistoryEvent>>, ApiError> {
    let vehicle = &caller.vehicle(&store, &path.vehicle_id).await?;
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let organization = caller.organization_id();
    let before = window.cursor().unwrap_or(NEWEST).parse().map_err(|_| invalid_cursor())?;
    let mut reader = store.read(organization).await?;
    vehicles::find(reader.db(), organization, vehicle, caller.now).await?.ok_or_else(ApiError::not_found)?;
    let rows = audit::history(reader.db(), organization, vehicle, before, window.rows()).await?;
    let page = window.page(rows, |row| row.sequence.to_string());
    let data = page.data.into_iter().map(|row| {
        let deliveries = row.deliveries();
        Ok(VehicleHistoryEvent { event: to_wire(row.entry)?, deliveries })
    });
    let data = data.collect::<Result<_, ApiError>>()?;
    Ok(web::Json(Page { data, next_cursor: page.next_cursor, total: None }))
}
