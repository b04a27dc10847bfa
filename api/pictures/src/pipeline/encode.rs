//! From pixels to the files that are served. The encoders and their settings were chosen by measurement:
//! docs/benchmarks/photos.md. They write pixels and what a decoder needs for them, nothing else.

use mozjpeg::qtable::NRobidoux;
use mozjpeg::{ColorSpace, Compress};
use webp::{PixelLayout, WebPConfig};

use super::Rejection;
use super::Rendition;
use super::pixels::{Pixels, Samples};
use domain::picture::Format;

/// How much of a picture is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quality {
    /// A photo, where nobody misses what is left out.
    Photo,
    /// A logo, with its hard edges.
    Logo,
}

/// The qualities that are tried until a picture fits, the best first: nearly every photo does at once, and noise in the end.
const QUALITIES: [f32; 7] = [84.0, 76.0, 66.0, 54.0, 40.0, 25.0, 8.0];

/// The picture as progressive JPEG; it must be without alpha.
pub(super) fn jpeg(pixels: &Pixels, quality: Quality) -> Result<Rendition, Rejection> {
    match quality {
        Quality::Photo => encode_jpeg(pixels, 77.0, 2),
        Quality::Logo => encode_jpeg(pixels, 92.0, 1),
    }
}

/// The picture as progressive JPEG, as good as fits into a number of bytes; it must be without alpha.
pub(super) fn jpeg_within(pixels: &Pixels, most_bytes: usize) -> Result<Rendition, Rejection> {
    for quality in QUALITIES {
        let rendition = encode_jpeg(pixels, quality, 2)?;
        if rendition.bytes.len() <= most_bytes {
            return Ok(rendition);
        }
    }
    Err(Rejection::Unreadable)
}

/// `chroma_side`: how many pixels wide and high the square is that shares its colour.
fn encode_jpeg(pixels: &Pixels, quality: f32, chroma_side: u8) -> Result<Rendition, Rejection> {
    if pixels.samples != Samples::Rgb {
        return Err(Rejection::Unreadable);
    }
    let mut encoder = Compress::new(ColorSpace::JCS_RGB);
    // mozjpeg's table is what makes its files small. Its search for better coefficients takes half of the time for a fiftieth of
    // the bytes, and that for the best order of scans even more.
    encoder.set_fastest_defaults();
    let table = NRobidoux.scaled(quality, quality);
    encoder.set_luma_qtable(&table);
    encoder.set_chroma_qtable(&table);
    encoder.set_size(pixels.width as usize, pixels.height as usize);
    encoder.set_chroma_sampling_pixel_sizes((chroma_side, chroma_side), (chroma_side, chroma_side));
    encoder.set_optimize_coding(true);
    encoder.set_progressive_mode();
    let mut writing = encoder.start_compress(Vec::new()).map_err(impossible)?;
    writing.write_scanlines(&pixels.data).map_err(impossible)?;
    let bytes = writing.finish().map_err(impossible)?;
    Ok(rendition(pixels, Format::Jpeg, bytes))
}

/// The picture as WebP that looks the same.
pub(super) fn webp(pixels: &Pixels, quality: Quality) -> Result<Rendition, Rejection> {
    let mut config = WebPConfig::new().map_err(impossible)?;
    config.quality = match quality {
        Quality::Photo => 80.0,
        Quality::Logo => 92.0,
    };
    // Edges are not smoothed across; otherwise the same bytes look a little worse.
    config.filter_sharpness = 7;
    encode_webp(pixels, &config)
}

/// The picture as WebP that is the same, alpha included.
pub(super) fn lossless_webp(pixels: &Pixels) -> Result<Rendition, Rejection> {
    let mut config = WebPConfig::new().map_err(impossible)?;
    config.lossless = 1;
    config.quality = 75.0;
    encode_webp(pixels, &config)
}

/// The picture as PNG, alpha included.
pub(super) fn png(pixels: &Pixels) -> Result<Rendition, Rejection> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match pixels.samples {
        Samples::Grey => png::ColorType::Grayscale,
        Samples::GreyAlpha => png::ColorType::GrayscaleAlpha,
        Samples::Rgb => png::ColorType::Rgb,
        Samples::Rgba => png::ColorType::Rgba,
        Samples::Cmyk => return Err(Rejection::Unreadable),
    });
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(impossible)?;
    writer.write_image_data(&pixels.data).map_err(impossible)?;
    writer.finish().map_err(impossible)?;
    Ok(rendition(pixels, Format::Png, bytes))
}

fn encode_webp(pixels: &Pixels, config: &WebPConfig) -> Result<Rendition, Rejection> {
    let layout = match pixels.samples {
        Samples::Rgb => PixelLayout::Rgb,
        Samples::Rgba => PixelLayout::Rgba,
        Samples::Grey | Samples::GreyAlpha | Samples::Cmyk => return Err(Rejection::Unreadable),
    };
    let encoder = webp::Encoder::new(&pixels.data, layout, pixels.width, pixels.height);
    let bytes = encoder.encode_advanced(config).map_err(impossible)?.to_vec();
    Ok(rendition(pixels, Format::WebP, bytes))
}

fn rendition(pixels: &Pixels, format: Format, bytes: Vec<u8>) -> Rendition {
    Rendition { width: pixels.width, height: pixels.height, format, bytes }
}

/// The encoders refuse sizes beyond their formats' and layouts that are not theirs; neither reaches them.
fn impossible<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
