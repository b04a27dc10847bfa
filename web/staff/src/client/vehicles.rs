//! Calls about vehicles.

use shared::attention::{VehicleAttention, VehicleCounts};
use shared::eta::EtaChange;
use shared::ids::VehicleId;
use shared::link::VehicleLinkState;
use shared::page::Page;
use shared::patch::Patch;
use shared::paths::ApiPath;
use shared::stage::Stage;
use shared::vehicle::{CustomerUpdate, NewVehicle, StageMove, Vehicle, VehicleUpdate};

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
    /// Only those that need attention for this reason.
    pub attention: Option<VehicleAttention>,
    /// The deleted ones instead of the living.
    pub deleted: bool,
    /// The order, as the API names it; empty for the usual one.
    pub sort: &'static str,
}

impl VehicleFilter {
    /// Whether anything narrows the list, or that of what needs attention.
    pub fn narrows(&self) -> bool {
        !self.text.is_empty() || self.stage.is_some() || self.link_state.is_some()
    }
}

impl StaffClient {
    /// One page of the vehicles, of the usual length unless another one is said.
    pub async fn vehicles(
        &self,
        filter: &VehicleFilter,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<Vehicle>, ApiError> {
        let text = Some(filter.text.trim()).filter(|text| !text.is_empty());
        self.call(
            Request::get(ApiPath::Vehicles)
                .query("q", text)
                .query("stage", filter.stage.map(Stage::as_str))
                .query("link_state", filter.link_state.map(VehicleLinkState::as_str))
                .query("attention", filter.attention.map(VehicleAttention::as_str))
                .query("deleted", filter.deleted.then_some(true))
                .query("sort", Some(filter.sort).filter(|sort| !sort.is_empty()))
                .query("limit", limit)
                .query("cursor", cursor),
        )
        .await
    }

    /// How many vehicles there are, and how many need attention.
    pub async fn vehicle_counts(&self) -> Result<VehicleCounts, ApiError> {
        self.call(Request::get(ApiPath::VehicleCounts)).await
    }

    /// The first vehicles of the customer with this email address, among others perhaps.
    pub async fn vehicles_of_customer(&self, email: &str) -> Result<Page<Vehicle>, ApiError> {
        self.call(Request::get(ApiPath::Vehicles).query("customer", Some(email))).await
    }

    /// Keeps the language of a vehicle's customer, whatever else was changed meanwhile.
    pub async fn set_customer_language(&self, id: &VehicleId, language: &str) -> Result<Versioned<Vehicle>, ApiError> {
        let now = self.vehicle(id).await?;
        let customer = CustomerUpdate { language: Patch::Value(language.to_owned()), ..CustomerUpdate::default() };
        let update = VehicleUpdate { customer: Patch::Value(customer), ..VehicleUpdate::default() };
        self.update_vehicle(id, &update, &now.etag).await
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

    /// Takes the last move back, if this is still the version that it led to.
    pub async fn undo_stage_move(&self, id: &VehicleId, etag: &Etag) -> Result<Versioned<Vehicle>, ApiError> {
        self.call_versioned(Request::new(Method::Post, ApiPath::StageUndo(id)).if_match(Some(etag))).await
    }

    /// The newest changes of the estimated arrival.
    pub async fn eta_changes(&self, id: &VehicleId) -> Result<Page<EtaChange>, ApiError> {
        self.call(Request::get(ApiPath::EtaChanges(id))).await
    }
}
