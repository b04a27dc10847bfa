//! What of a photo's Exif comes through.

use crate::boxes::{Item, heif};
use crate::compare::LIMITS;
use crate::files::PLAIN;

/// Exif that describes item 1: an orientation, the make, and texts of the Exif directory.
pub fn exif_item(texts: &[(u16, &str)], orientation: u8) -> Item {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let inner_at = 8 + 2 + 3 * 12 + 4;
    let mut texts_at = u32::try_from(inner_at + 2 + texts.len() * 12 + 4).unwrap();
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        tiff.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat());
    };
    entry(0x010f, 2, 4, *b"Foo\0");
    entry(0x0112, 3, 1, [orientation, 0, 0, 0]);
    entry(0x8769, 4, 1, u32::try_from(inner_at).unwrap().to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(u16::try_from(texts.len()).unwrap().to_le_bytes());
    for (tag, text) in texts {
        let length = u32::try_from(text.len() + 1).unwrap();
        tiff.extend([&tag.to_le_bytes()[..], &[2, 0], &length.to_le_bytes(), &texts_at.to_le_bytes()].concat());
        texts_at += length;
    }
    tiff.extend([0; 4]);
    for (_, text) in texts {
        tiff.extend([text.as_bytes(), b"\0"].concat());
    }
    Item {
        kind: *b"Exif",
        data: [&[0; 4], &tiff[..]].concat(),
        references: vec![(*b"cdsc", vec![1])],
        ..Item::default()
    }
}

#[test]
fn the_time_is_kept_and_nothing_else() {
    let times = [(0x9003, "2026:05:14 09:30:00"), (0x9011, "+02:00"), (0xa431, "serial-number-4711")];
    let jpeg = heic::to_jpeg(&heif(1, &[PLAIN.item(), exif_item(&times, 6)]), &LIMITS).unwrap();
    let contains = |text: &[u8]| jpeg.windows(text.len()).any(|part| part == text);
    assert!(contains(b"Exif\0\0") && contains(b"2026:05:14 09:30:00\0") && contains(b"+02:00\0"));
    assert!(!contains(b"serial-number") && !contains(b"Foo\0") && !contains(&[0x01, 0x12]));
    let without = heic::to_jpeg(&heif(1, &[PLAIN.item(), exif_item(&[], 6)]), &LIMITS).unwrap();
    assert!(!without.windows(6).any(|part| part == b"Exif\0\0"));
}
