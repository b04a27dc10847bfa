//! `POST /vehicles`

use actix_web::{HttpResponse, post};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::problem::FieldErrorCode;
use shared::vehicle::{NewVehicle, Vehicle};

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::vehicles;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use domain::vehicle::VehicleFields;
use host::random;

/// Create a vehicle
///
/// It starts in the stage `purchased`, or in any other that is given: what is bought after it was shipped need not be moved through the
/// stages before. No tracking link exists until one is created.
#[utoipa::path(
    operation_id = "create_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader),
    request_body = NewVehicle,
    responses(
        (status = 201, description = "Created.", body = Vehicle, headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`stock_number_taken` or `external_id_taken`: another vehicle has it.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles")]
pub async fn create_vehicle(
    key: IdempotencyKey,
    caller: Require<EditVehicles>,
    new: Body<NewVehicle>,
) -> Result<HttpResponse, ApiError> {
    let (new, digest) = new.with_digest()?;
    let explains = [("/eta_reason", new.eta_reason.is_some()), ("/eta_remark", new.eta_remark.is_some())];
    if let Some((pointer, _)) = explains.into_iter().find(|(_, is_given)| *is_given) {
        let detail = "can be given only when the ETA changes, which that of a new vehicle does not";
        return Err(ApiError::invalid_field(pointer, FieldErrorCode::NotAllowed, detail));
    }
    let fields = VehicleFields::create(new).map_err(ApiError::invalid)?;
    let id = VehicleId::from_u128(random::id(caller.now));
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = vehicles::create(&mut tx, &caller.acting(), &id, &fields).await?;
    claim.commit(tx, Answer::tagged(Tagged::created(ApiPath::Vehicle(&id), vehicle.version, vehicle))?).await
}
