//! What hangs on a picture or stands in its metadata: no reason to refuse the picture, and nothing of it is ever served.

use pictures::pipeline::{PreparedPhoto, Warning, prepare_logo, prepare_photo};

use super::files::{
    QUARTERS, animated_png, animated_webp, exif, extended_webp, jpeg, png, png_chunk, webp, with_chunk,
    with_orientation, with_segment, zip,
};
use super::{assert_colour, decoded};

const MARKER: &[u8] = b"CANARY-4e1f";

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// the file is taken as photo and as logo, and no served byte comes from what was not the picture.
fn taken_clean(file: &[u8], what: &str) -> PreparedPhoto {
    let photo = prepare_photo(file).unwrap_or_else(|rejection| panic!("{what}: {rejection:?}"));
    let logo = prepare_logo(file).unwrap_or_else(|rejection| panic!("{what} as logo: {rejection:?}"));
    for rendition in photo.renditions.iter().chain(&logo.renditions) {
        assert!(!contains(&rendition.bytes, MARKER), "{what}: something of it is served as {:?}", rendition.format);
        for (place, colour) in [((0.25, 0.25), QUARTERS[0]), ((0.75, 0.75), QUARTERS[3])] {
            assert_colour(&decoded(rendition), place, colour, what);
        }
    }
    photo
}

#[test]
fn whatever_hangs_on_the_end_is_dropped() {
    let archive = zip(MARKER);
    let page = [b"<html><script>", MARKER, b"</script>"].concat();
    let rar = [b"Rar!\x1a\x07\0", MARKER].concat();
    let film = [b"\0\0\0\x18ftypmp42", MARKER].concat();
    let another = with_segment(&jpeg(16, 16), 0xfe, MARKER);
    let tails = [&b"\r\n"[..], b"\0", &[0; 4096], MARKER, &archive, &page, &rar, &film, &another, b"<?php"];
    for (what, picture) in [("JPEG", jpeg(40, 30)), ("PNG", png(40, 30)), ("WebP", webp(40, 30))] {
        for tail in tails {
            let photo = taken_clean(&[&picture[..], tail].concat(), what);
            assert_eq!(photo.warnings, [], "{what}: nothing that matters to anybody");
        }
    }
}

#[test]
fn words_in_metadata_are_no_reason_to_refuse() {
    for words in
        ["%PDF-1.4", "<HTML>", "<script>alert(1)</script>", "<svg onload=x>", "<!DOCTYPE html>", "Rar!\x1a\x07"]
    {
        let text = [words.as_bytes(), MARKER].concat();
        taken_clean(&with_segment(&jpeg(40, 30), 0xfe, &text), words);
        taken_clean(&with_chunk(&png(40, 30), *b"tEXt", &[b"Comment\0", &text[..]].concat()), words);
        taken_clean(&extended_webp(40, 30, 0b100, &[(*b"XMP ", &text)]), words);
    }
}

#[test]
fn chunks_that_programs_forgot_or_doubled_do_not_matter() {
    // Flags that promise profile, EXIF and XMP which are not there; unknown chunks.
    taken_clean(&extended_webp(40, 30, 0b10_1100, &[]), "flags without chunks");
    taken_clean(&extended_webp(40, 30, 0, &[(*b"ABCD", MARKER)]), "an unknown chunk");
    taken_clean(&with_chunk(&png(40, 30), *b"prVt", MARKER), "an unknown chunk");
}

#[test]
fn of_an_animation_the_first_frame_is_kept_and_the_uploader_told() {
    for (what, file) in [
        ("APNG", animated_png(&png(40, 30), (40, 30))),
        ("WebP", animated_webp((40, 30), (0, 0), &webp(40, 30))),
        (
            "lossless WebP",
            animated_webp(
                (40, 30),
                (0, 0),
                &webp::Encoder::from_rgb(&super::files::quarters(40, 30), 40, 30).encode_lossless(),
            ),
        ),
        ("WebP by its flag alone", extended_webp(40, 30, 0b10, &[])),
    ] {
        assert_eq!(taken_clean(&file, what).warnings, [Warning::FirstFrame], "{what}");
        assert_eq!(prepare_logo(&file).unwrap().warnings, [Warning::FirstFrame], "{what}");
    }
    assert!(Warning::FirstFrame.detail().contains("only its first frame is kept"));
    // Behind the pixels it is no animation.
    let late = png(40, 30);
    let late =
        [&late[..late.len() - 12], &png_chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &late[late.len() - 12..]].concat();
    assert_eq!(taken_clean(&late, "a late announcement").warnings, []);
}

#[test]
fn a_small_first_frame_stands_at_its_place() {
    let photo = prepare_photo(&animated_webp((80, 60), (40, 30), &webp(40, 30))).unwrap();
    assert_eq!((photo.width, photo.height), (80, 60));
    for rendition in &photo.renditions {
        let image = decoded(rendition);
        assert_colour(&image, (0.25, 0.25), [255; 3], "the empty canvas");
        assert_colour(&image, (0.6, 0.6), QUARTERS[0], "the frame's top left");
        assert_colour(&image, (0.9, 0.9), QUARTERS[3], "the frame's bottom right");
    }
}

#[test]
fn exif_counts_with_the_header_of_jpeg_and_only_the_first() {
    const FLAG: u8 = 0b1000;
    let headed = |orientation| [b"Exif\0\0", &exif(orientation)[..]].concat();
    for (what, file) in [
        ("WebP", extended_webp(80, 40, FLAG, &[(*b"EXIF", &headed(6))])),
        ("PNG", with_chunk(&png(80, 40), *b"eXIf", &headed(6))),
        ("two in a WebP", extended_webp(80, 40, FLAG, &[(*b"EXIF", &exif(6)), (*b"EXIF", &exif(3))])),
        ("two in a PNG", with_chunk(&with_chunk(&png(80, 40), *b"eXIf", &exif(3)), *b"eXIf", &headed(6))),
        ("two in a JPEG", with_orientation(&with_orientation(&jpeg(80, 40), 3), 6)),
        ("EXIF without its flag", extended_webp(80, 40, 0, &[(*b"EXIF", &exif(6))])),
    ] {
        for rendition in prepare_photo(&file).unwrap().renditions.iter().chain(&prepare_logo(&file).unwrap().renditions)
        {
            assert_eq!((rendition.width, rendition.height), (40, 80), "{what}");
            assert_colour(&decoded(rendition), (0.25, 0.25), QUARTERS[2], what);
        }
    }
}
