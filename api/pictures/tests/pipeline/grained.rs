//! A picture with what photos have and drawings have not.

use image::{Rgb, RgbImage};

/// A JPEG: colours that run into each other, with edges and with grain.
pub fn grained(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = i32::from(state.to_be_bytes()[0]) * 12 / 256 - 6;
        let edge = if (x / 160 + y / 120).is_multiple_of(2) { 0 } else { 60 };
        let across = i32::try_from(x * 80 / width).unwrap();
        let down = i32::try_from((x / 24 + y / 16) % 5 * 12).unwrap();
        Rgb([60 + edge + across, 80 + edge + down, 120 + edge - across]
            .map(|sample| u8::try_from((sample + grain).clamp(0, 255)).unwrap()))
    });
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 93).encode_image(&picture).unwrap();
    file
}
