//! Putting the items of a list into another order: by dragging, by the arrow keys on a handle, by single presses.
//!
//! The list is a `<ul node_ref=sorter.list() class="sortable">` whose children carry `data-key`. The owner moves its data
//! in `on_move`; the list follows. Nothing here knows what the items are.

pub mod controls;
mod drag;
mod held;
mod layout;
pub mod sorter;
pub mod step;
