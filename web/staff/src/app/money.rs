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
    let (whole, fraction) = match decimal_mark(&compact, fraction_digits) {
        Decimal::At(position) => (compact.get(..position)?, compact.get(position + 1..)?),
        Decimal::None => (compact.as_str(), ""),
        Decimal::Unclear => return None,
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

/// Asks for an amount, with an example in the digits of its currency.
pub fn amount_wanted(fraction_digits: usize) -> String {
    let unit = u32::try_from(fraction_digits).ok().and_then(|digits| 10_i64.checked_pow(digits)).unwrap_or(1);
    let example = plain_amount(42_500 * unit, fraction_digits);
    let digits = if fraction_digits == 0 { "a whole amount" } else { "an amount" };
    format!("Enter {digits}, such as {example}.")
}

/// Whether the marks group thousands, as nearly everywhere, or lakhs ("1,00,000"), and are not a slip of the finger.
fn is_grouped_well(whole: &str) -> bool {
    let mut groups = whole.split(['.', ',']).peekable();
    let first = groups.next().unwrap_or_default();
    if whole.contains('.') && whole.contains(',') || first.len() > 3 && groups.peek().is_some() {
        return false;
    }
    while let Some(group) = groups.next() {
        let is_last = groups.peek().is_none();
        if group.len() != 3 && (is_last || group.len() != 2) {
            return false;
        }
    }
    true
}

/// What the marks in a number mean.
enum Decimal {
    /// They only group digits.
    None,
    /// Here is the decimal mark.
    At(usize),
    /// It could be either.
    Unclear,
}

/// The last mark is the decimal one, unless it groups thousands.
fn decimal_mark(text: &str, fraction_digits: usize) -> Decimal {
    let Some(last) = text.rfind(['.', ',']) else { return Decimal::None };
    let is_point = text[last..].starts_with('.');
    if text.matches(if is_point { '.' } else { ',' }).count() > 1 {
        return Decimal::None;
    }
    let before = text.get(..last).unwrap_or_default();
    let is_group = (1..=3).contains(&before.len()) && !before.starts_with('0') && !before.contains(['.', ',']);
    if text.len() - last != 4 || !is_group {
        return Decimal::At(last);
    }
    match fraction_digits {
        0..=2 => Decimal::None,
        // As a form writes it.
        3 if is_point => Decimal::At(last),
        // A dinar has thousandths: nobody is to be off by a thousand.
        _ => Decimal::Unclear,
    }
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
            ("12,345.678", 3, 12_345_678),
            ("12.345,678", 3, 12_345_678),
            ("12,345.5", 3, 12_345_500),
            ("1,234,567", 3, 1_234_567_000),
            ("0,500", 3, 500),
            ("12345,678", 3, 12_345_678),
            ("42,500", 0, 42_500),
            ("1.5000", 4, 15_000),
        ] {
            assert_eq!(parse_amount(text, digits), Some(amount), "{text}");
        }
        for text in ["", "abc", "-5", "1.2345", "12.34.5", "1,2,3", ".5", "99999999999999999999"] {
            assert_eq!(parse_amount(text, 2), None, "{text}");
        }
        for text in ["1234,567", "12.345,678", "0.500", "1.234,567,890"] {
            assert_eq!(parse_amount(text, 2), None, "{text}");
        }
        for (text, digits) in [("42,500", 3), ("42.500", 4), ("42,500", 4), ("42500.00", 0)] {
            assert_eq!(parse_amount(text, digits), None, "{text} {digits}");
        }
    }

    #[test]
    fn what_a_form_writes_it_reads_in_every_currency() {
        for code in shared::currency::currencies() {
            let digits = usize::from(shared::currency::minor_digits(code));
            for amount in [0, 1, 999, 1_000, 42_500, 4_250_050, 123_456_789_012, MAX_AMOUNT_MINOR] {
                let text = plain_amount(amount, digits);
                assert_eq!(parse_amount(&text, digits), Some(amount), "{code} {text}");
            }
        }
    }

    #[test]
    fn the_example_of_an_amount_can_be_entered() {
        for (currency, sentence) in [
            ("EUR", "Enter an amount, such as 42500.00."),
            ("HUF", "Enter an amount, such as 42500.00."),
            ("JPY", "Enter a whole amount, such as 42500."),
            ("KWD", "Enter an amount, such as 42500.000."),
        ] {
            let digits = usize::from(shared::currency::minor_digits(currency));
            assert_eq!(amount_wanted(digits), sentence, "{currency}");
        }
        for digits in 0..=4 {
            let wanted = amount_wanted(digits);
            let example = wanted.rsplit(' ').next().and_then(|example| example.strip_suffix('.')).unwrap();
            assert!(parse_amount(example, digits).is_some(), "{wanted}");
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
