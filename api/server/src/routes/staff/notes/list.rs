//! `GET /vehicles/{vehicle_id}/notes`

use actix_web::{get, web};
use shared::note::Note;
use shared::page::Page;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::ListQuery;
use crate::routes::VehiclePath;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::{notes, vehicles};

/// List the notes on a vehicle
///
/// Newest first, both scopes.
#[utoipa::path(
    operation_id = "list_notes",
    tag = "Notes",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, ListQuery),
    responses((status = 200, description = "A page of notes.", body = Page<Note>))
)]
#[get("/vehicles/{vehicle_id}/notes")]
pub async fn list_notes(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<Note>>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let (organization, vehicle) = (caller.organization_id(), vehicle_id);
    let mut reader = store.read(caller.organization_id()).await?;
    vehicles::find(reader.db(), organization, vehicle, caller.now).await?.ok_or_else(ApiError::not_found)?;
    let found = notes::list(reader.db(), organization, vehicle, window.cursor(), window.rows()).await?;
    Ok(web::Json(window.page(found, |note| note.id.to_string())))
}
