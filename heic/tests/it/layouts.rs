//! What real files have that no encoder at hand writes.

use heic::{Limits, TooLarge};

use crate::boxes::{Item, boxed, heif, ispe};
use crate::compare::{LIMITS, assert_same, assert_shows, blocks, decoded, expected};
use crate::files::PLAIN;

#[test]
fn the_property_of_number_zero_is_none() {
    let item = Item { names_no_property: true, ..PLAIN.item() };
    assert_shows(&heif(1, &[item]), &expected(&PLAIN), "a number of zero");
}

#[test]
fn a_stream_with_its_own_parameters_is_read_too() {
    let item = Item { kind: *b"hev1", ..PLAIN.item() };
    assert_shows(&heif(1, &[item]), &expected(&PLAIN), "hev1");
}

#[test]
fn what_hangs_on_the_end_is_left_out() {
    let file = heif(1, &[PLAIN.item()]);
    for tail in [&b"\r\n"[..], b"Image_UTC_Data1761234567890SEFH\x6b\0\0\0SEFT", b"\0\0\0\0\0", b"\0\xff\xff\xffmoov"] {
        assert_shows(&[&file, tail].concat(), &expected(&PLAIN), "a tail");
    }
    // A motion photo of a Samsung has its film in a box.
    assert_shows(&[file, boxed(*b"mpvd", &[7; 99])].concat(), &expected(&PLAIN), "a film");
}

#[test]
fn an_overlay_is_put_together() {
    let canvas = [0_u16, 0, 0, 0xffff].map(u16::to_be_bytes).concat();
    let numbers = [96_u16, 64, 0, 0].map(u16::to_be_bytes).concat();
    let overlay = Item {
        kind: *b"iovl",
        properties: vec![ispe(96, 64)],
        data: [vec![0, 0], canvas, numbers].concat(),
        references: vec![(*b"dimg", vec![2])],
        ..Item::default()
    };
    assert_shows(&heif(1, &[overlay, PLAIN.item()]), &expected(&PLAIN), "an overlay");
}

#[test]
fn what_is_too_large_is_refused_or_made_smaller() {
    let file = heif(1, &[PLAIN.item()]);
    let limits = Limits { max_pixels: 96 * 63, ..LIMITS };
    let refusal = heic::to_jpeg(&file, &limits).unwrap_err();
    assert_eq!(refusal, heic::Refusal::TooLarge { width: 96, height: 64 });
    let jpeg = heic::to_jpeg(&file, &Limits { too_large: TooLarge::Shrink, ..limits }).unwrap();
    let small = image::load_from_memory(&jpeg).unwrap().into_rgb8();
    let whole = decoded(&file);
    let half = image::imageops::resize(&whole, 48, 32, image::imageops::FilterType::Triangle);
    assert_same(&blocks(&small), &blocks(&half), "half of it");
}

#[test]
fn a_jpeg_that_would_be_too_large_is_made_at_a_lower_quality() {
    let file = heif(1, &[PLAIN.item()]);
    let most = heic::to_jpeg(&file, &LIMITS).unwrap().len();
    let less = heic::to_jpeg(&file, &Limits { max_bytes: most - 1, ..LIMITS }).unwrap();
    assert!(less.len() < most);
    assert!(heic::to_jpeg(&file, &Limits { max_bytes: 100, ..LIMITS }).is_err());
}
