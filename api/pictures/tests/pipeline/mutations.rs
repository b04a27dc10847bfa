//! Thousands of damaged files: whatever the bytes, the pipeline answers, and what it takes is within the limits.

use mozjpeg::ColorSpace;
use pictures::pipeline::{MAX_SIDE, prepare_logo, prepare_photo};

use super::files::{
    animated_png, animated_webp, encoded_jpeg, exif, extended_webp, jpeg, png, quarters, swapped_profile, webp,
    with_chunk, with_jpeg_profile, with_orientation,
};

const ROUNDS: u32 = 400;

/// Numbers that only look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

#[test]
fn no_damage_makes_it_stumble() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (what, whole) in [
        ("JPEG", with_orientation(&jpeg(16, 12), 6)),
        ("JPEG with a profile", with_jpeg_profile(&jpeg(16, 12), &swapped_profile())),
        ("progressive JPEG", encoded_jpeg(16, 12, ColorSpace::JCS_RGB, &quarters(16, 12), true)),
        ("PNG", with_chunk(&png(16, 12), *b"eXIf", &exif(5))),
        ("WebP", webp(16, 12)),
        ("extended WebP", extended_webp(16, 12, 0b1000, &[(*b"EXIF", &exif(3))])),
        ("animated WebP", animated_webp((16, 12), (2, 2), &webp(12, 8))),
        ("APNG", animated_png(&png(16, 12), (16, 12))),
        ("WebP with alpha", webp::Encoder::from_rgba(&[90; 16 * 12 * 4], 16, 12).encode(80.0).to_vec()),
        ("lossless WebP", webp::Encoder::from_rgb(&quarters(16, 12), 16, 12).encode_lossless().to_vec()),
    ] {
        for round in 0..ROUNDS {
            let damaged = damaged(&whole, &mut dice);
            let outcome = std::panic::catch_unwind(|| (prepare_photo(&damaged), prepare_logo(&damaged)));
            let Ok((photo, logo)) = outcome else { panic!("{what}, round {round}: {}", hex(&damaged)) };
            for rendition in
                photo.iter().flat_map(|one| &one.renditions).chain(logo.iter().flat_map(|one| &one.renditions))
            {
                let sides = [rendition.width, rendition.height];
                assert!(sides.iter().all(|side| (1..=MAX_SIDE).contains(side)), "{what}, round {round}: {sides:?}");
                assert!(!rendition.bytes.is_empty());
            }
        }
    }
}

/// A few bytes changed, a stretch removed or doubled, or the end cut off.
fn damaged(whole: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=dice.below(4) {
        let from = dice.below(bytes.len());
        let to = (from + dice.below(40)).min(bytes.len());
        match dice.below(8) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let stretch = bytes[from..to].to_vec();
                bytes.splice(to..to, stretch);
            }
            3 => bytes[from..to].fill(0xff),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= u8::try_from(1 + dice.below(255)).unwrap();
                }
            }
        }
    }
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap()));
        text
    })
}
