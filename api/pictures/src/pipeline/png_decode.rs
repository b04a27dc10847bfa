//! The pixels of a PNG file, by its own crate: it gives rows of eight bits, so that a picture of sixteen bits is never in
//! memory as such.

use std::io::Cursor;

use png::Transformations;

use super::Rejection;
use super::pixels::{Pixels, Samples};

/// Room for rows and profile, beside the pixels.
const WORKING_BYTES: usize = 16 * 1024 * 1024;

/// Decodes the picture; gives its colour profile too.
pub(super) fn decode(bytes: &[u8]) -> Result<(Pixels, Option<Vec<u8>>), Rejection> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: WORKING_BYTES });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let (width, height) = reader.info().size();
    let samples = match reader.output_color_type() {
        (png::ColorType::Grayscale, png::BitDepth::Eight) => Samples::Grey,
        (png::ColorType::GrayscaleAlpha, png::BitDepth::Eight) => Samples::GreyAlpha,
        (png::ColorType::Rgb, png::BitDepth::Eight) => Samples::Rgb,
        (png::ColorType::Rgba, png::BitDepth::Eight) => Samples::Rgba,
        _ => return Err(Rejection::Unreadable),
    };
    let icc_profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let mut data = vec![0; reader.output_buffer_size().ok_or(Rejection::Unreadable)?];
    reader.next_frame(&mut data).map_err(unreadable)?;
    Ok((Pixels { width, height, samples, data }, icc_profile))
}

/// What a decoder complains about in detail does not help the person who sent the file.
fn unreadable<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
