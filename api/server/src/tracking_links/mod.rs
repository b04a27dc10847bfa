//! What can be done with the tracking link of a vehicle, whoever asks. What a request has to show for it, as `If-Match`, is checked
//! before, in `routes`.

mod create;
mod create_once;
pub mod options;
mod preview;
mod regenerate;
mod revoke;
mod sent;
mod update;

use shared::problem::ProblemCode;

use api_http::error::ApiError;
use store::Tx;
use store::links::{self, UnrevokedLink};
use store::vehicles::LockedVehicle;

pub use create::create;
pub use create_once::{CreatedOnce, create_once};
pub use preview::preview;
pub use regenerate::regenerate;
pub use revoke::revoke;
pub use sent::{mark_sent, unmark_sent};
pub use update::update;

/// The unrevoked link of a vehicle, or 409 `no_active_link`.
pub async fn unrevoked(tx: &mut Tx, vehicle: &LockedVehicle) -> Result<UnrevokedLink, ApiError> {
    links::find_unrevoked(tx, vehicle).await?.ok_or_else(|| ApiError::new(ProblemCode::NoActiveLink))
}
