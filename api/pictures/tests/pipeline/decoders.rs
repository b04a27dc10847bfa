//! The JPEG files of `tests/jpegs` in every sampling, order of scans and profile, against the pixels that other decoders
//! give: `tests/jpegs/make.py` made both.

use std::fs;
use std::path::{Path, PathBuf};

use image::{RgbImage, imageops};
use mozjpeg::{ColorSpace, Compress};
use pictures::pipeline::{prepare_logo, prepare_photo};

use super::files::{encoded_jpeg, quarters, with_jpeg_profile};
use super::{decoded, is_near};

/// How far the pipeline may be from the other decoder: its own encoding costs one to two levels of each sample.
const MOST_ON_AVERAGE: f64 = 2.0;
/// The same for the worst block of eight by eight pixels.
const MOST_IN_A_BLOCK: f64 = 6.0;
const BLOCK: u32 = 8;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/jpegs")
}

fn files() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "jpg")).collect()
}

/// The picture as the pipeline shows it, in the format that costs it least.
fn shown(jpeg: &[u8]) -> RgbImage {
    let logo = prepare_logo(jpeg).unwrap();
    image::DynamicImage::from(decoded(&logo.renditions[0])).to_rgb8()
}

/// The mean difference of samples: of the whole picture, and of its worst block.
fn distances(one: &RgbImage, other: &RgbImage) -> (f64, f64) {
    assert_eq!(one.dimensions(), other.dimensions());
    let (width, height) = one.dimensions();
    let mean = |x, y, width, height| {
        let (one, other) =
            (imageops::crop_imm(one, x, y, width, height), imageops::crop_imm(other, x, y, width, height));
        let (one, other) = (one.to_image().into_raw(), other.to_image().into_raw());
        let sum: u32 = one.iter().zip(&other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        f64::from(sum) / f64::from(width * height * 3)
    };
    let blocks = (0..height / BLOCK).flat_map(|y| (0..width / BLOCK).map(move |x| (x * BLOCK, y * BLOCK)));
    let worst = blocks.map(|(x, y)| mean(x, y, BLOCK, BLOCK)).fold(0.0, f64::max);
    (mean(0, 0, width, height), worst)
}

fn are_alike((mean, worst): (f64, f64)) -> bool {
    mean <= MOST_ON_AVERAGE && worst <= MOST_IN_A_BLOCK
}

#[test]
fn every_sampling_order_and_profile_is_shown_as_other_decoders_do() {
    let files = files();
    assert!(files.len() > 50, "{} files", files.len());
    let mut different = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let reference = folder().join(format!("{}.png", name.split("--").next().unwrap()));
        let reference = image::open(reference).unwrap().to_rgb8();
        let jpeg = fs::read(&file).unwrap();
        let distances = distances(&shown(&jpeg), &reference);
        if !are_alike(distances) {
            different.push(format!("{name}: {distances:?}"));
        }
        assert_eq!(prepare_photo(&jpeg).unwrap().warnings, [], "{name}");
    }
    assert!(different.is_empty(), "{different:#?}");
}

/// Otherwise the comparison would prove nothing.
#[test]
fn pictures_that_differ_are_told_apart() {
    let read = |name: &str| image::open(folder().join(name)).unwrap().to_rgb8();
    let plain = read("444.png");
    for name in ["wide-profile.png", "print-profile.png", "grey.png", "grey-profile.png"] {
        assert!(!are_alike(distances(&plain, &read(name))), "{name}");
    }
    let mut torn = plain.clone();
    imageops::overlay(&mut torn, &RgbImage::from_pixel(BLOCK, BLOCK, image::Rgb([128; 3])), 8, 8);
    assert!(!are_alike(distances(&plain, &torn)), "a grey block");
}

#[test]
fn ink_is_the_same_in_both_ways_to_store_it() {
    let profile = profile_of(&fs::read(folder().join("print-profile--plain.jpg")).unwrap());
    let inks: Vec<u8> =
        quarters(80, 64).chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 200]).collect();
    let cmyk = encoded_jpeg(80, 64, ColorSpace::JCS_CMYK, &inks, false);
    let mut encoder = Compress::new(ColorSpace::JCS_CMYK);
    encoder.set_size(80, 64);
    encoder.set_fastest_defaults();
    encoder.set_quality(92.0);
    encoder.set_color_space(ColorSpace::JCS_YCCK);
    let mut writing = encoder.start_compress(Vec::new()).unwrap();
    writing.write_scanlines(&inks).unwrap();
    let ycck = writing.finish().unwrap();
    let without = shown(&cmyk);
    assert_same_quarters(&without, &shown(&ycck));
    let [cmyk, ycck] = [cmyk, ycck].map(|jpeg| shown(&with_jpeg_profile(&jpeg, &profile)));
    assert_same_quarters(&cmyk, &ycck);
    assert!(!are_alike(distances(&cmyk, &without)), "the profile changes nothing");
}

/// At their edges they differ: one of the two ways halves the resolution of colours.
fn assert_same_quarters(one: &RgbImage, other: &RgbImage) {
    for (x, y) in [(20, 16), (60, 16), (20, 48), (60, 48)] {
        let (one, other) = (one.get_pixel(x, y).0, other.get_pixel(x, y).0);
        assert!(is_near(one, other), "{one:?} {other:?} at {x}, {y}");
    }
}

/// The profile of a file that has it in one segment.
fn profile_of(jpeg: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"ICC_PROFILE\0\x01\x01";
    let name = jpeg.windows(NAME.len()).position(|window| window == NAME).unwrap();
    let length = usize::from(u16::from_be_bytes([jpeg[name - 2], jpeg[name - 1]]));
    jpeg[name + NAME.len()..name - 2 + length].to_vec()
}
