//! Amounts as people type them in a form. They become integers of minor units and never a floating point number.

/// The largest amount that the API takes.
const MAX_AMOUNT_MINOR: i64 = 1_000_000_000_000_000;

/// An amount as a form shows it: digits and a decimal point, nothing else.
pub fn plain_amount(amount_minor: i64, fraction_digits: usize) -> String {
    let digits = format!("{amount_minor:0>width$}", width = fraction_digits + 1);
    let (whole, fraction) = digits.split_at(digits.len() - fraction_digits);
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// Reads an amount as people type it ("42,500", "42.500,00", "42 500.5"); `None` if it is not clear.
pub fn parse_amount(text: &str, fraction_digits: usize) -> Option<i64> {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '\u{2019}' | '_')).collect();
    let decimal = decimal_mark(&compact, fraction_digits);
    let (whole, fraction) = match decimal {
        Some(position) => (compact.get(..position)?, compact.get(position + 1..)?),
        None => (compact.as_str(), ""),
    };
    if !is_grouped_well(whole) {
        return None;
    }
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) || fraction.len() > fraction_digits {
        return None;
    }
    let amount: i64 = format!("{whole}{fraction:0<fraction_digits$}").parse().ok()?;
    (amount <= MAX_AMOUNT_MINOR).then_some(amount)
}

/// Whether the marks group thousands, as nearly everywhere, or lakhs ("1,00,000"), and are not a slip of the finger.
fn is_grouped_well(whole: &str) -> bool {
    let mut groups = whole.split(['.', ',']).skip(1).peekable();
    while let Some(group) = groups.next() {
        let is_last = groups.peek().is_none();
        if group.len() != 3 && (is_last || group.len() != 2) {
            return false;
        }
    }
    true
}

/// Where the decimal mark stands: the last mark, unless it groups thousands.
fn decimal_mark(text: &str, fraction_digits: usize) -> Option<usize> {
    let last = text.rfind(['.', ','])?;
    let mark = text.as_bytes().get(last)?;
    let same = text.bytes().filter(|byte| byte == mark).count();
    let groups_thousands = same > 1 || (text.len() - last - 1 == 3 && fraction_digits != 3);
    (!groups_thousands).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, digits, amount) in [
            ("42500", 2, 4_250_000),
            ("42,500", 2, 4_250_000),
            ("42.500", 2, 4_250_000),
            ("42.500,00", 2, 4_250_000),
            ("1,042,500.5", 2, 104_250_050),
            ("42 500.50", 2, 4_250_050),
            ("42'500", 2, 4_250_000),
            ("1,00,000.00", 2, 10_000_000),
            ("0,5", 2, 50),
            ("5000000", 0, 5_000_000),
            ("5.000.000", 0, 5_000_000),
            ("12.345", 3, 12_345),
        ] {
            assert_eq!(parse_amount(text, digits), Some(amount), "{text}");
        }
        for text in ["", "abc", "-5", "1.2345", "12.34.5", "1,2,3", ".5", "99999999999999999999"] {
            assert_eq!(parse_amount(text, 2), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_with_the_digits_of_their_currency() {
        assert_eq!(plain_amount(4_250_050, 2), "42500.50");
        assert_eq!(plain_amount(5, 2), "0.05");
        assert_eq!(plain_amount(500, 0), "500");
        assert_eq!(plain_amount(0, 2), "0.00");
    }
}
