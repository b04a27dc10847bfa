//! The size of a picture, and a part of it.

/// A size, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Size {
    pub(super) const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The size of the same picture, turned to one side.
    pub(super) const fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

/// A part of a picture, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Window {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}
