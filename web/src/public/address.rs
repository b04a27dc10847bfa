//! Where the page is and where its data is.

use shared::paths::{API_BASE, PUBLIC_CALENDAR, PUBLIC_EVENTS, PUBLIC_VIEWS, PUBLIC_WORDS, public_tracking};

/// The slug in the path of a tracking page; none when the path is not one, and then nothing is asked.
pub(super) fn slug_of(path: &str) -> Option<String> {
    let slug = path.strip_prefix("/t/")?;
    let slug = slug.strip_suffix('/').unwrap_or(slug);
    let plausible = !slug.is_empty() && slug.len() <= 64 && slug.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plausible.then(|| slug.to_ascii_lowercase())
}

/// Where the API is: nowhere else, unless a static host serves the page. A slash at its end does not matter.
fn below(base: &str, path: &str) -> String {
    [base.strip_suffix('/').unwrap_or(base), path].concat()
}

/// The URL of the page's data.
pub(super) fn data_url(base: &str, slug: &str) -> String {
    below(base, &public_tracking(slug, ""))
}

/// The URL of the events of a page that shows this revision.
pub(super) fn events_url(base: &str, slug: &str, revision: &str) -> String {
    [&below(base, &public_tracking(slug, PUBLIC_EVENTS)), "?revision=", revision].concat()
}

/// The URL of the calendar file with the arrival.
pub(super) fn calendar_url(base: &str, slug: &str) -> String {
    below(base, &public_tracking(slug, PUBLIC_CALENDAR))
}

/// The URL of the page's words.
pub(super) fn words_url(base: &str) -> String {
    below(base, &[API_BASE, PUBLIC_WORDS].concat())
}

/// The URL that counts a page open.
pub(super) fn views_url(base: &str, slug: &str) -> String {
    below(base, &public_tracking(slug, PUBLIC_VIEWS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plausible_slug_is_asked_for() {
        assert_eq!(slug_of("/t/K7m2q9").as_deref(), Some("k7m2q9"));
        assert_eq!(slug_of("/t/k7m2q9/").as_deref(), Some("k7m2q9"));
        for path in ["/t/", "/t", "/", "/t/a/b", "/t/..", "/t/%2e", "/vehicles", "/t/a?b"] {
            assert_eq!(slug_of(path), None, "{path}");
        }
    }

    #[test]
    fn urls_follow_the_base() {
        assert_eq!(data_url("", "k7"), "/api/v1/public/tracking/k7");
        assert_eq!(views_url("https://api.example/", "k7"), "https://api.example/api/v1/public/tracking/k7/views");
    }
}
