//! What is known of the photos on their way.

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;
use shared::ids::{PhotoId, VehicleId};

use super::held::Held;
use super::item::{Sending, Tally};
use super::leaving::Leaving;
use crate::app::session::Staff;

/// The photos on their way, of all vehicles.
#[derive(Clone, Copy)]
pub struct Uploads {
    pub(super) staff: Staff,
    /// Who sends them, in which organisation: nobody else's photos are sent.
    pub(super) owner: StoredValue<String>,
    pub(super) items: RwSignal<Vec<Sending>>,
    /// Whether the device keeps them, as far as is known.
    pub(super) keeps: RwSignal<bool>,
    pub(super) tallies: RwSignal<HashMap<VehicleId, Tally>>,
    /// What became of those that were chosen together, by their number, which is the order of the choice.
    pub(super) arrived: RwSignal<HashMap<VehicleId, BTreeMap<u32, PhotoId>>>,
    pub(super) files: StoredValue<HashMap<u32, Held>, LocalStorage>,
    pub(super) next_id: StoredValue<u32>,
    pub(super) rounds: StoredValue<usize>,
    pub(super) will_go_on: StoredValue<bool>,
    pub(super) leaving: Leaving,
}
