//! The pixels of a WebP file's first picture, by the image crate's decoder. It gets a file put together from the chunks
//! that matter: a flag without its chunk, a second picture, frames that follow are no concern of it.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, Limits, codecs::webp::WebPDecoder};

use super::MAX_PIXELS;
use super::MAX_SIDE;
use super::Rejection;
use super::part::{Size, Window};
use super::pixels::{Pixels, Samples};
use super::webp_structure::{Bitstream, WebP};

/// Says in the extended header that there is alpha beside a lossy picture.
const ALPHA_FLAG: u8 = 0b1_0000;

/// Decodes the picture and puts it at its place on the canvas.
pub(super) fn decode(webp: &WebP<'_>) -> Result<Pixels, Rejection> {
    let Window { left, top, width, height } = webp.window;
    let pixels = read(&still(webp.bitstream, Size::new(width, height)))?;
    if (pixels.width, pixels.height) != (width, height) {
        return Err(Rejection::Unreadable);
    }
    Ok(if webp.canvas == pixels.size() { pixels } else { placed(pixels, left, top, webp.canvas) })
}

/// A file of one picture.
fn still(bitstream: Bitstream<'_>, size: Size) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
    match bitstream {
        Bitstream::Lossless(data) => chunk(&mut file, *b"VP8L", &[data]),
        Bitstream::Lossy { alpha: None, colours } => chunk(&mut file, *b"VP8 ", &[colours]),
        Bitstream::Lossy { alpha: Some(alpha), colours } => {
            let stored = |side: u32| (side - 1).to_le_bytes();
            chunk(&mut file, *b"VP8X", &[&[ALPHA_FLAG, 0, 0, 0], &stored(size.width)[..3], &stored(size.height)[..3]]);
            chunk(&mut file, *b"ALPH", &[alpha]);
            chunk(&mut file, *b"VP8 ", &[colours]);
        }
    }
    let length = u32::try_from(file.len() - 8).unwrap_or(u32::MAX).to_le_bytes();
    file[4..8].copy_from_slice(&length);
    file
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    file.extend_from_slice(&name);
    // The parts come out of a file that is far smaller.
    file.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    for part in parts {
        file.extend_from_slice(part);
    }
    file.resize(file.len().next_multiple_of(2), 0);
}

fn read(file: &[u8]) -> Result<Pixels, Rejection> {
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PIXELS * 4);
    let size = decoder.total_bytes();
    limits.reserve(size).map_err(unreadable)?;
    decoder.set_limits(limits).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let samples = match decoder.color_type() {
        ColorType::Rgb8 => Samples::Rgb,
        ColorType::Rgba8 => Samples::Rgba,
        _ => return Err(Rejection::Unreadable),
    };
    let mut data = vec![0; usize::try_from(size).map_err(unreadable)?];
    decoder.read_image(&mut data).map_err(unreadable)?;
    Ok(Pixels { width, height, samples, data })
}

/// The picture on a transparent canvas.
fn placed(pixels: Pixels, left: u32, top: u32, canvas: Size) -> Pixels {
    const STEP: usize = 4;
    let Size { width, height } = canvas;
    let step = pixels.samples.count();
    let mut data = vec![0; width as usize * height as usize * STEP];
    let rows = data.chunks_exact_mut(width as usize * STEP).skip(top as usize);
    for (from, row) in pixels.data.chunks_exact(pixels.width as usize * step).zip(rows) {
        let targets = row.chunks_exact_mut(STEP).skip(left as usize);
        for (sample, target) in from.chunks_exact(step).zip(targets) {
            target[..step].copy_from_slice(sample);
            target[STEP - 1] = if step == STEP { sample[STEP - 1] } else { u8::MAX };
        }
    }
    Pixels { width, height, samples: Samples::Rgba, data }
}

/// What a decoder complains about in detail does not help the person who sent the file.
fn unreadable<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
