//! `POST /vehicles`

use actix_web::{post, web};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::vehicle::{NewVehicle, Vehicle};

use super::stock_number_taken;
use crate::auth::{EditVehicles, Require};
use crate::domain::vehicle::VehicleFields;
use crate::error::ApiError;
use crate::extract::{Body, Tagged};
use crate::random;
use crate::routes::staff::record;
use crate::server::App;
use crate::store::vehicles;

/// Create a vehicle
///
/// It starts in the stage `purchased`. No tracking link exists until one is created.
#[utoipa::path(
    operation_id = "create_vehicle",
    tag = "Vehicles",
    security(("member" = [])),
    request_body = NewVehicle,
    responses(
        (status = 201, description = "Created.", body = Vehicle, headers(("ETag" = String), ("Location" = String))),
        (status = 409, description = "`stock_number_taken`: another vehicle has this stock number.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles")]
pub async fn create_vehicle(
    app: web::Data<App>,
    caller: Require<EditVehicles>,
    new: Body<NewVehicle>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let new = new.valid()?;
    let fields = VehicleFields::create(new).map_err(ApiError::invalid)?;
    let (organization, id) = (caller.organization_id(), VehicleId::from_u128(random::id(caller.now)));
    let mut tx = app.store.begin().await?;
    vehicles::insert(tx.db(), organization, &id, &fields, caller.now).await.map_err(stock_number_taken)?;
    let found = vehicles::find(tx.db(), organization, &id, caller.now).await?;
    let vehicle = found.ok_or_else(ApiError::not_found)?;
    let summary = format!("created {}", vehicle.title());
    record(&mut tx, &caller, "vehicle.created", id.as_str(), summary);
    tx.commit().await?;
    Ok(Tagged::created(ApiPath::Vehicle(&id), vehicle.version, vehicle))
}
