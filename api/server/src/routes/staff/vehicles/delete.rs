//! `DELETE /vehicles/{vehicle_id}`

use actix_web::{HttpResponse, delete, web};
use domain::audit_action::AuditAction;
use shared::link::RevokeReason;

use super::lock;
use crate::auth::DeleteVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::Precondition;
use store::Store;
use store::{links, vehicles};

/// Delete a vehicle
///
/// Its tracking link is revoked in the same moment, for good: an admin can restore the vehicle, but not the URL. Deleting
/// twice is not an error. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatch),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/vehicles/{vehicle_id}")]
pub async fn delete_vehicle(
    store: web::Data<Store>,
    caller: Require<DeleteVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, id, now) = (caller.organization_id(), vehicle_id, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock(&mut tx, organization, id, now).await?;
    if vehicle.deleted_at.is_some() {
        return Ok(HttpResponse::NoContent().finish());
    }
    precondition.check(vehicle.version, vehicle.clone())?;
    vehicles::set_deleted(tx.db(), &vehicle, Some(now), now).await?;
    if let Some(link) = links::find_unrevoked(&mut tx, &vehicle).await? {
        let summary = format!("revoked the tracking link of {}, which was deleted", vehicle.title());
        record(&mut tx, &caller, AuditAction::TrackingLinkRevoked, link.id.as_str(), summary);
        links::revoke(&mut tx, link, &caller.member.id, RevokeReason::VehicleDeleted, now).await?;
    }
    record(&mut tx, &caller, AuditAction::VehicleDeleted, id.as_str(), format!("deleted {}", vehicle.title()));
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
