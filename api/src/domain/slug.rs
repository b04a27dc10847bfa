//! The secret part of a tracking URL.

use std::fmt;

/// How many characters a slug has: with 5 bits each, 130 bits.
pub const LENGTH: usize = 26;

/// 32 lower-case letters and digits without look-alikes (no i, l, o, u); a power of two, so there is no bias.
pub const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p',
    'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
];

/// A slug in clear text. It opens a page: it is never logged, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Takes over what the random source or a seal gave.
    pub fn generated(text: String) -> Self {
        Self(text)
    }

    /// The characters, for building a URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Slug(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::random;

    #[test]
    fn a_hundred_thousand_slugs_are_distinct_and_unbiased() {
        const COUNT: usize = 100_000;
        let slugs: HashSet<_> = (0..COUNT).map(|_| random::slug()).collect();
        assert_eq!(slugs.len(), COUNT);
        for position in 0..LENGTH {
            let mut seen = [0_u32; 32];
            for slug in &slugs {
                assert_eq!(slug.as_str().len(), LENGTH);
                let character = char::from(slug.as_str().as_bytes()[position]);
                seen[ALPHABET.iter().position(|letter| *letter == character).unwrap()] += 1;
            }
            let expected = 100_000.0 / 32.0;
            let chi_squared: f64 = seen.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
            // 31 degrees of freedom: above 90 once in more than ten million runs.
            assert!(chi_squared < 90.0, "position {position}: {chi_squared}");
        }
    }

    #[test]
    fn debug_hides_the_slug() {
        assert_eq!(format!("{:?}", random::slug()), "Slug(..)");
    }
}
