//! What is being dragged.

use super::layout::Places;

/// An item in somebody's hand.
#[derive(Debug, Clone)]
pub(super) struct Drag {
    pub(super) key: String,
    pub(super) pointer_id: i32,
    /// Where the pointer went down.
    pub(super) start: (i32, i32),
    /// Where the pointer is.
    pub(super) pointer: (i32, i32),
    /// From the item's corner to the pointer.
    pub(super) grip: (i32, i32),
    /// The place to go back to.
    pub(super) origin: usize,
    pub(super) begun: bool,
    pub(super) places: Places,
}
