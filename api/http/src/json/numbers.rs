//! Whole numbers that are written with a fraction or an exponent.

use std::borrow::Cow;

/// Whole numbers as digits only: to JSON Schema, `2021.0` and `2.021e3` are integers, and many languages write them so.
pub(super) fn whole_numbers(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (mut written, mut copied) = (Vec::new(), 0);
    let (mut at, mut in_string) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'-' | b'0'..=b'9' if !in_string => {
                let rest = bytes.get(at..).unwrap_or_default();
                let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let number = rest.split(|byte| !is_part(byte)).next().unwrap_or_default();
                if let Some(whole) = whole_number(number) {
                    written.extend_from_slice(bytes.get(copied..at).unwrap_or_default());
                    written.extend_from_slice(whole.as_bytes());
                    // What follows stays at its column, where there is room.
                    written.resize(written.len() + number.len().saturating_sub(whole.len()), b' ');
                    copied = at + number.len();
                }
                at += number.len() - 1;
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return Cow::Borrowed(bytes);
    }
    written.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    Cow::Owned(written)
}

/// No integer of this API has more digits.
const MAX_DIGITS: usize = 18;

/// A number that is written with a fraction or an exponent, as digits only; none when it is not whole, too large, or no number.
fn whole_number(number: &[u8]) -> Option<String> {
    let number = std::str::from_utf8(number).ok()?;
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (digits, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(digits, e)| (digits, Some(e)));
    let (integer, fraction) = digits.split_once('.').map_or((digits, None), |(integer, f)| (integer, Some(f)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number =
        are_digits(integer) && (integer == "0" || !integer.starts_with('0')) && fraction.is_none_or(are_digits);
    if !is_number || (fraction.is_none() && exponent.is_none()) {
        return None;
    }
    let exponent: i32 = match exponent {
        None => 0,
        Some(text) if are_digits(text.trim_start_matches(['+', '-'])) => text.parse().ok()?,
        Some(_) => return None,
    };
    // The digits without the zeros at both ends, and how many zeros follow them.
    let all = format!("{integer}{}", fraction.unwrap_or_default());
    let significant = all.trim_end_matches('0');
    let dropped = i32::try_from(all.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let zeros = exponent.checked_sub(i32::try_from(fraction.unwrap_or_default().len()).ok()?)?.checked_add(dropped)?;
    let zeros = usize::try_from(zeros).ok()?;
    if significant.len() + zeros.min(MAX_DIGITS + 1) > MAX_DIGITS {
        return None;
    }
    Some(format!("{sign}{significant}{}", "0".repeat(zeros)))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn whole(json: &str) -> String {
        String::from_utf8(whole_numbers(json.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn a_whole_number_is_an_integer_however_it_is_written() {
        for (number, digits) in [
            ("2021.0", "2021"),
            ("2021.000", "2021"),
            ("2.021e3", "2021"),
            ("2.021E+3", "2021"),
            ("20210e-1", "2021"),
            ("202100.0e-2", "2021"),
            ("-5.0", "-5"),
            ("0.0", "0"),
            ("-0.0", "0"),
            ("0e5", "0"),
            ("0.000e400", "0"),
            ("1e3", "1000"),
            ("1e17", "100000000000000000"),
            ("0.0004e4", "4"),
            ("123456789012345678.0", "123456789012345678"),
        ] {
            assert_eq!(whole_number(number.as_bytes()).as_deref(), Some(digits), "{number}");
            assert_eq!(parse::<i64>(number.as_bytes()).unwrap().to_string(), digits, "{number}");
            let values: Vec<i64> = parse(format!("[{number}, {number},7]").as_bytes()).unwrap();
            assert_eq!(values, [digits.parse().unwrap(), digits.parse().unwrap(), 7]);
        }
        for other in [
            "2021",
            "-1",
            "2021.5",
            "0.1",
            "1e-1",
            "5e-324",
            "1e18",
            "1e400",
            "1e99999999999",
            "1.",
            ".5",
            "01.0",
            "1.0.0",
            "--1.0",
            "1e",
            "1e+",
            "1e1e1",
            "1e+-1",
            "-",
            "+1.0",
            "1-2",
            "e5",
            "",
        ] {
            assert_eq!(whole_number(other.as_bytes()), None, "{other}");
        }
        assert!(parse::<i64>(b"2021.5").is_err() && parse::<i64>(b"01.0").is_err() && parse::<u8>(b"256.0").is_err());
        assert!((parse::<f64>(b"2.0").unwrap() - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn only_numbers_are_rewritten() {
        for same in [
            r#"{"1.0":"2.0","a\"":"\\\"3.0","b":[1,2.5,true,null]}"#,
            "\"1.0",
            "\"\\",
            "{}",
            "",
            "\"\u{e9}1.0\"",
            "tru1.5",
        ] {
            assert_eq!(whole(same), same);
        }
        assert_eq!(whole(r#"{"a":1.0,"b":[2.00 ,3e0]}"#), r#"{"a":1  ,"b":[2    ,3  ]}"#);
        assert_eq!(whole(r#"{"1.0":1.0,"x":"\\",  "y": -7.0}"#), r#"{"1.0":1  ,"x":"\\",  "y": -7  }"#);
    }
}
