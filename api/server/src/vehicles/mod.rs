//! What can be done with a vehicle, whoever asks. What a request has to show for it, as `If-Match`, is checked before, in `routes`.

mod create;
mod delete;
mod find_or_create;
mod save;
mod update;
mod upsert;

use shared::ids::{OrganizationId, VehicleId};
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use api_http::error::ApiError;
use domain::vehicle::VehicleFields;
use store::Tx;
use store::vehicles::{self, LockedVehicle};

pub use create::create;
pub use delete::delete;
pub use find_or_create::{FoundOrCreated, find_or_create};
pub use save::{Entry, save};
pub use update::{move_to, update};
pub use upsert::{Upserted, upsert};

/// Locks a vehicle for the rest of the transaction and reads it, deleted or not; 404 when there is none.
pub async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<LockedVehicle, ApiError> {
    vehicles::lock(tx, organization, id, now).await?.ok_or_else(ApiError::not_found)
}

/// As [`lock`], and 409 when the vehicle is deleted.
pub async fn lock_existing(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<LockedVehicle, ApiError> {
    let vehicle = lock(tx, organization, id, now).await?;
    if vehicle.deleted_at.is_some() { Err(ApiError::new(ProblemCode::VehicleDeleted)) } else { Ok(vehicle) }
}

/// Refuses an `external_id` that another vehicle has.
pub async fn check_external_id(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    external_id: Option<&str>,
) -> Result<(), ApiError> {
    let Some(external_id) = external_id else { return Ok(()) };
    if vehicles::is_external_id_taken(tx.db(), organization, external_id, id).await? {
        return Err(ApiError::new(ProblemCode::ExternalIdTaken));
    }
    Ok(())
}

/// The unique indexes that a write to a vehicle can meet are those of the stock number and of the `external_id`, which was
/// checked before: it is to blame only when somebody took it in the same moment and there is no stock number.
pub fn number_taken(error: store::Error, fields: &VehicleFields) -> ApiError {
    match (error, &fields.stock_number) {
        (store::Error::Taken(_), Some(_)) => ApiError::new(ProblemCode::StockNumberTaken),
        (store::Error::Taken(_), None) => ApiError::new(ProblemCode::ExternalIdTaken),
        (other, _) => other.into(),
    }
}
