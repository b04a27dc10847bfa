//! The picture pipeline over whole files, as phones, programs and attackers write them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where by panicking")]

mod attachments;
mod avif;
mod damaged;
mod decoders;
mod files;
mod grained;
mod kinds;
mod metadata;
mod mutations;
mod refused;
mod shown;
mod taken;

use domain::picture::Format;
use image::{ImageFormat, RgbaImage};
use pictures::pipeline::Rendition;

/// The pixels of a rendition.
fn decoded(rendition: &Rendition) -> RgbaImage {
    let format = match rendition.format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::WebP => ImageFormat::WebP,
        Format::Png => ImageFormat::Png,
        Format::Avif => panic!("the image crate has no decoder of its own"),
    };
    let image = image::load_from_memory_with_format(&rendition.bytes, format).unwrap().to_rgba8();
    assert_eq!((image.width(), image.height()), (rendition.width, rendition.height));
    image
}

/// Whether two colours are the same but for what lossy encoding changes.
fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= 12)
}

/// Asserts the colour around a point given in parts of the sides.
fn assert_colour(image: &RgbaImage, (across, down): (f64, f64), expected: [u8; 3], what: &str) {
    let (x, y) = at(image, across, down);
    let [red, green, blue, _] = image.get_pixel(x, y).0;
    assert!(is_near([red, green, blue], expected), "{what}: {red} {green} {blue} instead of {expected:?}");
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the parts lie between 0 and 1")]
fn at(image: &RgbaImage, across: f64, down: f64) -> (u32, u32) {
    ((f64::from(image.width()) * across) as u32, (f64::from(image.height()) * down) as u32)
}
