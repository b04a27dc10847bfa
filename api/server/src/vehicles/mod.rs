//! What can be done with a vehicle, whoever asks. What a request has to show for it, as `If-Match`, is checked before, in `routes`.

mod create;
mod delete;
mod find_or_create;
mod lock;
mod save;
mod update;
mod upsert;

use shared::ids::{OrganizationId, VehicleId};
use shared::problem::ProblemCode;

use api_http::error::ApiError;
use domain::vehicle::VehicleFields;
use store::Tx;
use store::vehicles;

pub use create::create;
pub use delete::delete;
pub use find_or_create::{FoundOrCreated, find_or_create};
pub use lock::{lock, lock_existing};
pub use save::{Entry, save};
pub use update::{move_to, take_back, update};
pub use upsert::{Upserted, upsert};

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
