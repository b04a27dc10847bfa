//! From a file that was inspected to pixels, within a bound on memory. The decoders are the image crate's, except for
//! PNG: its own crate gives rows of eight bits, so that a picture of sixteen bits is never in memory as such.

use std::io::Cursor;

use image::{
    ColorType, ImageDecoder, Limits,
    codecs::{jpeg::JpegDecoder, webp::WebPDecoder},
    metadata::Orientation,
};
use png::Transformations;

use super::MAX_PIXELS;
use super::MAX_SIDE;
use super::Rejection;
use super::header::{Container, Header};
use super::pixels::{Decoded, Pixels, Samples};

/// Room for a PNG's rows and profile, beside its pixels.
const PNG_WORKING_BYTES: usize = 16 * 1024 * 1024;

/// Decodes the picture and reads how it is to be shown.
pub(super) fn decode(bytes: &[u8], header: &Header<'_>) -> Result<Decoded, Rejection> {
    let decoded = match header.container {
        Container::Jpeg => read(JpegDecoder::new(Cursor::new(bytes)).map_err(unreadable)?),
        Container::WebP => read(WebPDecoder::new(Cursor::new(bytes)).map_err(unreadable)?),
        Container::Png => read_png(bytes, header),
    }?;
    // The walk and the decoder read the same header; were they to differ, the limits would have been checked in vain.
    if (decoded.pixels.width, decoded.pixels.height) != (header.width, header.height) {
        return Err(Rejection::Unreadable);
    }
    Ok(decoded)
}

fn read(mut decoder: impl ImageDecoder) -> Result<Decoded, Rejection> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PIXELS * 4);
    let size = decoder.total_bytes();
    limits.reserve(size).map_err(unreadable)?;
    decoder.set_limits(limits).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let samples = match decoder.color_type() {
        ColorType::L8 => Samples::Grey,
        ColorType::La8 => Samples::GreyAlpha,
        ColorType::Rgb8 => Samples::Rgb,
        ColorType::Rgba8 => Samples::Rgba,
        _ => return Err(Rejection::Unreadable),
    };
    // Metadata that cannot be read is as good as none.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc_profile = decoder.icc_profile().unwrap_or_default();
    let mut data = vec![0; usize::try_from(size).map_err(unreadable)?];
    decoder.read_image(&mut data).map_err(unreadable)?;
    Ok(Decoded { pixels: Pixels { width, height, samples, data }, orientation, icc_profile })
}

fn read_png(bytes: &[u8], header: &Header<'_>) -> Result<Decoded, Rejection> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: PNG_WORKING_BYTES });
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
    let orientation = header.exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    Ok(Decoded { pixels: Pixels { width, height, samples, data }, orientation, icc_profile })
}

/// What a decoder complains about in detail does not help the person who sent the file.
fn unreadable<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
