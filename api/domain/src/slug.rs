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
    /// Reads what stands in a URL: 26 characters of [`ALPHABET`], letters of either case. Everything else opens nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let well_formed = text.len() == LENGTH && text.chars().all(|character| ALPHABET.contains(&character));
        well_formed.then_some(Self(text))
    }

    /// Takes the characters from the random source or from a seal.
    pub fn generated(text: String) -> Self {
        Self(text)
    }

    /// The characters, for building a URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The keyed hash under which a slug is stored and looked up. It leads to a page, but opens none. `Debug` hides it
/// nevertheless, because anyone who has the key could check which slug it belongs to.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SlugHash(String);

impl SlugHash {
    /// Takes the result of the key: 43 characters of base64url.
    pub fn made(text: String) -> Self {
        Self(text)
    }

    /// Stands for the hash of something that is not a slug: no slug has it.
    pub fn of_nothing() -> Self {
        Self("-".repeat(43))
    }

    /// The characters, for a statement.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SlugHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SlugHash(..)")
    }
}

/// A slug with its hash, as it enters the server: parsed once, hashed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashedSlug {
    slug: Slug,
    hash: SlugHash,
}

impl HashedSlug {
    /// Puts them together; only the holder of the key can.
    pub fn new(slug: Slug, hash: SlugHash) -> Self {
        Self { slug, hash }
    }

    /// The slug.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// The hash under which it is looked up.
    pub fn hash(&self) -> &SlugHash {
        &self.hash
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Slug(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0123456789abcdefghjkmnpqrs";

    #[test]
    fn either_case_is_read_and_nothing_else() {
        let slug = Slug::parse(TEXT).unwrap();
        assert_eq!(slug.as_str(), TEXT);
        assert_eq!(Slug::parse(&TEXT.to_uppercase()), Some(slug));
        for wrong in ["", &TEXT[1..], &format!("{TEXT}0"), &TEXT.replace('a', "i"), &TEXT.replace('a', "\u{e4}"), " "] {
            assert_eq!(Slug::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn debug_hides_the_slug() {
        assert_eq!(format!("{:?}", Slug::parse(TEXT)), "Some(Slug(..))");
    }
}
