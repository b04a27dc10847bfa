//! From pixels to the files that are served. The encoders and their settings were chosen by measurement:
//! docs/benchmarks/photos.md. They write pixels and what a decoder needs for them, nothing else.

use jpeg_encoder::{ChromaSubsamplingMethod, SamplingFactor};
use webp::{PixelLayout, WebPConfig};

use super::{
    Format, Rejection, Rendition,
    pixels::{Pixels, Samples},
};

/// How much of a picture is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quality {
    /// A photo, where nobody misses what is left out.
    Photo,
    /// A logo, with its hard edges.
    Logo,
}

/// The picture as JPEG; it must be without alpha.
pub(super) fn jpeg(pixels: &Pixels, quality: Quality) -> Result<Rendition, Rejection> {
    let (width, height) = (u16::try_from(pixels.width), u16::try_from(pixels.height));
    let (Ok(width), Ok(height), Samples::Rgb) = (width, height, pixels.samples) else {
        return Err(Rejection::Unreadable);
    };
    let mut bytes = Vec::new();
    let (step, sampling) = match quality {
        Quality::Photo => (80, SamplingFactor::R_4_2_0),
        Quality::Logo => (92, SamplingFactor::R_4_4_4),
    };
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, step);
    encoder.set_sampling_factor(sampling);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(&pixels.data, width, height, jpeg_encoder::ColorType::Rgb).map_err(impossible)?;
    Ok(rendition(pixels, Format::Jpeg, bytes))
}

/// The picture as WebP that looks the same.
pub(super) fn webp(pixels: &Pixels, quality: Quality) -> Result<Rendition, Rejection> {
    let mut config = WebPConfig::new().map_err(impossible)?;
    config.quality = match quality {
        Quality::Photo => 78.0,
        Quality::Logo => 92.0,
    };
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
        Samples::Grey | Samples::GreyAlpha => return Err(Rejection::Unreadable),
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
