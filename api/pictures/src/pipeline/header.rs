//! What the header of a file says, and how large a picture may be.

use super::MAX_PIXELS;
use super::MAX_SIDE;
use super::Rejection;

/// The formats that are taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Container {
    Jpeg,
    Png,
    WebP,
}

/// What the file's header says about its picture, as it lies in the file: before its orientation is applied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    pub(super) container: Container,
    pub(super) width: u32,
    pub(super) height: u32,
    /// The file's EXIF data, a TIFF structure. Where there are several, the first counts, as in browsers.
    pub(super) exif: Option<&'a [u8]>,
    /// Whether more pictures follow the first, to be shown one after the other.
    pub(super) is_animated: bool,
}

/// Refuses dimensions beyond the limits; called as soon as they are read.
pub(super) fn check_dimensions(width: u32, height: u32) -> Result<(), Rejection> {
    if width == 0 || height == 0 {
        return Err(Rejection::Unreadable);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Rejection::TooLarge { width, height });
    }
    Ok(())
}
