//! What entries of the journal say.

use std::collections::HashSet;

use shared::ids::{OrganizationId, VehicleId};

use crate::error::Error;
use crate::stored;

/// How many changes are read at a time; after more of them, every page may have changed. The journal keeps as many at least.
pub(crate) const AT_A_TIME: usize = 10_000;

/// What a committed change may have changed the pages of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PageOwner {
    /// One vehicle.
    Vehicle(VehicleId),
    /// All vehicles of an organisation.
    Organization(OrganizationId),
}

/// Which pages may have changed since a place in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Those of these owners, each once.
    Of(Vec<PageOwner>),
    /// All.
    Everything,
}

/// An entry names a vehicle, or else an organisation, or else everything (none).
pub(super) fn owner(vehicle: Option<String>, organization: Option<String>) -> Result<Option<PageOwner>, Error> {
    Ok(match (vehicle, organization) {
        (Some(id), _) => Some(PageOwner::Vehicle(stored(VehicleId::try_from(id), "vehicle id")?)),
        (None, Some(id)) => Some(PageOwner::Organization(stored(OrganizationId::try_from(id), "organisation id")?)),
        (None, None) => None,
    })
}

/// What entries say together; none of them stands for everything.
pub(super) fn together(entries: impl Iterator<Item = Result<Option<PageOwner>, Error>>) -> Result<Changed, Error> {
    let mut owners = HashSet::new();
    for (number, entry) in entries.enumerate() {
        match entry? {
            Some(owner) if number < AT_A_TIME => drop(owners.insert(owner)),
            _ => return Ok(Changed::Everything),
        }
    }
    Ok(Changed::Of(owners.into_iter().collect()))
}
