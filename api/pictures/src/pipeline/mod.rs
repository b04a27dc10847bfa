//! From the bytes of a phone's photo to the pictures that are served: pure functions over bytes, without files, clock
//! or network. The input is never served; the output is re-encoded and contains nothing but pixels.

mod attention;
mod avif;
mod colour;
mod decode;
mod encode;
mod exif;
mod header;
mod inspect;
mod jpeg;
mod kind;
mod part;
mod pixels;
mod placeholder;
mod png_decode;
mod png_structure;
mod preview;
mod rejection;
mod resize;
mod warning;
mod webp_decode;
mod webp_structure;

use domain::picture::Format;
use encode::Quality;
use header::{Container, Header};
use inspect::inspect;
use part::Size;
use pixels::{Decoded, swaps_sides};
use shared::capture_time::CaptureTime;

pub use avif::{avif_widths, prepare_avif};
pub use kind::Kind;
pub use preview::{PREVIEW_HEIGHT, PREVIEW_MAX_BYTES, PREVIEW_WIDTH, prepare_preview};
pub use rejection::Rejection;
pub use warning::Warning;

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
    /// When it was taken, if the camera wrote that down.
    pub capture_time: Option<CaptureTime>,
    /// What its uploader should know.
    pub warnings: Vec<Warning>,
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
    /// What its uploader should know.
    pub warnings: Vec<Warning>,
}

/// Refuses what can be refused without decoding: kind, size, dimensions and structure.
pub fn check_header(bytes: &[u8]) -> Result<(), Rejection> {
    inspect(bytes).map(drop)
}

/// Renders the sizes of a photo that are served. Transparent pixels become white.
pub fn prepare_photo(bytes: &[u8]) -> Result<PreparedPhoto, Rejection> {
    let header = inspect(bytes)?;
    let Decoded { pixels, size, orientation, icc_profile, is_damaged } =
        decode::decode(bytes, &header, resize::largest_photo_size)?;
    let pixels = pixels.flattened();
    let turned = swaps_sides(orientation);
    let sizes = resize::photo_sizes(if turned { size.turned() } else { size });
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
    let capture_time = header.exif.and_then(exif::capture_time);
    let placeholder = placeholder::grid(&pixels);
    Ok(PreparedPhoto { width, height, placeholder, renditions, capture_time, warnings: warnings(&header, is_damaged) })
}

/// Renders the formats of a logo that are served. Transparent pixels stay transparent.
pub fn prepare_logo(bytes: &[u8]) -> Result<PreparedLogo, Rejection> {
    let header = inspect(bytes)?;
    let Decoded { pixels, size, orientation, icc_profile, is_damaged } =
        decode::decode(bytes, &header, resize::logo_size)?;
    let exact = header.container == Container::Png || pixels.samples.has_alpha();
    let turned = swaps_sides(orientation);
    let size = resize::logo_size(if turned { size.turned() } else { size });
    let pixels = resize::resized(pixels, if turned { size.turned() } else { size })?;
    let pixels = colour::to_srgb(pixels, icc_profile.as_deref()).oriented(orientation);
    let renditions = if exact {
        vec![encode::png(&pixels)?, encode::lossless_webp(&pixels)?]
    } else {
        vec![encode::jpeg(&pixels, Quality::Logo)?, encode::webp(&pixels, Quality::Logo)?]
    };
    let Size { width, height } = size;
    Ok(PreparedLogo { width, height, renditions, warnings: warnings(&header, is_damaged) })
}

fn warnings(header: &Header<'_>, is_damaged: bool) -> Vec<Warning> {
    let first_frame = header.is_animated.then_some(Warning::FirstFrame);
    first_frame.into_iter().chain(is_damaged.then_some(Warning::Damaged)).collect()
}
