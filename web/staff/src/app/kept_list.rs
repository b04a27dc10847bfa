//! The list of vehicles as it was left, for whoever comes back to it. It lives in the frame, so it ends with the session.

use leptos::prelude::*;
use shared::page::Page;
use shared::vehicle::Vehicle;

use super::location::Location;

/// The list that was left last, in the context of the frame.
#[derive(Clone, Copy)]
pub struct KeptList(StoredValue<Option<Kept>>);

/// A list as it was left.
#[derive(Clone)]
pub struct Kept {
    /// Its address.
    pub address: String,
    /// What was loaded of it.
    pub page: Page<Vehicle>,
    /// How far down it stood, in pixels.
    pub scrolled: Option<f64>,
}

impl KeptList {
    /// Lets pages keep a list.
    pub fn provide() {
        provide_context(Self(StoredValue::new(None)));
    }

    /// The one that was provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Keeps a list.
    pub fn keep(self, list: Kept) {
        self.0.try_set_value(Some(list));
    }

    /// The address of the list that was left last.
    pub fn address(self) -> Option<String> {
        self.0.with_value(|kept| kept.as_ref().map(|kept| kept.address.clone()))
    }

    /// The list with an address as it was left, if this is the way back to it.
    pub fn back_to(self, location: Location, address: &str) -> Option<Kept> {
        self.0.get_value().filter(|kept| location.left().is_return && kept.address == address)
    }
}
