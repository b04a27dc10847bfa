//! The vehicle that is open on its page.

use leptos::prelude::*;
use shared::ids::VehicleId;
use shared::vehicle::Vehicle;

use crate::app::load::Loader;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;

/// The vehicle as it was last read, and how to read it again.
#[derive(Clone, Copy)]
pub struct OpenVehicle {
    pub id: StoredValue<VehicleId>,
    pub staff: Staff,
    pub loader: Loader<Versioned<Vehicle>>,
}

impl OpenVehicle {
    pub fn new(id: VehicleId) -> Self {
        let vehicle = Self { id: StoredValue::new(id), staff: use_staff(), loader: Loader::new() };
        vehicle.reload();
        vehicle
    }

    /// Reads the vehicle again; what is shown stays until then.
    pub fn reload(self) {
        let (client, id) = (self.staff.client(), self.id());
        self.loader.ask(async move { client.vehicle(&id).await });
    }

    /// Shows this newer version.
    pub fn put(self, vehicle: Versioned<Vehicle>) {
        self.loader.put(vehicle);
    }

    /// Shows this newer version, if the page is still there.
    pub fn try_put(self, vehicle: Versioned<Vehicle>) {
        if self.id.try_get_value().as_ref() == Some(&vehicle.value.id) {
            self.loader.put(vehicle);
        }
    }

    pub fn id(self) -> VehicleId {
        self.id.get_value()
    }

    pub fn staff(self) -> Staff {
        self.staff
    }

    /// The vehicle, once it is here; reactive.
    pub fn get(self) -> Option<Versioned<Vehicle>> {
        self.loader.state().with(|state| state.ready().cloned())
    }

    /// The vehicle, once it is here.
    pub fn get_untracked(self) -> Option<Versioned<Vehicle>> {
        self.loader.state().with_untracked(|state| state.ready().cloned())
    }
}
