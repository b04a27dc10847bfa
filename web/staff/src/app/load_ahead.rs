//! Loading what is most likely opened next. Pages say when there is time for it; what it is, they do not know.

use leptos::prelude::*;

/// What loads it.
#[derive(Clone, Copy)]
pub struct LoadAhead(fn());

impl LoadAhead {
    /// Lets the pages of the app call this.
    pub fn provide(load: fn()) {
        provide_context(Self(load));
    }

    /// There is time.
    pub fn begin(self) {
        (self.0)();
    }
}
