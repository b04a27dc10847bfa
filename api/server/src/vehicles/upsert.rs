//! Creating a vehicle once, and changing it from then on.

use shared::problem::ProblemCode;
use shared::vehicle::{Vehicle, VehicleUpdate};

use super::find_or_create::{FoundOrCreated, find_or_create};
use super::{Entry, lock_existing, save};
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::vehicle::{VehicleFields, named};
use store::{Store, vehicles};

/// What an upsert led to.
#[derive(Debug)]
pub enum Upserted {
    /// The vehicle was created.
    Created(Vehicle),
    /// It was there, and was changed.
    Updated(Vehicle),
    /// It was there, and nothing was written.
    Unchanged(Vehicle),
}

/// Creates the vehicle that the change names by its `external_id`, or changes what the change contains. What is absent in it
/// stays, so that nothing that staff have typed is lost; and what staff have deleted stays deleted.
pub async fn upsert(store: &Store, acting: &Acting<'_>, update: &VehicleUpdate) -> Result<Upserted, ApiError> {
    let external_id = named(&update.external_id).map_err(ApiError::invalid)?;
    if let Some(vehicle) = unchanged(store, acting, external_id, update).await? {
        return Ok(Upserted::Unchanged(vehicle));
    }
    let new = |deleted: Option<&Vehicle>| match deleted {
        Some(_) => Err(ApiError::new(ProblemCode::VehicleDeleted)),
        None => VehicleFields::create_by(update.clone()).map_err(ApiError::invalid),
    };
    match find_or_create(store, acting, external_id, new).await? {
        FoundOrCreated::Created(tx, vehicle) => {
            tx.commit().await?;
            Ok(Upserted::Created(*vehicle))
        }
        FoundOrCreated::Found(mut tx, id) => {
            let before = lock_existing(&mut tx, &acting.organization.id, &id, acting.now).await?;
            let fields = updated(&before, update)?;
            let Some(after) = save(&mut tx, acting, &before, fields, Entry::changed(&before)).await? else {
                return Ok(Upserted::Unchanged(before.clone()));
            };
            tx.commit().await?;
            Ok(Upserted::Updated(after))
        }
    }
}

/// The vehicle, if the change changes nothing in it. Most rows of a nightly import do not: they keep no writer waiting.
async fn unchanged(
    store: &Store,
    acting: &Acting<'_>,
    external_id: &str,
    update: &VehicleUpdate,
) -> Result<Option<Vehicle>, ApiError> {
    let organization = &acting.organization.id;
    let mut reader = store.read(organization).await?;
    let Some(id) = vehicles::find_by_external_id(reader.db(), organization, external_id).await? else {
        return Ok(None);
    };
    let found = vehicles::find(reader.db(), organization, &id, acting.now).await?;
    let Some(vehicle) = found.filter(|vehicle| vehicle.deleted_at.is_none()) else { return Ok(None) };
    Ok((updated(&vehicle, update)? == VehicleFields::from(vehicle.clone())).then_some(vehicle))
}

fn updated(vehicle: &Vehicle, update: &VehicleUpdate) -> Result<VehicleFields, ApiError> {
    VehicleFields::from(vehicle.clone()).update_again(update.clone()).map_err(ApiError::invalid)
}
