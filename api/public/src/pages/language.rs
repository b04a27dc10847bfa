//! Which languages a browser asks for.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The languages that the browser asks for, the best first (RFC 9110, section 12.5.4).
pub(crate) fn wanted(request: &HttpRequest) -> Vec<&str> {
    let lines = request.headers().get_all(header::ACCEPT_LANGUAGE).filter_map(|line| line.to_str().ok());
    ranked(lines)
}

/// A range that cannot be parsed is skipped without affecting others, and so is one that is not acceptable.
fn ranked<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranges: Vec<_> = lines.flat_map(|line| line.split(',')).filter_map(range).collect();
    // Stable: of two with the same weight, the first wins.
    ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    ranges.into_iter().filter(|(_, weight)| *weight > 0).map(|(tag, _)| tag).collect()
}

/// A range and its weight in thousandths.
fn range(item: &str) -> Option<(&str, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((tag, weight.map_or(Some(1_000), thousandths)?))
}

fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || fraction.len() > 3 || !digits(fraction) {
        return None;
    }
    let number: u16 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (number <= 1_000).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_ranked_by_their_weight() {
        for (line, expected) in [
            ("de", vec!["de"]),
            ("en;q=0.3, ar", vec!["ar", "en"]),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", vec!["fr-CH", "fr", "en", "de", "*"]),
            ("en;q=0.5,de;q=0.5", vec!["en", "de"]),
            ("de;q=0, en;q=0.001", vec!["en"]),
            ("en ; q=0.25 , sv;Q=1.000", vec!["sv", "en"]),
            ("ja;q=2, de;q=x, ko;q=0.1234, pl", vec!["pl"]),
            ("not a tag at all, de", vec!["not a tag at all", "de"]),
            ("", vec![]),
            (",,;q=1", vec![]),
        ] {
            assert_eq!(ranked([line].into_iter()), expected, "{line}");
        }
        assert_eq!(ranked(["en;q=0.1", "de"].into_iter()), ["de", "en"]);
    }
}
