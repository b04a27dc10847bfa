//! AVIF beside WebP, where it looks at least as good with a fifth fewer bytes. Finding that out takes seconds, so it is done
//! when the photo has long been there, from the JPEG of its largest size. What was measured is in docs/benchmarks/photos.md.

mod looks;
mod quantizer;

use avif_encoder::{Encoded, Picture};
use domain::picture::Format;
use shared::photo::widths_of;

use super::header::Header;
use super::inspect::inspect;
use super::part::Size;
use super::pixels::{Pixels, Samples};
use super::{Rejection, Rendition};
use super::{decode, resize, webp_decode, webp_structure};
use looks::likeness;
use quantizer::Quantizer;

/// The narrowest size of which AVIF is tried, in pixels: narrower ones have few bytes to save.
const NARROWEST: u32 = 640;
/// The most pixels of which AVIF is tried: those of a phone's upright photo, 1280 wide. They take some 70 MiB and six seconds.
const MAX_PIXELS: u32 = 1280 * 2276;
/// How many qualities are tried of one size at most.
const TRIES: usize = 3;

/// The widths of which AVIF is tried for a photo of this width. Its largest size is what the others are made from, so the others
/// have to be a good deal smaller.
pub fn avif_widths(own_width: i64) -> Vec<u32> {
    let mut widths = widths_of(own_width);
    widths.retain(|width| *width >= NARROWEST && i64::from(*width) * 3 <= own_width * 2);
    widths
}

/// One size of a photo as AVIF, from the JPEG of the largest size; none if it has more than four fifths of the bytes of that
/// size's WebP, or looks worse.
pub fn prepare_avif(largest: &[u8], webp: &[u8]) -> Result<Option<Rendition>, Rejection> {
    let picture = webp_structure::walk(webp)?;
    let Header { width, height, .. } = picture.header();
    if width * height > MAX_PIXELS {
        return Ok(None);
    }
    let shown = webp_decode::decode(&picture)?;
    let header = inspect(largest)?;
    let decoded = decode::decode(largest, &header, |own| own)?;
    let head_start = head_start(header.width, width);
    let original = resize::resized(decoded.pixels.coloured(), Size::new(width, height))?;
    let needed = likeness(&original, &shown)? + head_start;
    let most_bytes = webp.len() / 5 * 4;
    let mut quantizer = Quantizer::FIRST;
    for _ in 0..TRIES {
        let Encoded { file: bytes, shown } = encode(&original, quantizer)?;
        let shown = Pixels { width, height, samples: Samples::Rgb, data: shown };
        let surplus = likeness(&original, &shown)? - needed;
        if surplus >= 0.0 && bytes.len() <= most_bytes {
            return Ok(Some(Rendition { width, height, format: Format::Avif, bytes }));
        }
        if surplus < 0.0 && bytes.len() > bytes_before(most_bytes, -surplus) {
            return Ok(None);
        }
        quantizer = quantizer.without(surplus);
    }
    Ok(None)
}

fn encode(pixels: &Pixels, quantizer: Quantizer) -> Result<Encoded, Rejection> {
    let picture = Picture { width: pixels.width, height: pixels.height, rgb: &pixels.data };
    // The encoder refuses sizes that no photo has.
    avif_encoder::encode(picture, quantizer.get()).map_err(|_| Rejection::Unreadable)
}

/// How many bytes a file may have at most if it has so many after it was made better by some points. A point costs 4 to 10 % of
/// the bytes.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate")]
fn bytes_before(most_bytes: usize, points: f64) -> usize {
    (most_bytes as f64 / (1.0 + 0.04 * points)) as usize
}

/// How much better AVIF has to look, in points of SSIMULACRA 2: it is made from, and compared with, what JPEG left of the
/// original, from which WebP was made. Measured: 2.3 to 4.3 points at five eighths of the width, 0.7 to 1.7 at a third.
const fn head_start(largest: u32, width: u32) -> f64 {
    match largest / width {
        ..2 => 4.0,
        2 => 2.5,
        _ => 1.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sizes_that_are_a_good_deal_smaller_are_tried() {
        assert_eq!(avif_widths(2048), [640, 1280]);
        assert_eq!(avif_widths(1920), [640, 1280]);
        assert_eq!(avif_widths(1919), [640]);
        assert_eq!(avif_widths(960), [640]);
        assert!(avif_widths(959).is_empty());
        assert!(avif_widths(0).is_empty());
    }
}
