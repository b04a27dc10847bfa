//! The only reader of the operating system's random source: ids, slugs and secret tokens.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::time::Timestamp;

use domain::slug::ALPHABET;
use domain::slug::LENGTH;
use domain::slug::Slug;

/// Fills a buffer from the operating system's random source.
///
/// # Panics
/// When the operating system has no randomness to give: nothing secret can be made then, and the request must fail.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the one place that reads the random source")]
fn fill(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system's random source answers");
}

/// Random bytes, for keys and nonces.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    fill(&mut buffer);
    buffer
}

/// A `UUIDv7` (RFC 9562), which sorts by the instant at which it was created. The TypeIDs of `shared::ids` are written
/// from it.
pub fn id(now: Timestamp) -> u128 {
    let unix_ms = u64::try_from(now.unix_ms()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &bytes()).into_uuid().as_u128()
}

/// The id of a request whose caller sent none: as long and as unique as a `UUIDv7`, and in the same order. It is not
/// secret, so the random source is read only once; later ids are counted.
pub fn request_id(now: Timestamp) -> String {
    static PROCESS: LazyLock<[u8; 4]> = LazyLock::new(bytes);
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    let unix_ms = u64::try_from(now.unix_ms()).unwrap_or(0);
    let mut rest = [0; 10];
    let (process, count) = rest.split_at_mut(4);
    process.copy_from_slice(&*PROCESS);
    count.copy_from_slice(&REQUESTS.fetch_add(1, Ordering::Relaxed).to_be_bytes()[2..]);
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &rest).into_uuid().simple().to_string()
}

/// A fresh slug: 26 characters of a 32-letter alphabet, 130 random bits.
#[expect(clippy::disallowed_methods, reason = "the one place that makes slugs")]
pub fn slug() -> Slug {
    let source = |length| {
        let mut buffer = vec![0; length];
        fill(&mut buffer);
        buffer
    };
    Slug::generated(nanoid::format(source, &ALPHABET, LENGTH))
}

/// A secret token of 256 random bits in base64url.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_hundred_thousand_slugs_are_distinct_and_unbiased() {
        const COUNT: usize = 100_000;
        let slugs: HashSet<_> = (0..COUNT).map(|_| slug()).collect();
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
}
