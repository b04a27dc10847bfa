//! How large pictures may be.

/// What a caller takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most pixels that the JPEG may have.
    pub max_pixels: u64,
    /// The longest side that the JPEG may have.
    pub max_side: u32,
    /// The most bytes that the JPEG may have: beyond them its quality is lowered.
    pub max_bytes: usize,
    /// What happens with a larger picture.
    pub too_large: TooLarge,
}

/// What happens with a picture that is larger than the limits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TooLarge {
    /// It is refused before anything is decoded.
    Refuse,
    /// It is made smaller, by a whole number.
    Shrink,
}

/// No file is read beyond this, whatever becomes of it: more than any phone makes.
const MOST_PIXELS: u64 = 250_000_000;

impl Limits {
    /// By how much a picture of this size has to be made smaller; `None` if it is refused.
    pub(crate) fn divisor(&self, width: u32, height: u32) -> Option<u32> {
        let fits = |by: u32| {
            let (width, height) = (width / by, height / by);
            width.max(height) <= self.max_side && u64::from(width) * u64::from(height) <= self.max_pixels
        };
        if fits(1) {
            return Some(1);
        }
        if self.too_large == TooLarge::Refuse || u64::from(width) * u64::from(height) > MOST_PIXELS {
            return None;
        }
        (2..=width.min(height)).find(|&by| fits(by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { max_pixels: 64_000_000, max_side: 16_384, max_bytes: 1_000, too_large: TooLarge::Shrink };

    #[test]
    fn what_fits_is_left_as_it_is() {
        assert_eq!(LIMITS.divisor(9_248, 6_920), Some(1));
        assert_eq!(Limits { too_large: TooLarge::Refuse, ..LIMITS }.divisor(9_248, 6_920), Some(1));
    }

    #[test]
    fn what_is_larger_is_shrunk_or_refused() {
        assert_eq!(LIMITS.divisor(16_320, 12_240), Some(2));
        assert_eq!(LIMITS.divisor(20_000, 1_000), Some(2));
        assert_eq!(LIMITS.divisor(60_000, 60_000), None);
        assert_eq!(LIMITS.divisor(100_000, 1), None);
        assert_eq!(Limits { too_large: TooLarge::Refuse, ..LIMITS }.divisor(16_320, 12_240), None);
    }
}
