//! Orientation and colour: a photo looks as it did on the phone.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use moxcms::ColorProfile;
use pictures::pipeline::{prepare_logo, prepare_photo};

use super::files::{
    QUARTERS, exif, extended_webp, jpeg, png, quarters, swapped_profile, webp, with_chunk, with_jpeg_profile,
    with_orientation,
};
use super::{assert_colour, decoded, is_near};

/// The picture as the image crate's own code turns it.
fn expected(width: u32, height: u32, orientation: u8) -> RgbImage {
    let mut image = DynamicImage::from(RgbImage::from_raw(width, height, quarters(width, height)).unwrap());
    image.apply_orientation(Orientation::from_exif(orientation).unwrap());
    image.to_rgb8()
}

#[test]
fn all_eight_orientations_are_applied() {
    const FLAG: u8 = 0b1000;
    for orientation in 1..=8 {
        let expected = expected(96, 64, orientation);
        for (what, bytes) in [
            ("JPEG", with_orientation(&jpeg(96, 64), orientation)),
            ("PNG", with_chunk(&png(96, 64), *b"eXIf", &exif(orientation))),
            ("WebP", extended_webp(96, 64, FLAG, &[(*b"EXIF", &exif(orientation))])),
        ] {
            let photo = prepare_photo(&bytes).unwrap();
            assert_eq!((photo.width, photo.height), expected.dimensions(), "{what} {orientation}");
            let logo = prepare_logo(&bytes).unwrap();
            for rendition in photo.renditions.iter().chain(&logo.renditions) {
                let image = decoded(rendition);
                let same = image.pixels().zip(expected.pixels()).filter(|(one, other)| {
                    let [red, green, blue, _] = one.0;
                    is_near([red, green, blue], other.0)
                });
                // Encoding blurs the edges between the quarters and nothing else.
                let count = same.count();
                assert!(count > 96 * 64 * 9 / 10, "{what} {orientation} as {:?}: {count}", rendition.format);
            }
        }
    }
}

#[test]
fn turned_photos_are_as_wide_as_they_look() {
    let photo = prepare_photo(&with_orientation(&jpeg(900, 400), 6)).unwrap();
    let sizes: Vec<_> = photo.renditions.iter().step_by(2).map(|one| (one.width, one.height)).collect();
    assert_eq!(sizes, [(320, 720), (400, 900)]);
    // Turned clockwise, the bottom left comes to the top left.
    for rendition in &photo.renditions {
        assert_colour(&decoded(rendition), (0.2, 0.2), QUARTERS[2], "turned");
    }
}

#[test]
fn nonsense_about_orientation_is_ignored() {
    for orientation in [0, 9, 255] {
        assert_eq!(prepare_photo(&with_orientation(&jpeg(20, 10), orientation)).unwrap().width, 20);
    }
}

#[test]
fn profiles_are_applied() {
    let swapped = QUARTERS.map(|[red, green, blue]| [green, red, blue]);
    let profile = swapped_profile();
    let compressed = [b"swapped\0\0", &zlib_stored(&profile)[..]].concat();
    for (what, bytes) in
        [("JPEG", with_jpeg_profile(&jpeg(80, 60), &profile)), ("PNG", with_chunk(&png(80, 60), *b"iCCP", &compressed))]
    {
        for rendition in prepare_photo(&bytes).unwrap().renditions {
            let image = decoded(&rendition);
            assert_colour(&image, (0.25, 0.25), swapped[0], what);
            assert_colour(&image, (0.75, 0.25), swapped[1], what);
        }
    }
}

#[test]
fn wide_colours_become_the_nearest_that_every_screen_has() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let photo = prepare_photo(&with_jpeg_profile(&jpeg(80, 60), &profile)).unwrap();
    let image = decoded(&photo.renditions[0]);
    // Computed by hand from the primaries of both: (200, 40, 40) means a purer red than sRGB has.
    assert_colour(&image, (0.25, 0.25), [218, 0, 26], "Display P3");
}

#[test]
fn profiles_that_do_not_fit_are_ignored() {
    let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
    for profile in [&b"not a profile"[..], &[0; 200], &grey, &swapped_profile()[..150]] {
        let photo = prepare_photo(&with_jpeg_profile(&jpeg(80, 60), profile)).unwrap();
        assert_colour(&decoded(&photo.renditions[0]), (0.25, 0.25), QUARTERS[0], "ignored");
    }
    let chunk = extended_webp(80, 60, 0b10_0000, &[(*b"ICCP", b"not a profile")]);
    assert!(prepare_photo(&chunk).is_ok());
    assert!(prepare_photo(&webp(80, 60)).is_ok());
}

/// The bytes as a zlib stream of one block that is not compressed.
fn zlib_stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let sum = (high << 16 | low).to_be_bytes();
    [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &sum].concat()
}
