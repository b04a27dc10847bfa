//! What is taken, in every variant of the formats, and the sizes that come of it.

use domain::picture::Format;
use mozjpeg::ColorSpace;
use pictures::pipeline::{prepare_logo, prepare_photo};
use png::{BitDepth, ColorType};

use super::files::{QUARTERS, encoded_jpeg, encoded_png, extended_webp, jpeg, png, quarters, webp};
use super::{assert_colour, decoded};

/// The middles of the quarters.
const MIDDLES: [(f64, f64); 4] = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];

fn assert_quarters(bytes: &[u8], colours: [[u8; 3]; 4], what: &str) {
    for rendition in prepare_photo(bytes).unwrap_or_else(|rejection| panic!("{what}: {rejection:?}")).renditions {
        let image = decoded(&rendition);
        for (place, colour) in MIDDLES.into_iter().zip(colours) {
            assert_colour(&image, place, colour, &format!("{what} as {:?} at {place:?}", rendition.format));
        }
    }
}

#[test]
fn photos_come_in_every_width_and_two_formats() {
    let photo = prepare_photo(&jpeg(1400, 700)).unwrap();
    assert_eq!((photo.width, photo.height), (1400, 700));
    let sizes: Vec<_> = photo.renditions.iter().map(|one| (one.width, one.height, one.format)).collect();
    let widths = [(320, 160), (640, 320), (1280, 640), (1400, 700)];
    let expected: Vec<_> = widths
        .iter()
        .flat_map(|(width, height)| [Format::Jpeg, Format::WebP].map(|format| (*width, *height, format)))
        .collect();
    assert_eq!(sizes, expected);
    for rendition in &photo.renditions {
        decoded(rendition);
    }
    assert_colour_near(&photo.placeholder[..3], QUARTERS[0]);
    assert_colour_near(&photo.placeholder[33..], QUARTERS[3]);
}

fn assert_colour_near(one: &[u8], other: [u8; 3]) {
    assert!(one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= 3), "{one:?} instead of {other:?}");
}

#[test]
fn every_container_is_taken() {
    for (what, bytes) in [
        ("JPEG", jpeg(400, 300)),
        ("PNG", png(400, 300)),
        ("WebP", webp(400, 300)),
        ("extended WebP", extended_webp(400, 300, 0, &[])),
        ("progressive JPEG", encoded_jpeg(400, 300, ColorSpace::JCS_RGB, &quarters(400, 300), true)),
        ("lossless WebP", webp::Encoder::from_rgb(&quarters(40, 30), 40, 30).encode_lossless().to_vec()),
        ("JPEG with a film behind it", [&jpeg(400, 300)[..], b"\0\0\0\x18ftypmp42 and so on"].concat()),
    ] {
        assert_quarters(&bytes, QUARTERS, what);
    }
}

#[test]
fn every_kind_of_sample_becomes_colour() {
    let greys = QUARTERS.map(|[red, _, _]| red);
    let index: Vec<u8> = quarters(80, 60).chunks_exact(3).map(position_of).collect();
    let grey: Vec<u8> = index.iter().map(|quarter| greys[usize::from(*quarter)]).collect();
    let grey_quarters = greys.map(|grey| [grey; 3]);
    assert_quarters(&encoded_jpeg(80, 60, ColorSpace::JCS_GRAYSCALE, &grey, false), grey_quarters, "grey JPEG");
    assert_quarters(&encoded_png(80, 60, ColorType::Grayscale, BitDepth::Eight, &grey), grey_quarters, "grey PNG");

    let mut on_white = QUARTERS;
    on_white[3] = [255; 3];
    assert_quarters(&encoded_png(80, 60, ColorType::Indexed, BitDepth::Eight, &index), on_white, "palette");

    let sixteen: Vec<u8> = quarters(80, 60).iter().flat_map(|sample| [*sample, 0x80]).collect();
    assert_quarters(&encoded_png(80, 60, ColorType::Rgb, BitDepth::Sixteen, &sixteen), QUARTERS, "sixteen bits");

    let mut clear = QUARTERS;
    clear[1] = [255; 3];
    let alpha: Vec<u8> = index
        .iter()
        .flat_map(|quarter| [&QUARTERS[usize::from(*quarter)][..], &[if *quarter == 1 { 0 } else { 255 }]].concat())
        .collect();
    assert_quarters(&encoded_png(80, 60, ColorType::Rgba, BitDepth::Eight, &alpha), clear, "alpha PNG");
    assert_quarters(&webp::Encoder::from_rgba(&alpha, 80, 60).encode(90.0), clear, "alpha WebP");
    let grey_alpha: Vec<u8> = grey.iter().flat_map(|grey| [*grey, 128]).collect();
    let pale = greys.map(|grey| [u8::midpoint(grey, 255); 3]);
    assert_quarters(&encoded_png(80, 60, ColorType::GrayscaleAlpha, BitDepth::Eight, &grey_alpha), pale, "half clear");
}

fn position_of(pixel: &[u8]) -> u8 {
    u8::try_from(QUARTERS.iter().position(|quarter| quarter == pixel).unwrap()).unwrap()
}

#[test]
fn print_colours_become_sensible_screen_colours() {
    // Adobe's programs, and the encoder after them, store ink as its absence.
    let inks: Vec<u8> =
        quarters(80, 60).chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    assert_quarters(&encoded_jpeg(80, 60, ColorSpace::JCS_CMYK, &inks, false), QUARTERS, "CMYK");
}

#[test]
fn odd_sizes_are_taken() {
    for (width, height) in [(1, 1), (1, 500), (500, 1), (3, 2), (321, 7), (20, 4000)] {
        for bytes in [jpeg(width, height), png(width, height), webp(width, height)] {
            let photo = prepare_photo(&bytes).unwrap();
            assert_eq!((photo.width, photo.height), (width, height));
            for rendition in
                prepare_photo(&bytes).unwrap().renditions.iter().chain(&prepare_logo(&bytes).unwrap().renditions)
            {
                decoded(rendition);
            }
        }
    }
}

#[test]
fn the_longest_sides_are_taken() {
    for bytes in [jpeg(8, 16_384), png(8, 16_384)] {
        let photo = prepare_photo(&bytes).unwrap();
        assert_eq!((photo.width, photo.height), (8, 16_383));
    }
    for bytes in [jpeg(16_384, 16), png(16_384, 16)] {
        let photo = prepare_photo(&bytes).unwrap();
        assert_eq!((photo.width, photo.height), (2048, 2));
        photo.renditions.iter().for_each(|rendition| drop(decoded(rendition)));
    }
}

#[test]
fn logos_keep_their_kind_and_fit_their_box() {
    for (bytes, size, formats) in [
        (png(1280, 320), (640, 160), [Format::Png, Format::WebP]),
        (jpeg(100, 1000), (32, 320), [Format::Jpeg, Format::WebP]),
        (webp(64, 64), (64, 64), [Format::Jpeg, Format::WebP]),
    ] {
        let logo = prepare_logo(&bytes).unwrap();
        assert_eq!((logo.width, logo.height), size);
        assert_eq!(logo.renditions.iter().map(|one| one.format).collect::<Vec<_>>(), formats);
        for rendition in &logo.renditions {
            assert_colour(&decoded(rendition), (0.2, 0.2), QUARTERS[0], "logo");
        }
    }
}

#[test]
fn logos_keep_their_transparency() {
    // Invisible pixels are green; were they mixed in, the edge of the visible ones would be tinted.
    let pixels: Vec<u8> =
        (0..800_u32 * 800).flat_map(|at| if (at % 800) < 403 { [0, 255, 0, 0] } else { [200, 40, 40, 255] }).collect();
    for bytes in [
        encoded_png(800, 800, ColorType::Rgba, BitDepth::Eight, &pixels),
        webp::Encoder::from_rgba(&pixels, 800, 800).encode_lossless().to_vec(),
    ] {
        let logo = prepare_logo(&bytes).unwrap();
        let [png, webp] = &logo.renditions[..] else { panic!("two formats") };
        assert_eq!((png.format, webp.format), (Format::Png, Format::WebP));
        let image = decoded(png);
        assert_eq!(image.get_pixel(10, 10).0[3], 0);
        assert_eq!(image.get_pixel(310, 10).0, [200, 40, 40, 255]);
        for pixel in image.pixels().filter(|pixel| pixel.0[3] > 8) {
            assert!(pixel.0[0] > 185 && pixel.0[1] < 60, "{pixel:?}");
        }
        for (one, other) in image.pixels().zip(decoded(webp).pixels()) {
            assert!(one == other || (one.0[3], other.0[3]) == (0, 0), "{one:?} {other:?}");
        }
    }
}
