//! AVIF beside WebP: smaller, and for a decoder that is not ours the same picture.

use std::process::Command;

use domain::picture::Format;
use image::RgbImage;
use pictures::pipeline::{PreparedPhoto, Rendition, avif_widths, prepare_avif, prepare_photo};

use super::decoded;
use super::grained::grained;

fn file(prepared: &PreparedPhoto, width: u32, format: Format) -> &Rendition {
    prepared.renditions.iter().find(|one| (one.width, one.format) == (width, format)).unwrap()
}

/// The pixels, by libavif.
fn shown(avif: &Rendition) -> RgbImage {
    let folder = tempfile::tempdir().unwrap();
    let [file, png] = ["photo.avif", "photo.png"].map(|name| folder.path().join(name));
    std::fs::write(&file, &avif.bytes).unwrap();
    let output = Command::new("avifdec").args(["--depth", "8"]).args([&file, &png]).output();
    assert!(
        output.is_ok_and(|output| output.status.success()),
        "this test needs avifdec, of the Debian package libavif-bin"
    );
    image::open(png).unwrap().to_rgb8()
}

/// Sizes with odd sides among them, where the last row and column share their colour with none.
#[test]
fn it_is_smaller_and_the_same_picture() {
    for (width, height) in [(1280, 960), (963, 723)] {
        let prepared = prepare_photo(&grained(width, height)).unwrap();
        let largest = file(&prepared, width, Format::Jpeg);
        let webp = file(&prepared, 640, Format::WebP);
        let avif = prepare_avif(&largest.bytes, &webp.bytes).unwrap().expect("it is worth it");
        assert_eq!((avif.width, avif.height, avif.format), (640, webp.height, Format::Avif));
        assert!(avif.bytes.len() * 5 <= webp.bytes.len() * 4, "{} of {}", avif.bytes.len(), webp.bytes.len());
        let (one, other) = (shown(&avif), decoded(webp));
        assert_eq!(one.dimensions(), other.dimensions());
        let differences = one.pixels().zip(other.pixels()).map(|(one, other)| {
            one.0.iter().zip(other.0).map(|(one, other)| u64::from(one.abs_diff(other))).sum::<u64>()
        });
        let average = differences.sum::<u64>() * 100 / (u64::from(one.width()) * u64::from(one.height()) * 3);
        assert!(average <= 400, "the samples are {average} hundredths apart on average");
    }
}

#[test]
fn what_is_no_picture_is_refused_and_what_is_too_large_is_left_alone() {
    let prepared = prepare_photo(&grained(1000, 700)).unwrap();
    let largest = &file(&prepared, 1000, Format::Jpeg).bytes;
    let webp = &file(&prepared, 640, Format::WebP).bytes;
    assert!(prepare_avif(largest, &webp[..webp.len() / 2]).is_err());
    assert!(prepare_avif(&largest[..200], webp).is_err());
    assert!(prepare_avif(webp, largest).is_err());
    let tall = prepare_photo(&grained(1000, 9000)).unwrap();
    assert_eq!(avif_widths(1000), [640]);
    let made = prepare_avif(&file(&tall, 1000, Format::Jpeg).bytes, &file(&tall, 640, Format::WebP).bytes);
    assert!(made.unwrap().is_none(), "5760 rows of 640 pixels");
}
