//! The secret of an API key: a prefix that scanners know, 256 random bits, and a checksum.
//!
//! `iok_`, 52 characters of Crockford's base32 in lower case, and 7 of the CRC-32 of everything before them. The
//! checksum protects nothing: it lets scanners, and the server, distinguish keys from look-alikes.

use std::fmt;

/// How every secret begins.
pub const PREFIX: &str = "iok_";
/// How much of a secret is shown in lists, to recognise it by.
const SHOWN: usize = PREFIX.len() + 8;
const RANDOM_CHARACTERS: usize = 52;
/// What holds the 32 bits of the checksum.
const CHECKSUM_CHARACTERS: u32 = 7;
const BODY_CHARACTERS: usize = RANDOM_CHARACTERS + 7;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A secret. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeySecret(String);

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKeySecret(..)")
    }
}

impl ApiKeySecret {
    /// A secret made of 256 random bits.
    pub fn new(random: [u8; 32]) -> Self {
        let mut text = String::from(PREFIX);
        let mut bits = 0_u32;
        let mut waiting = 0_u32;
        for byte in random {
            waiting = (waiting << 8) | u32::from(byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                push(&mut text, waiting >> bits);
            }
            waiting &= (1 << bits) - 1;
        }
        // 256 bits are 51 characters and one bit.
        push(&mut text, waiting << (5 - bits));
        let checksum = checksum(&text);
        Self(text + &checksum)
    }

    /// Parses a secret; none if it is not well-formed.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        let well_formed = body.len() == BODY_CHARACTERS && body.bytes().all(|byte| ALPHABET.contains(&byte));
        let (message, checksum) = text.split_at_checked(PREFIX.len() + RANDOM_CHARACTERS)?;
        (well_formed && checksum == self::checksum(message)).then(|| Self(text.to_owned()))
    }

    /// The whole secret, for the one answer that shows it and for the hash under which it is found.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// How it begins, to recognise it by.
    pub fn shown(&self) -> &str {
        self.0.get(..SHOWN).unwrap_or(PREFIX)
    }
}

fn checksum(message: &str) -> String {
    let sum = u64::from(crc32fast::hash(message.as_bytes()));
    (0..CHECKSUM_CHARACTERS).rev().fold(String::new(), |mut text, position| {
        push(&mut text, u32::try_from((sum >> (5 * position)) & 31).unwrap_or(0));
        text
    })
}

/// Writes the lowest five bits.
fn push(text: &mut String, bits: u32) {
    // Below 32 by the mask, so the index is in range.
    text.push(char::from(ALPHABET[usize::try_from(bits & 31).unwrap_or(0)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_every_slip_of_it_is_not() {
        let secret = ApiKeySecret::new(std::array::from_fn(|place| u8::try_from(place * 37 % 256).unwrap()));
        let text = secret.expose();
        assert_eq!(text.len(), 4 + 52 + 7);
        assert_eq!(ApiKeySecret::parse(text), Some(secret.clone()));
        assert_eq!(secret.shown().len(), 12);
        for position in 4..text.len() {
            let mut wrong = text.as_bytes().to_vec();
            wrong[position] = if wrong[position] == b'0' { b'1' } else { b'0' };
            assert_eq!(ApiKeySecret::parse(std::str::from_utf8(&wrong).unwrap()), None, "{position}");
        }
        for wrong in ["", "iok_", &text[..text.len() - 1], &text.to_uppercase(), &format!("{text}0")] {
            assert_eq!(ApiKeySecret::parse(wrong), None);
        }
        assert!(!format!("{secret:?}").contains(text));
    }

    #[test]
    fn all_the_random_bits_are_in_it() {
        let zero = ApiKeySecret::new([0; 32]);
        for bit in 0..256 {
            let mut random = [0; 32];
            random[bit / 8] |= 1 << (bit % 8);
            assert_ne!(ApiKeySecret::new(random).expose()[..56], zero.expose()[..56]);
        }
    }
}
