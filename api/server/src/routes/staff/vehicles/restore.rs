//! `POST /vehicles/{vehicle_id}/restore`

use actix_web::{HttpResponse, post, web};
use domain::audit_action::AuditAction;
use shared::vehicle::Vehicle;

use crate::auth::Require;
use crate::auth::RestoreVehicles;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::vehicles::{check_external_id, lock, number_taken};
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::vehicles;

/// Restore a deleted vehicle
///
/// Its tracking link stays revoked: create a new one, which starts with the options of the old. Restoring a vehicle that is
/// not deleted is not an error.
#[utoipa::path(
    operation_id = "restore_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader, VehiclePath),
    responses(
        (status = 200, description = "The vehicle as it is now.", body = Vehicle, headers(("ETag" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`stock_number_taken` or `external_id_taken`: another vehicle has taken it.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/restore")]
pub async fn restore_vehicle(
    store: web::Data<Store>,
    key: IdempotencyKey,
    caller: Require<RestoreVehicles>,
    path: web::Path<VehiclePath>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, id, now) = (caller.organization_id(), vehicle_id, caller.now);
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let before = lock(&mut tx, organization, id, now).await?;
    if before.deleted_at.is_none() {
        return claim.commit(tx, Answer::tagged(Tagged::ok(before.version, before.clone()))?).await;
    }
    check_external_id(&mut tx, organization, id, before.external_id.as_deref()).await?;
    let restored = vehicles::set_deleted(tx.db(), &before, None, now).await;
    restored.map_err(|error| number_taken(error, &before.clone().into()))?;
    record(&mut tx, &caller, AuditAction::VehicleRestored, id.as_str(), format!("restored {}", before.title()));
    let after = vehicles::find(tx.db(), organization, id, now).await?.ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::tagged(Tagged::ok(after.version, after))?).await
}
