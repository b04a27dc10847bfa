//! How much AVIF leaves out.

/// How many points a step takes away or gives back: a little too many and too few, so that two tries are enough.
const POINTS_TAKEN: f64 = 0.6;
const POINTS_GIVEN: f64 = 0.25;
/// The largest change at once.
const MAX_STEPS: u8 = 24;

/// How much is left out: nothing at 0, most at 255.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Quantizer(u8);

impl Quantizer {
    /// What looks like WebP at quality 80, most often.
    pub(super) const FIRST: Self = Self(121);

    pub(super) const fn get(self) -> u8 {
        self.0
    }

    /// The one that takes so many points away; fewer than none are given back.
    pub(super) fn without(self, points: f64) -> Self {
        let per_step = if points >= 0.0 { POINTS_TAKEN } else { POINTS_GIVEN };
        let enough = |steps: &u8| f64::from(*steps) * per_step >= points.abs();
        let steps = (1..MAX_STEPS).find(enough).unwrap_or(MAX_STEPS);
        Self(if points >= 0.0 { self.0.saturating_add(steps) } else { self.0.saturating_sub(steps) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_taken_and_given_back() {
        assert_eq!(Quantizer(100).without(1.0), Quantizer(102));
        assert_eq!(Quantizer(100).without(-1.0), Quantizer(96));
        assert_eq!(Quantizer(100).without(0.0), Quantizer(101), "there is no second try of the same");
        assert_eq!(Quantizer(10).without(-90.0), Quantizer(0));
        assert_eq!(Quantizer(250).without(90.0), Quantizer(255));
    }
}
