//! A picture that is ready to be decoded: where its pixels come from, how they lie, and in which colours.

use crate::colour::Labels;
use crate::tiles::Tiles;
use crate::view::View;
use crate::whole::Raster;

/// A picture that is ready to be decoded.
pub(crate) struct Source<'a> {
    pub(crate) pixels: Pixels<'a>,
    pub(crate) view: View,
    pub(crate) labels: Labels,
    /// The profile of an RGB colour space.
    pub(crate) icc_profile: Option<Vec<u8>>,
    /// When the photo was taken, as Exif that says nothing else.
    pub(crate) capture_exif: Option<Vec<u8>>,
}

/// Where pixels come from.
pub(crate) enum Pixels<'a> {
    /// Of tiles, band by band.
    Tiles(Tiles<'a>),
    /// Of a picture that had to be put together as a whole.
    Whole(Raster),
}
