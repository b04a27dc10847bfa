//! The dialogs behind the actions of a vehicle.

use leptos::prelude::*;

use super::another_customer::AnotherCustomerDialog;
use super::delete::DeleteDialog;
use super::edit::EditDialog;
use super::eta::EtaDialog;
use super::open::OpenVehicle;
use super::stage::StageDialog;
use crate::pages::tracking_sheet::TrackingSheet;

/// The dialogs behind the actions, and which of them are open. They are a part of the program that is loaded when the first of
/// them is opened.
#[derive(Clone, Copy)]
pub struct VehicleDialogs {
    pub(super) vehicle: OpenVehicle,
    pub(super) editing: RwSignal<bool>,
    pub(super) moving: RwSignal<bool>,
    pub(super) sharing: RwSignal<bool>,
    pub(super) deleting: RwSignal<bool>,
    pub(super) changing_eta: RwSignal<bool>,
    pub(super) deciding: RwSignal<bool>,
}

impl VehicleDialogs {
    /// What opens them.
    pub fn opens(self) -> [RwSignal<bool>; 6] {
        [self.editing, self.moving, self.sharing, self.deleting, self.changing_eta, self.deciding]
    }

    /// The dialogs.
    pub fn draw(self) -> AnyView {
        let Self { vehicle, editing, moving, sharing, deleting, changing_eta, deciding } = self;
        let changed = Callback::new(move |()| vehicle.reload());
        view! {
            <EditDialog vehicle open=editing deciding />
            <AnotherCustomerDialog vehicle open=deciding sharing />
            <EtaDialog vehicle open=changing_eta />
            <StageDialog vehicle open=moving />
            <TrackingSheet vehicle open=sharing on_changed=changed />
            <DeleteDialog vehicle open=deleting />
        }
        .into_any()
    }
}
