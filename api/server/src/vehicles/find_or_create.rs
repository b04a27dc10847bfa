//! A vehicle by what another system calls it: found, or created.

use shared::ids::VehicleId;
use shared::vehicle::Vehicle;

use super::create;
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::vehicle::VehicleFields;
use host::random;
use store::{Store, Tx, vehicles};

/// What a name in another system led to. Either way the transaction waits for its commit.
#[derive(Debug)]
pub enum FoundOrCreated {
    /// The vehicle was there, and is not deleted. It is not locked yet.
    Found(Tx, VehicleId),
    /// It was created.
    Created(Tx, Box<Vehicle>),
}

/// Finds the vehicle that has this `external_id` and is not deleted, or creates it. `new` gives the fields of a new one, or a
/// reason not to create it; it is shown the deleted vehicle that had the `external_id` last.
pub async fn find_or_create(
    store: &Store,
    acting: &Acting<'_>,
    external_id: &str,
    new: impl Fn(Option<&Vehicle>) -> Result<VehicleFields, ApiError>,
) -> Result<FoundOrCreated, ApiError> {
    let organization = &acting.organization.id;
    for last in [false, true] {
        let mut tx = store.begin(organization).await?;
        let known = vehicles::find_by_external_id(tx.db(), organization, external_id).await?;
        let found = match &known {
            Some(id) => vehicles::find(tx.db(), organization, id, acting.now).await?,
            None => None,
        };
        if let Some(vehicle) = found.as_ref().filter(|vehicle| vehicle.deleted_at.is_none()) {
            return Ok(FoundOrCreated::Found(tx, vehicle.id.clone()));
        }
        let fields = new(found.as_ref())?;
        let id = VehicleId::from_u128(random::id(acting.now));
        match create(&mut tx, acting, &id, &fields).await {
            Ok(vehicle) => return Ok(FoundOrCreated::Created(tx, Box::new(vehicle))),
            // Somebody created it in the same moment: then it is there to be found. A number that is taken by another
            // vehicle stays taken.
            Err(error) if last => return Err(error),
            Err(_) => drop(tx),
        }
    }
    Err(ApiError::internal("a vehicle was neither found nor created"))
}
