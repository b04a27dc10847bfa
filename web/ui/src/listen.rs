//! Events of the window, heard for as long as a part of the page is there.

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use web_sys::Event;

/// Calls `hear` for every event of this name, until what listens is taken away.
pub fn listen(name: &str, hear: impl Fn(&Event) + 'static) {
    // One type for all of them: each other one would bring a copy of what listens to the program.
    let hear: Box<dyn Fn(Event)> = Box::new(move |event| hear(&event));
    let listener = window_event_listener_untyped(name, hear);
    on_cleanup(move || listener.remove());
}
