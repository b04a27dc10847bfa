//! From the bytes of a phone's photo to the pictures that are served: pure functions over bytes, without files, clock
//! or network. The input is never served; the output is re-encoded and contains nothing but pixels.

mod attention;
mod colour;
mod decode;
mod encode;
mod header;
mod inspect;
mod jpeg_structure;
mod mixed;
mod part;
mod pixels;
mod placeholder;
mod png_structure;
mod preview;
mod rejection;
mod resize;
mod webp_structure;

use domain::picture::Format;
use encode::Quality;
use header::Container;
use inspect::inspect;
use part::Size;
use pixels::{Decoded, swaps_sides};

pub use preview::{PREVIEW_HEIGHT, PREVIEW_MAX_BYTES, PREVIEW_WIDTH, prepare_preview};
pub use rejection::{Kind, Rejection};

/// The most bytes a file may have.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The most pixels a picture may have.
pub const MAX_PIXELS: u64 = shared::photo::MAX_UPLOAD_PIXELS;
/// The longest side a picture may have, in pixels.
pub const MAX_SIDE: u32 = shared::photo::MAX_UPLOAD_SIDE;

/// One size of a picture in one format.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How `bytes` is encoded.
    pub format: Format,
    /// The file as it is served.
    pub bytes: Vec<u8>,
}

/// A photo in all the sizes that are served.
#[derive(Clone, Debug)]
pub struct PreparedPhoto {
    /// Width of the largest rendition in pixels.
    pub width: u32,
    /// Height of the largest rendition in pixels.
    pub height: u32,
    /// Average colours on a grid of four columns and three rows, row by row, red, green and blue each.
    pub placeholder: [u8; 36],
    /// Every width as JPEG and as WebP, from the smallest to the largest.
    pub renditions: Vec<Rendition>,
}

/// A logo in the formats that are served.
#[derive(Clone, Debug)]
pub struct PreparedLogo {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// PNG or JPEG for every browser, and WebP.
    pub renditions: Vec<Rendition>,
}

/// Refuses what can be refused without decoding: kind, size, dimensions and structure.
pub fn check_header(bytes: &[u8]) -> Result<(), Rejection> {
    inspect(bytes).map(drop)
}

/// Renders the sizes of a photo that are served. Transparent pixels become white.
pub fn prepare_photo(bytes: &[u8]) -> Result<PreparedPhoto, Rejection> {
    let Decoded { pixels, orientation, icc_profile } = decode::decode(bytes, &inspect(bytes)?)?;
    let pixels = pixels.flattened();
    let turned = swaps_sides(orientation);
    let sizes = resize::photo_sizes(if turned { pixels.size().turned() } else { pixels.size() });
    let size = *sizes.last().ok_or(Rejection::Unreadable)?;
    // Colours and orientation are applied to the largest size, not to the whole picture, which may be thirty times that.
    let largest = resize::resized(pixels, if turned { size.turned() } else { size })?;
    let mut pixels = colour::to_srgb(largest, icc_profile.as_deref()).oriented(orientation);
    let mut renditions = Vec::with_capacity(sizes.len() * 2);
    for size in sizes.into_iter().rev() {
        // Each size is made from the next larger one.
        pixels = resize::resized(pixels, size)?;
        renditions.push(encode::webp(&pixels, Quality::Photo)?);
        renditions.push(encode::jpeg(&pixels, Quality::Photo)?);
    }
    renditions.reverse();
    let Size { width, height } = size;
    Ok(PreparedPhoto { width, height, placeholder: placeholder::grid(&pixels), renditions })
}

/// Renders the formats of a logo that are served. Transparent pixels stay transparent.
pub fn prepare_logo(bytes: &[u8]) -> Result<PreparedLogo, Rejection> {
    let header = inspect(bytes)?;
    let Decoded { pixels, orientation, icc_profile } = decode::decode(bytes, &header)?;
    let exact = header.container == Container::Png || pixels.samples.has_alpha();
    let turned = swaps_sides(orientation);
    let size = resize::logo_size(if turned { pixels.size().turned() } else { pixels.size() });
    let pixels = resize::resized(pixels, if turned { size.turned() } else { size })?;
    let pixels = colour::to_srgb(pixels, icc_profile.as_deref()).oriented(orientation);
    let renditions = if exact {
        vec![encode::png(&pixels)?, encode::lossless_webp(&pixels)?]
    } else {
        vec![encode::jpeg(&pixels, Quality::Logo)?, encode::webp(&pixels, Quality::Logo)?]
    };
    let Size { width, height } = size;
    Ok(PreparedLogo { width, height, renditions })
}
