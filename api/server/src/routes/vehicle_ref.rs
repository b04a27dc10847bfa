//! How a path names a vehicle: by its id, or by what another system calls it.

use serde::Deserialize;
use shared::ids::VehicleId;

use crate::auth::Require;
use api_http::error::ApiError;
use domain::vehicle::is_external_id;
use store::{Store, vehicles};

/// A vehicle as a path names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum VehicleRef {
    /// By its id.
    Id(VehicleId),
    /// By its `external_id`, written behind `ext:`.
    External(String),
}

impl TryFrom<String> for VehicleRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.strip_prefix("ext:") {
            Some(id) if is_external_id(id) => Ok(Self::External(id.to_owned())),
            Some(_) => Err("is not an external id".to_owned()),
            None => VehicleId::try_from(text).map(Self::Id).map_err(|error| error.to_string()),
        }
    }
}

impl<P> Require<P> {
    /// The id of the vehicle that a path names; 404 when the caller's organisation has none that is called so.
    pub async fn vehicle(&self, store: &Store, named: &VehicleRef) -> Result<VehicleId, ApiError> {
        match named {
            VehicleRef::Id(id) => Ok(id.clone()),
            VehicleRef::External(external_id) => {
                let mut reader = store.read(self.organization_id()).await?;
                let found = vehicles::find_by_external_id(reader.db(), self.organization_id(), external_id).await?;
                found.ok_or_else(ApiError::not_found)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<VehicleRef, String> {
        VehicleRef::try_from(text.to_owned())
    }

    #[test]
    fn both_names_are_told_apart() {
        let id = VehicleId::from_u128(7);
        assert_eq!(read(id.as_str()), Ok(VehicleRef::Id(id.clone())));
        assert_eq!(read(&format!("ext:{id}")), Ok(VehicleRef::External(id.to_string())));
        assert_eq!(read("ext:a/b:c"), Ok(VehicleRef::External("a/b:c".into())));
        for wrong in ["", "ext:", "ext:a b", "ext:\u{e9}", "DMS-1", &format!("ext:{}", "x".repeat(101))] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
