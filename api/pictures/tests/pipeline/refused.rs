//! What is not taken, and the sentences that say so.

use pictures::pipeline::Rejection::{Animated, Mixed, TooLarge, TooManyBytes, Unreadable, Unsupported};
use pictures::pipeline::{Kind, MAX_BYTES, Rejection, check_header, prepare_logo, prepare_photo};

use super::files::{extended_webp, jpeg, png, png_chunk, promised_png, webp, with_chunk, with_segment, zip};

/// Every way in refuses the file alike.
fn assert_refused(bytes: &[u8], expected: Rejection, what: &str) {
    assert_eq!(prepare_photo(bytes).unwrap_err(), expected, "{what} as photo");
    assert_eq!(prepare_logo(bytes).unwrap_err(), expected, "{what} as logo");
}

#[test]
fn other_kinds_are_named_with_what_to_do() {
    let samples: [(&[u8], Kind, &str); 21] = [
        (b"", Kind::Empty, "Choose the picture again"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic....", Kind::Heic, "Settings > Camera > Formats > Most Compatible"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic....", Kind::Heic, "export it as JPEG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif....", Kind::Avif, "Export it as JPEG"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42....", Kind::Video, "save one frame"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ....", Kind::Video, "save one frame"),
        (b"\x1aE\xdf\xa3webm", Kind::Video, "save one frame"),
        (b"RIFF\x10\0\0\0AVI LIST", Kind::Video, "save one frame"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", Kind::Gif, "Save it as PNG or JPEG"),
        (b"<?xml version=\"1.0\"?>\n<SVG onload=\"alert(1)\"/>", Kind::Svg, "Export it as PNG"),
        (b" \n<!DOCTYPE html><script>alert(1)</script>", Kind::Html, "Upload the picture itself"),
        (b"<script>alert(1)</script>", Kind::Html, "Upload the picture itself"),
        (b"%PDF-1.7\n1 0 obj", Kind::Pdf, "Export the page"),
        (b"II*\0\x08\0\0\0", Kind::Tiff, "Export it as JPEG"),
        (b"MM\0*\0\0\0\x08", Kind::Tiff, "Export it as JPEG"),
        (b"BM\x46\0\0\0\0\0\0\0", Kind::Bmp, "Save it as PNG or JPEG"),
        (b"\xff\x0a\xfa\x7f", Kind::JpegXl, "Export it as JPEG"),
        (b"PK\x03\x04\x14\0", Kind::Archive, "Unpack it"),
        (b"Rar!\x1a\x07\x01\0", Kind::Archive, "Unpack it"),
        (b"console.log('photo.jpg')", Kind::Unknown, "Upload a JPEG, PNG or WebP file"),
        (b"\xff\xd8", Kind::Unknown, "Upload a JPEG, PNG or WebP file"),
    ];
    for (bytes, kind, advice) in samples {
        assert_refused(bytes, Unsupported(kind), &format!("{kind:?}"));
        let detail = Unsupported(kind).detail();
        assert!(detail.contains(advice), "{kind:?}: {detail}");
    }
}

#[test]
fn every_rejection_says_what_to_do() {
    for (rejection, advice) in [
        (TooManyBytes, "larger than 20 MB. Export the picture"),
        (
            TooLarge { width: 50_000, height: 40_000 },
            "50000 x 40000 pixels. The limit is 60 megapixels and 12000 \
                                                      pixels",
        ),
        (Animated, "Save a single frame"),
        (Unreadable, "save it as JPEG again"),
        (Mixed, "save it as JPEG, then upload"),
    ] {
        assert!(rejection.detail().contains(advice), "{}", rejection.detail());
    }
}

#[test]
fn bombs_are_refused_by_their_headers() {
    for (width, height) in [(50_000, 50_000), (10_000, 6_001), (12_001, 1), (1, 12_001), (u32::MAX, u32::MAX)] {
        assert_refused(&promised_png(width, height), TooLarge { width, height }, "PNG");
    }
    assert_eq!(check_header(&promised_png(10_000, 6_000)), Ok(()));
    assert_eq!(check_header(&promised_png(12_000, 5_000)), Ok(()));
    assert_refused(&promised_png(0, 1), Unreadable, "no width");

    let mut bomb = jpeg(8, 8);
    let frame = bomb.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_refused(&bomb, TooLarge { width: 65_535, height: 65_535 }, "JPEG");

    let bomb = [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0", &[0xff; 6][..]].concat();
    assert_refused(&bomb, TooLarge { width: 1 << 24, height: 1 << 24 }, "WebP");

    assert_refused(&vec![0xff; MAX_BYTES + 1], TooManyBytes, "bytes");
}

#[test]
fn a_promise_of_pixels_is_not_kept_by_guessing() {
    assert_refused(&promised_png(4, 4), Unreadable, "PNG without pixels");
}

#[test]
fn files_that_are_cut_off_are_refused() {
    for (what, whole) in [("JPEG", jpeg(64, 48)), ("PNG", png(64, 48)), ("WebP", webp(64, 48))] {
        assert_eq!(check_header(&whole), Ok(()), "{what}");
        for length in (12..whole.len()).rev().step_by(7).chain([whole.len() - 1, whole.len() / 2]) {
            assert_refused(&whole[..length], Unreadable, &format!("{what} of {length} bytes"));
        }
    }
}

#[test]
fn scans_are_counted() {
    let whole = jpeg(16, 16);
    let scan = whole.windows(2).position(|marker| marker == [0xff, 0xda]).unwrap();
    let end = whole.len() - 2;
    let bomb = [&whole[..scan], &whole[scan..end].repeat(101), &whole[end..]].concat();
    assert_refused(&bomb, Unreadable, "101 scans");
}

#[test]
fn pictures_that_are_something_else_too_are_refused() {
    let pictures = [("JPEG", jpeg(16, 16)), ("PNG", png(16, 16)), ("WebP", webp(16, 16))];
    for (what, picture) in &pictures {
        for (other, tail) in [("ZIP", zip(b"")), ("JAR", zip(b"a comment")), ("RAR", b"Rar!\x1a\x07\0...".to_vec())] {
            assert_refused(&[&picture[..], &tail].concat(), Mixed, &format!("{what} and {other}"));
        }
    }
    for words in ["%PDF-1.4", "<HTML>", "<script>alert(1)</script>", "<svg onload=x>", "<!DOCTYPE html>"] {
        assert_refused(&with_segment(&jpeg(16, 16), 0xfe, words.as_bytes()), Mixed, words);
        let text = [b"Comment\0", words.as_bytes()].concat();
        assert_refused(&with_chunk(&png(16, 16), *b"tEXt", &text), Mixed, words);
    }
    assert_refused(&[&png(16, 16)[..], b"<?php"].concat(), Mixed, "PNG with a tail");
    assert_refused(&[&webp(16, 16)[..], b"<?php"].concat(), Mixed, "WebP with a tail");
    // A GIF header before an archive is a GIF, whatever follows.
    assert_refused(&[b"GIF89a", &zip(b"")[..]].concat(), Unsupported(Kind::Gif), "GIFAR");
}

#[test]
fn animations_are_refused() {
    let control = [0, 0, 0, 2, 0, 0, 0, 0];
    assert_refused(&with_chunk(&png(8, 8), *b"acTL", &control), Animated, "APNG");
    assert_refused(&extended_webp(8, 8, 0b10, &[]), Animated, "WebP by its flag");
    assert_refused(&extended_webp(8, 8, 0, &[(*b"ANIM", &[0; 6])]), Animated, "WebP by its chunk");
}

#[test]
fn damaged_pixels_are_refused() {
    let mut damaged = png(64, 48);
    let middle = damaged.len() - 30;
    damaged[middle] ^= 0x55;
    assert_refused(&damaged, Unreadable, "PNG");
    let torn = [&png(8, 8)[..33], &png_chunk(*b"IDAT", b"not zlib"), &png_chunk(*b"IEND", &[])].concat();
    assert_refused(&torn, Unreadable, "PNG without zlib");
    let mut canvas = extended_webp(8, 8, 0, &[]);
    canvas[24] = 200;
    assert_refused(&canvas, Unreadable, "WebP on another canvas");
}
