//! Text from outside: cleaned, bounded, or refused with a sentence.

use shared::currency::is_currency;
use shared::problem::{FieldError, FieldErrorCode};
use shared::text::{has_invisible, is_invisible, trim};
use unicode_normalization::UnicodeNormalization;

const INVISIBLE: &str = "must not contain characters that are invisible or change the direction of the text";

/// Collects everything that is wrong with a request, so that the caller sees all of it at once.
#[derive(Debug, Default)]
pub struct Checks {
    errors: Vec<FieldError>,
}

impl Checks {
    /// Records that something is wrong.
    pub fn fail(&mut self, pointer: &str, code: FieldErrorCode, detail: impl Into<String>) {
        self.errors.push(FieldError { pointer: pointer.to_owned(), code, detail: detail.into() });
    }

    /// What is wrong, if anything.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// One line of 1 to `max` characters.
    pub fn line(&mut self, pointer: &str, text: &str, max: usize) -> String {
        self.text(pointer, text, max, false)
    }

    /// Several lines of 1 to `max` characters.
    pub fn lines(&mut self, pointer: &str, text: &str, max: usize) -> String {
        self.text(pointer, text, max, true)
    }

    /// An email address: one `@` between a local part and a domain with a dot, no spaces, at most 254 characters (RFC
    /// 5321, section 4.5.3.1.3). Only sending mail would show whether it exists.
    pub fn email(&mut self, pointer: &str, text: &str) -> String {
        let text = self.line(pointer, text, 254);
        let valid = text.split_once('@').is_some_and(|(local, domain)| {
            let labels_ok = domain.split('.').all(|label| !label.is_empty());
            !local.is_empty() && domain.contains('.') && labels_ok && !domain.contains('@')
        });
        if !text.is_empty() && (!valid || text.contains(char::is_whitespace)) {
            self.fail(pointer, FieldErrorCode::Invalid, "must be an email address like name@example.com");
        } else if text.contains(is_invisible) {
            self.fail(pointer, FieldErrorCode::Invalid, INVISIBLE);
        }
        text
    }

    /// The name of a person: one line without invisible characters.
    pub fn person(&mut self, pointer: &str, text: &str, max: usize) -> String {
        let text = self.line(pointer, text, max);
        if has_invisible(&text) {
            self.fail(pointer, FieldErrorCode::Invalid, INVISIBLE);
        }
        text
    }

    /// A currency of ISO 4217 whose number of decimal places is known: otherwise its minor units would have no meaning.
    pub fn currency(&mut self, pointer: &str, text: String) -> String {
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.fail(pointer, FieldErrorCode::Invalid, "must be a currency code of three letters like EUR");
        } else if !is_currency(&text) {
            self.fail(pointer, FieldErrorCode::Unknown, "must be a currency code of ISO 4217 like EUR");
        }
        text
    }

    /// A whole number in a range.
    pub fn range(&mut self, pointer: &str, number: i64, range: std::ops::RangeInclusive<i64>) -> i64 {
        if !range.contains(&number) {
            let detail = format!("must be from {} to {}", range.start(), range.end());
            self.fail(pointer, FieldErrorCode::OutOfRange, detail);
        }
        number
    }

    fn text(&mut self, pointer: &str, text: &str, max: usize, multiline: bool) -> String {
        let text = text.replace("\r\n", "\n");
        let normalised: String = trim(&text).nfc().collect();
        let forbidden = |c: char| c.is_control() && !(multiline && (c == '\n' || c == '\t'));
        if normalised.is_empty() {
            self.fail(pointer, FieldErrorCode::Required, "must not be empty");
        } else if normalised.chars().count() > max || normalised.len() > max * 4 {
            self.fail(pointer, FieldErrorCode::TooLong, format!("must have at most {max} characters"));
        } else if normalised.chars().any(forbidden) {
            self.fail(pointer, FieldErrorCode::Invalid, "must not contain control characters");
        }
        normalised
    }
}

/// Bytes in hexadecimal digits, lower case.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(check: impl FnOnce(&mut Checks)) -> Vec<FieldErrorCode> {
        let mut checks = Checks::default();
        check(&mut checks);
        checks.finish().err().unwrap_or_default().into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn text_is_trimmed_normalised_and_bounded() {
        assert_eq!(Checks::default().line("/a", "  e\u{301}  ", 1), "\u{e9}");
        assert_eq!(codes(|c| _ = c.line("/a", "   ", 9)), [FieldErrorCode::Required]);
        assert_eq!(codes(|c| _ = c.line("/a", "abcd", 3)), [FieldErrorCode::TooLong]);
        assert_eq!(codes(|c| _ = c.line("/a", "a\u{0}b", 9)), [FieldErrorCode::Invalid]);
        assert_eq!(codes(|c| _ = c.line("/a", "a\nb", 9)), [FieldErrorCode::Invalid]);
        assert_eq!(codes(|c| _ = c.lines("/a", "a\r\nb", 9)), []);
        assert_eq!(Checks::default().line("/a", "\u{202a}+49 40\u{202c} \u{200b}", 9), "+49 40");
        assert_eq!(codes(|c| _ = c.line("/a", "\u{200b}\u{2066}", 9)), [FieldErrorCode::Required]);
    }

    #[test]
    fn currencies_are_those_whose_digits_are_known() {
        for code in ["EUR", "JPY", "KWD", "CLF", "BGN", "XTS"] {
            assert_eq!(codes(|c| _ = c.currency("/c", code.into())), [], "{code}");
        }
        for code in ["ABC", "DEM", "XXX", "XAU"] {
            assert_eq!(codes(|c| _ = c.currency("/c", code.into())), [FieldErrorCode::Unknown], "{code}");
        }
        for code in ["", "eur", "EURO", "€"] {
            assert_eq!(codes(|c| _ = c.currency("/c", code.into())), [FieldErrorCode::Invalid], "{code}");
        }
    }

    #[test]
    fn addresses_are_checked_for_form_only() {
        for valid in ["a@b.example", "first.last+tag@sub.domain.example"] {
            assert_eq!(codes(|c| _ = c.email("/e", valid)), [], "{valid}");
        }
        for wrong in ["a", "a@b", "@b.example", "a@b..example", "a b@c.example", "a@b@c.example"] {
            assert_eq!(codes(|c| _ = c.email("/e", wrong)), [FieldErrorCode::Invalid], "{wrong}");
        }
    }

    #[test]
    fn invisible_characters_are_dropped_around_and_refused_inside_addresses_and_names() {
        assert_eq!(Checks::default().email("/e", "\u{200e}a@b.example\u{feff}"), "a@b.example");
        assert_eq!(Checks::default().person("/n", "\u{2066}Sam Fischer\u{2069}", 20), "Sam Fischer");
        for wrong in ["a\u{200b}@b.example", "a@b\u{ad}.example", "\u{202e}a@b.ex\u{202d}ample"] {
            assert_eq!(codes(|c| _ = c.email("/e", wrong)), [FieldErrorCode::Invalid], "{wrong:?}");
        }
        assert_eq!(codes(|c| _ = c.person("/n", "Sam \u{202e}rehcsiF", 20)), [FieldErrorCode::Invalid]);
        assert_eq!(codes(|c| _ = c.person("/n", "علی\u{200c}رضا", 20)), []);
    }
}
