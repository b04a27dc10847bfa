//! How much a picture looks like its original, by SSIMULACRA 2: 100 is the original itself, and 90 what nobody tells from it
//! (<https://github.com/cloudinary/ssimulacra2>).

use fast_ssim2::{PixelDescriptor, PixelSlice, Ssimulacra2Config, compute_ssimulacra2_with_config};

use super::super::Rejection;
use super::super::pixels::{Pixels, Samples};

/// How many rows are compared at once, which bounds memory.
const ROWS: usize = 128;

/// The points of a picture beside an original of its size.
pub(super) fn likeness(original: &Pixels, shown: &Pixels) -> Result<f64, Rejection> {
    let config = Ssimulacra2Config::strips(ROWS);
    compute_ssimulacra2_with_config(&slice(original)?, &slice(shown)?, &config).map_err(impossible)
}

fn slice(pixels: &Pixels) -> Result<PixelSlice<'_>, Rejection> {
    if pixels.samples != Samples::Rgb {
        return Err(Rejection::Unreadable);
    }
    let Pixels { width, height, data, .. } = pixels;
    PixelSlice::new(data, *width, *height, *width as usize * 3, PixelDescriptor::RGB8_SRGB).map_err(impossible)
}

/// Pictures of different sizes are refused, and none of no size; neither gets here.
fn impossible<E>(_: E) -> Rejection {
    Rejection::Unreadable
}
