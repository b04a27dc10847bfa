//! From the parts of a file to pixels, by mozjpeg's decoder, which is libjpeg-turbo's: it knows every sampling and order of
//! scans that browsers show, and decodes at a fraction of the size, where a whole photo would take more memory and time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use mozjpeg::{ColorSpace, Decompress};

use super::super::Rejection;
use super::super::part::Size;
use super::super::pixels::{Pixels, Samples};
use super::damage;
use super::parts::Parts;
use super::structure::Structure;

/// Decodes the picture, reduced where that leaves at least `least` pixels across and down. Also tells whether pixels are
/// missing or wrong.
pub(super) fn read(bytes: &[u8], structure: &Structure<'_>, least: Size) -> Result<(Pixels, bool), Rejection> {
    // The decoder gives up by unwinding.
    let pixels = catch_unwind(AssertUnwindSafe(|| decode(bytes, structure, least)));
    let mut pixels = pixels.map_err(|_| Rejection::Unreadable)??;
    let is_damaged = structure.is_damaged || damage::was_met();
    if is_damaged && !structure.has_end {
        return Err(Rejection::Unreadable);
    }
    if structure.is_adobe && pixels.samples == Samples::Cmyk {
        pixels.data.iter_mut().for_each(|sample| *sample = u8::MAX - *sample);
    }
    Ok((pixels, is_damaged))
}

fn decode(bytes: &[u8], structure: &Structure<'_>, least: Size) -> Result<Pixels, Rejection> {
    let parts = Parts::new(bytes, &structure.parts);
    let mut decoder = Decompress::with_err(damage::reports()).from_reader(parts).map_err(unreadable)?;
    let Size { width, height } = structure.frame.size;
    // The walk and the decoder read the same header; were they to differ, the limits would have been checked in vain.
    if decoder.size() != (width as usize, height as usize) {
        return Err(Rejection::Unreadable);
    }
    let (colours, samples) = match decoder.color_space() {
        ColorSpace::JCS_GRAYSCALE => (ColorSpace::JCS_GRAYSCALE, Samples::Grey),
        ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK => (ColorSpace::JCS_CMYK, Samples::Cmyk),
        _ => (ColorSpace::JCS_RGB, Samples::Rgb),
    };
    decoder.scale(eighths(structure.frame.size, least));
    damage::forget();
    let mut reading = decoder.to_colorspace(colours).map_err(unreadable)?;
    if structure.has_one_scan() {
        damage::forget();
    }
    let (width, height) = (reading.width(), reading.height());
    let data = reading.read_scanlines().map_err(unreadable)?;
    let side = |side: usize| u32::try_from(side).map_err(unreadable);
    Ok(Pixels { width: side(width)?, height: side(height)?, samples, data })
}

/// How many eighths of the picture are needed: a fifth more than the size that is made of it, so that the decoder's way to
/// make it smaller leaves no trace (docs/benchmarks/photos.md).
fn eighths(size: Size, least: Size) -> u8 {
    let covers =
        |side: u32, eighths: u8, least: u32| u64::from(side) * u64::from(eighths) * 5 >= u64::from(least) * 8 * 6;
    let enough = |eighths: u8| covers(size.width, eighths, least.width) && covers(size.height, eighths, least.height);
    (1..8).find(|eighths| enough(*eighths)).unwrap_or(8)
}

/// What a decoder complains about in detail does not help the person who sent the file.
fn unreadable<E>(_: E) -> Rejection {
    Rejection::Unreadable
}

#[cfg(test)]
mod tests {
    use super::{Size, eighths};

    #[test]
    fn as_little_is_decoded_as_leaves_a_fifth_to_spare() {
        let of = |width, height, least_width, least_height| {
            eighths(Size::new(width, height), Size::new(least_width, least_height))
        };
        assert_eq!(of(4032, 3024, 2048, 1536), 5);
        assert_eq!(of(6000, 4000, 2048, 1365), 4);
        assert_eq!(of(9248, 6936, 2048, 1536), 3);
        assert_eq!(of(16_384, 3900, 2048, 488), 2);
        assert_eq!(of(3024, 4032, 2048, 2731), 7);
        assert_eq!(of(2457, 100, 2048, 83), 8);
        assert_eq!(of(40_000, 40_000, 1, 1), 1);
    }
}
