//! Pictures that cannot be decoded by bands: overlays, and what is transparent. No camera makes them, so they may be small.

use heifer::Options;
use heifer::heifer_isobmff::HeifFile;

use crate::refusal::Refusal;

/// The most pixels of such a picture, whose memory is twelve bytes for each.
const MAX_PIXELS: u64 = 24_000_000;

/// Pixels of red, green, blue and opacity, row by row.
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgba: Vec<u8>,
}

/// Decodes the picture that a file shows first, on white.
pub(crate) fn decode(bytes: &[u8], file: &HeifFile<'_>) -> Result<Raster, Refusal> {
    if let Some((width, height)) = file.image_size(file.primary_id)?
        && u64::from(width) * u64::from(height) > MAX_PIXELS
    {
        return Err(Refusal::TooLarge { width, height });
    }
    let image = heifer::decode_rgba8(bytes, &Options { max_threads: 1, max_pixels: MAX_PIXELS })?;
    let mut rgba = image.data;
    if image.has_alpha {
        for pixel in rgba.chunks_exact_mut(4) {
            let [colours @ .., opacity] = pixel else { continue };
            let opacity = u32::from(*opacity);
            for colour in colours {
                let mixed = (u32::from(*colour) * opacity + 255 * (255 - opacity) + 127) / 255;
                *colour = u8::try_from(mixed).unwrap_or(u8::MAX);
            }
        }
    }
    Ok(Raster { width: image.width, height: image.height, rgba })
}
