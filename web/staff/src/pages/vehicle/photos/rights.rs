//! What may be done with photos.

use leptos::prelude::*;
use shared::member::Role;

use crate::pages::vehicle::open::OpenVehicle;

/// What the member may do with the photos now.
#[derive(Clone, Copy)]
pub struct Rights {
    /// Add, order, choose the hero photo.
    pub change: Signal<bool>,
    /// Delete: it only takes something away, so it is possible in lockdown too.
    pub delete: Signal<bool>,
}

impl Rights {
    pub fn of(vehicle: OpenVehicle) -> Self {
        let staff = vehicle.staff();
        let living = Memo::new(move |_| vehicle.get().is_none_or(|vehicle| vehicle.value.deleted_at.is_none()));
        let delete = Memo::new(move |_| living.get() && staff.can(Role::Editor));
        Self { change: Signal::derive(move || delete.get() && !staff.locked()), delete: delete.into() }
    }
}
