//! From a file that was inspected to pixels, within a bound on memory.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, Limits, codecs::jpeg::JpegDecoder};

use super::MAX_PIXELS;
use super::MAX_SIDE;
use super::Rejection;
use super::exif;
use super::header::{Container, Header};
use super::pixels::{Decoded, Pixels, Samples};
use super::png_decode;
use super::webp_decode;
use super::webp_structure;

/// Decodes the picture and reads how it is to be shown.
pub(super) fn decode(bytes: &[u8], header: &Header<'_>) -> Result<Decoded, Rejection> {
    let orientation = exif::orientation(header.exif);
    let decoded = match header.container {
        Container::Jpeg => {
            let (pixels, icc_profile) = read_jpeg(bytes)?;
            Decoded { pixels, orientation, icc_profile }
        }
        Container::WebP => {
            let webp = webp_structure::walk(bytes)?;
            let icc_profile = webp.icc_profile.map(<[u8]>::to_vec);
            Decoded { pixels: webp_decode::decode(&webp)?, orientation, icc_profile }
        }
        Container::Png => {
            let (pixels, icc_profile) = png_decode::decode(bytes)?;
            Decoded { pixels, orientation, icc_profile }
        }
    };
    // The walk and the decoder read the same header; were they to differ, the limits would have been checked in vain.
    if (decoded.pixels.width, decoded.pixels.height) != (header.width, header.height) {
        return Err(Rejection::Unreadable);
    }
    Ok(decoded)
}

fn read_jpeg(bytes: &[u8]) -> Result<(Pixels, Option<Vec<u8>>), Rejection> {
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(unreadable)?;
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
        ColorType::Rgb8 => Samples::Rgb,
        _ => return Err(Rejection::Unreadable),
    };
    // A profile that cannot be read is as good as none.
    let icc_profile = decoder.icc_profile().unwrap_or_default();
    let mut data = vec![0; usize::try_from(size).map_err(unreadable)?];
    decoder.read_image(&mut data).map_err(unreadable)?;
    Ok((Pixels { width, height, samples, data }, icc_profile))
}

/// What a decoder complains about in detail does not help the person who sent the file.
fn unreadable<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
