//! Photos on their way to the server, while their uploader walks through the app and after the page was closed. All but their place is in
//! a part of the program that is loaded later.

mod device;
mod held;
pub mod item;
mod leaving;
mod notice;
mod outcome;
pub mod queue;
mod send;
mod state;

use leptos::prelude::*;

use self::queue::Uploads;
use super::session::Staff;

/// Where the photos on their way have their place, for as long as a member is signed in: they are begun by the first who asks.
#[derive(Clone, Copy)]
pub struct UploadsPlace {
    pub(super) staff: Staff,
    frame: StoredValue<Option<Owner>>,
    uploads: StoredValue<Option<Uploads>>,
    notice: RwSignal<Option<ViewFn>>,
}

impl UploadsPlace {
    /// Makes it available to everything below.
    pub fn provide(staff: Staff) -> Self {
        let place = Self {
            staff,
            frame: StoredValue::new(Owner::current()),
            uploads: StoredValue::new(None),
            notice: RwSignal::new(None),
        };
        provide_context(place);
        place
    }

    /// The place. Only below the shell of the signed-in app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What every page says of photos that wait, once anything is known of them; reactive.
    pub fn notice(self) -> Option<AnyView> {
        self.notice.get().map(|notice| notice.run())
    }
}
