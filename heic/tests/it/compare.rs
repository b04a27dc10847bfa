//! A JPEG against what it should show, by the middles of blocks of 8 x 8 pixels.

use heic::{Limits, TooLarge};
use image::RgbImage;

use crate::files::Sample;

/// A block's edge in pixels.
const BLOCK: u32 = 8;
/// Its middle: at the edges decoders differ in how they interpolate colours.
const MIDDLE: std::ops::Range<u32> = 2..6;
/// What of a difference is the JPEG's own, and the way from which colours are interpolated: on average, and in the worst block.
const MEAN: f64 = 2.0;
const WORST: f64 = 9.0;

pub const LIMITS: Limits =
    Limits { max_pixels: 1_000_000, max_side: 5_000, max_bytes: 1_000_000, too_large: TooLarge::Refuse };

/// Average colours, row by row.
pub type Blocks = Vec<Vec<[f64; 3]>>;

/// What a file becomes.
pub fn decoded(file: &[u8]) -> RgbImage {
    let jpeg = heic::to_jpeg(file, &LIMITS).unwrap();
    image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// The blocks of a picture whose sides are multiples of a block.
pub fn blocks(picture: &RgbImage) -> Blocks {
    let block = |x: u32, y: u32| {
        let mut sums = [0.0; 3];
        for (down, right) in MIDDLE.flat_map(|down| MIDDLE.map(move |right| (down, right))) {
            let pixel = picture.get_pixel(x * BLOCK + right, y * BLOCK + down);
            sums.iter_mut().zip(pixel.0).for_each(|(sum, code)| *sum += f64::from(code));
        }
        sums.map(|sum| sum / 16.0)
    };
    (0..picture.height() / BLOCK).map(|y| (0..picture.width() / BLOCK).map(|x| block(x, y)).collect()).collect()
}

/// What libheif decodes of a sample.
pub fn expected(sample: &Sample) -> Blocks {
    let code = |digits: &[u8]| f64::from(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
    let colour = |digits: &[u8]| [code(&digits[..2]), code(&digits[2..4]), code(&digits[4..])];
    sample.blocks.lines().map(|row| row.as_bytes().chunks(6).map(colour).collect()).collect()
}

/// Fails unless the colours are the same.
pub fn assert_same(found: &Blocks, expected: &Blocks, what: &str) {
    assert_eq!((found.len(), found[0].len()), (expected.len(), expected[0].len()), "{what}: size");
    let pairs = found.iter().flatten().flatten().zip(expected.iter().flatten().flatten());
    let differences: Vec<f64> = pairs.map(|(found, expected)| (found - expected).abs()).collect();
    let worst = differences.iter().copied().fold(0.0, f64::max);
    let mean = differences.iter().sum::<f64>() / f64::from(u32::try_from(differences.len()).unwrap());
    assert!(mean <= MEAN && worst <= WORST, "{what}: {mean:.2} on average, {worst:.1} at worst");
}

/// Fails unless a file shows the blocks.
pub fn assert_shows(file: &[u8], expected: &Blocks, what: &str) {
    assert_same(&blocks(&decoded(file)), expected, what);
}
