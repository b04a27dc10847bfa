//! `PUT /vehicles/{vehicle_id}`

use actix_web::{put, web};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::problem::FieldErrorCode;
use shared::vehicle::{NewVehicle, Vehicle};

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::routes::vehicle_ref::VehicleRef;
use crate::vehicles::{Entry, FoundOrCreated, find_or_create, lock_existing, save};
use api_http::conditions::IfMatchOrNone;
use api_http::edit::{Edit, Repeated};
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use domain::audit_action::AuditAction;
use domain::vehicle::VehicleFields;
use store::{Store, Tx};

/// Create or replace a vehicle
///
/// For systems in which alone vehicles are edited: `PUT /vehicles/ext:DMS-10023` creates a vehicle the first time and replaces
/// it from then on. What is absent is cleared, including what staff have typed; `PATCH` changes only what is sent. A new vehicle
/// can be in any stage; a replacement keeps the stage, and what belongs to it. The request can be repeated: a replacement that changes nothing is no change. With
/// `If-None-Match: *` it only creates. By an id that begins with `veh_` it only replaces. A deleted vehicle is not replaced: a new one is created.
#[utoipa::path(
    operation_id = "put_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatchOrNone),
    request_body = NewVehicle,
    responses(
        (status = 200, description = "Replaced.", body = Vehicle, headers(("ETag" = String))),
        (status = 201, description = "Created.", body = Vehicle, headers(("ETag" = String), ("Location" = String))),
        (status = 409, description = "`stock_number_taken`, `external_id_taken` or, by id, `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[put("/vehicles/{vehicle_id}")]
pub async fn put_vehicle(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    new: Edit<Vehicle, NewVehicle>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let (mut new, repeated) = new.valid()?;
    match &path.vehicle_id {
        VehicleRef::Id(id) => {
            VehicleFields::create(new.clone().without_stage()).map_err(ApiError::invalid)?;
            let tx = store.begin(caller.organization_id()).await?;
            replace(tx, &caller, id, &precondition, (new, &repeated)).await
        }
        VehicleRef::External(external_id) => {
            if new.external_id.as_ref().is_some_and(|given| given != external_id) {
                let detail = "must be absent, or the same as in the path";
                return Err(ApiError::invalid_field("/external_id", FieldErrorCode::Invalid, detail));
            }
            new.external_id = Some(external_id.clone());
            VehicleFields::create(new.clone().without_stage()).map_err(ApiError::invalid)?;
            let create = |_: Option<&Vehicle>| {
                precondition.nothing_there()?;
                repeated.check(None)?;
                VehicleFields::create(new.clone()).map_err(ApiError::invalid)
            };
            match find_or_create(&store, &caller.acting(), external_id, create).await? {
                FoundOrCreated::Found(tx, id) => replace(tx, &caller, &id, &precondition, (new, &repeated)).await,
                FoundOrCreated::Created(tx, vehicle) => {
                    tx.commit().await?;
                    let id = vehicle.id.clone();
                    Ok(Tagged::created(ApiPath::Vehicle(&id), vehicle.version, *vehicle))
                }
            }
        }
    }
}

async fn replace(
    mut tx: Tx,
    caller: &Require<EditVehicles>,
    id: &VehicleId,
    precondition: &Precondition,
    (new, repeated): (NewVehicle, &Repeated<Vehicle>),
) -> Result<Tagged<Vehicle>, ApiError> {
    let before = lock_existing(&mut tx, caller.organization_id(), id, caller.now).await?;
    precondition.check(before.version, before.clone())?;
    repeated.check(Some(&before))?;
    let fields = VehicleFields::from(before.clone()).replace(new).map_err(ApiError::invalid)?;
    let entry = Entry {
        action: AuditAction::VehicleUpdated,
        summary: format!("replaced the details of {}", before.title()),
        takes_back: false,
    };
    let Some(after) = save(&mut tx, &caller.acting(), &before, fields, entry).await? else {
        return Ok(Tagged::ok(before.version, before.clone()));
    };
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}
