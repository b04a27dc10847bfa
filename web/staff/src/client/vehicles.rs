//! Calls about vehicles.

use shared::ids::VehicleId;
use shared::link::VehicleLinkState;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::stage::Stage;
use shared::vehicle::{NewVehicle, StageMove, Vehicle, VehicleUpdate};

use super::error::ApiError;
use super::http::{Etag, Method, Request, Versioned};
use super::staff::StaffClient;

/// Which vehicles a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VehicleFilter {
    /// Text to search for; empty for all.
    pub text: String,
    /// Only those in this stage.
    pub stage: Option<Stage>,
    /// Only those whose tracking link is in this state.
    pub link_state: Option<VehicleLinkState>,
    /// The deleted ones instead of the living.
    pub deleted: bool,
}

impl VehicleFilter {
    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        !self.text.is_empty() || self.stage.is_some() || self.link_state.is_some()
    }
}

impl StaffClient {
    /// One page of the vehicles.
    pub async fn vehicles(&self, filter: &VehicleFilter, cursor: Option<&str>) -> Result<Page<Vehicle>, ApiError> {
        let text = Some(filter.text.trim()).filter(|text| !text.is_empty());
        self.call(
            Request::get(ApiPath::Vehicles)
                .query("q", text)
                .query("stage", filter.stage.map(Stage::as_str))
                .query("link_state", filter.link_state.map(VehicleLinkState::as_str))
                .query("deleted", filter.deleted.then_some(true))
                .query("cursor", cursor),
        )
        .await
    }

    /// The first vehicles that a text finds.
    pub async fn find_vehicles(&self, text: &str, limit: u8) -> Result<Page<Vehicle>, ApiError> {
        self.call(Request::get(ApiPath::Vehicles).query("q", Some(text)).query("limit", Some(limit))).await
    }

    /// Creates a vehicle.
    pub async fn create_vehicle(&self, vehicle: &NewVehicle) -> Result<Versioned<Vehicle>, ApiError> {
        self.call_versioned(Request::new(Method::Post, ApiPath::Vehicles).json(vehicle)?).await
    }

    /// One vehicle.
    pub async fn vehicle(&self, id: &VehicleId) -> Result<Versioned<Vehicle>, ApiError> {
        self.call_versioned(Request::get(ApiPath::Vehicle(id))).await
    }

    /// Changes a vehicle.
    pub async fn update_vehicle(
        &self,
        id: &VehicleId,
        update: &VehicleUpdate,
        etag: &Etag,
    ) -> Result<Versioned<Vehicle>, ApiError> {
        let request = Request::new(Method::Patch, ApiPath::Vehicle(id)).json(update)?.if_match(Some(etag));
        self.call_versioned(request).await
    }

    /// Deletes a vehicle, which stops its tracking link for good.
    pub async fn delete_vehicle(&self, id: &VehicleId, etag: &Etag) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::Vehicle(id)).if_match(Some(etag))).await
    }

    /// Brings a deleted vehicle back, without its tracking link.
    pub async fn restore_vehicle(&self, id: &VehicleId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Post, ApiPath::VehicleRestore(id))).await
    }

    /// Moves a vehicle to another stage.
    pub async fn move_vehicle(
        &self,
        id: &VehicleId,
        stage_move: &StageMove,
        etag: &Etag,
    ) -> Result<Versioned<Vehicle>, ApiError> {
        let request = Request::new(Method::Put, ApiPath::VehicleStage(id)).json(stage_move)?.if_match(Some(etag));
        self.call_versioned(request).await
    }
}
