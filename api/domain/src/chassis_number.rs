//! Chassis numbers as they are pasted from documents, auction sheets and spreadsheets, and how they are written here.

use unicode_normalization::UnicodeNormalization;

/// How long a vehicle identification number is (ISO 3779).
const VIN_LENGTH: usize = 17;

/// A number in its usual form: full-width and other variants of letters and digits as ASCII, every dash as a hyphen, no spaces
/// around hyphens. A vehicle identification number may have been written in groups.
pub(crate) fn chassis_number(text: &str) -> String {
    let text: String = text.nfkc().filter(|&c| !shared::text::is_invisible(c)).map(plain).collect();
    let parts: Vec<_> = text.split('-').map(str::trim).collect();
    let text = parts.join("-");
    let grouped: String = text.split_whitespace().collect();
    let is_vin = grouped.len() == VIN_LENGTH && grouped.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_vin { grouped } else { text }
}

/// Every dash as a hyphen.
pub(crate) fn plain(c: char) -> char {
    match c {
        // Hyphens and dashes, the minus sign, and what looks like them; NFKC has made ASCII of the small and the full-width one.
        // On Japanese keyboards the key of the hyphen writes the long vowel mark.
        '\u{2d7}'
        | '\u{58a}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{30fc}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dash_is_a_hyphen() {
        for dash in
            "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{ff0d}\u{fe63}\u{fe58}\u{30fc}\u{ff70}\u{2043}"
                .chars()
        {
            for written in [
                format!("BNR34{dash}000123"),
                format!(" BNR34 {dash} 000123 "),
                format!("BNR34\u{a0}{dash}\u{3000}000123"),
            ] {
                assert_eq!(chassis_number(&written), "BNR34-000123", "{dash:?}");
            }
        }
    }

    #[test]
    fn full_width_letters_and_digits_are_ascii() {
        assert_eq!(chassis_number("ＢＮＲ３４－０００１２３"), "BNR34-000123");
        assert_eq!(chassis_number("ＢＮＲ３４ー０００１２３"), "BNR34-000123");
        assert_eq!(chassis_number("𝟙ﬁ"), "1fi");
    }

    #[test]
    fn a_vin_in_groups_is_one_number() {
        assert_eq!(chassis_number("WBA 3A5C5 5CF2 56651"), "WBA3A5C55CF256651");
        assert_eq!(chassis_number("WBA3A5C55CF2\u{200b}56651\u{feff}"), "WBA3A5C55CF256651");
        // Whether a space stands for a hyphen, nobody knows: it is left, and refused.
        assert_eq!(chassis_number("BNR34 000123"), "BNR34 000123");
        assert_eq!(chassis_number("A B"), "A B");
    }

    #[test]
    fn a_number_in_its_form_stays() {
        for number in ["", "A", "BNR34-000123", "WBA3A5C55CF256651", "-", "a-b-c", "\u{e9}"] {
            assert_eq!(chassis_number(number), number);
            assert_eq!(chassis_number(&chassis_number(number)), chassis_number(number));
        }
    }
}
