//! Phone numbers as links. What people see stays as it was typed.

use crate::text::{ascii_digit, is_invisible};

/// The longest number of E.164, with its country code.
const MAX_DIGITS: usize = 15;
/// A country code and the shortest number that a country has.
const MIN_GLOBAL_DIGITS: usize = 7;
/// Shorter ones are hours, rooms and parts of numbers.
const MIN_DIGITS: usize = 5;
/// Beside words even more: "1-800-FLOWERS" is no number of four digits.
const MIN_DIGITS_AMONG_WORDS: usize = 6;

/// The URI that dials what a text means (RFC 3966): its first number. None where there is none.
pub fn tel(text: &str) -> Option<String> {
    Some(["tel:", &dialable(text)?].concat())
}

/// The first number of a text in international form, such as `+491711234567` (E.164). None where it has no country code.
pub fn international(text: &str) -> Option<String> {
    dialable(text).filter(|number| number.starts_with('+'))
}

/// Digits, and a plus sign in front where they begin with a country code.
fn dialable(text: &str) -> Option<String> {
    let plain: String = text.trim().chars().filter(|character| !is_invisible(*character)).map(plain).collect();
    // A dash between spaces may stand between two numbers.
    let plain = plain.replace(" - ", "~");
    let min = if plain.contains('!') { MIN_DIGITS_AMONG_WORDS } else { MIN_DIGITS };
    plain.split('!').find_map(|piece| {
        let mut pieces = piece.split('+');
        let local = pieces.next().unwrap_or_default();
        local_number(local, min).or_else(|| pieces.find_map(|piece| global_number(&first_number(piece, true))))
    })
}

/// A character as this module reads it: a digit, `+`, `(`, `-`, a space for what stands between digits, `/` for what may
/// stand between two numbers, `!` for what ends one.
fn plain(character: char) -> char {
    if let Some(digit) = ascii_digit(character) {
        return digit;
    }
    match character {
        '+' | '\u{207a}' | '\u{fe62}' | '\u{ff0b}' => '+',
        '(' | '[' | '\u{ff08}' => '(',
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        ')' | ']' | '.' | '\u{b7}' | '\u{ff09}' | '\u{ff0e}' => ' ',
        '/' | ',' | ';' | '|' | '&' | '\u{ff0f}' | '\u{ff0c}' | '\u{ff1b}' | '\u{60c}' | '\u{61b}' | '\u{3001}' => '/',
        _ if character.is_whitespace() => ' ',
        _ => '!',
    }
}

/// A number without a plus sign; it may begin with a country code all the same.
fn local_number(text: &str, min: usize) -> Option<String> {
    let digits = first_number(text, false);
    // "49 (0) 40": nobody writes the zero in parentheses unless a country code goes before it.
    let code: String = text.chars().filter(|character| *character != ' ').take_while(|c| *c != '(').collect();
    let zero = text.split_once('(').is_some_and(|(_, rest)| rest.trim_start().starts_with('0'));
    if zero && (1..=3).contains(&code.len()) && !code.starts_with('0') && code.bytes().all(|byte| byte.is_ascii_digit())
    {
        return global_number(&digits);
    }
    match digits.strip_prefix("00") {
        Some(rest) => global_number(rest),
        None => (min..=MAX_DIGITS).contains(&digits.len()).then_some(digits),
    }
}

/// A number from its country code on, without the prefix that is dialled only inside the country.
fn global_number(digits: &str) -> Option<String> {
    let (code, rest) = digits.split_at_checked(code_length(digits))?;
    let national = match code {
        // A part of the number, however it is written.
        "39" | "225" | "229" | "242" | "378" | "379" => rest,
        "241" if rest.len() < 9 => rest,
        "36" if rest.len() > 9 && rest.starts_with("06") => rest.strip_prefix("06").unwrap_or(rest),
        // One digit more than their numbers have.
        "7" if rest.len() == 11 => rest.strip_prefix(['8', '0']).unwrap_or(rest),
        "370" if rest.len() == 9 => rest.strip_prefix(['8', '0']).unwrap_or(rest),
        "375" if rest.len() == 10 => rest.strip_prefix(['8', '0']).unwrap_or(rest),
        // No number begins with two of them.
        _ if rest.starts_with("00") => return None,
        _ => rest.strip_prefix('0').unwrap_or(rest),
    };
    let length = code.len() + national.len();
    let is_number = !code.starts_with('0') && (MIN_GLOBAL_DIGITS..=MAX_DIGITS).contains(&length);
    is_number.then(|| ["+", code, national].concat())
}

/// How many digits the country code has (ITU-T E.164, annex): no code is the beginning of another.
fn code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// The digits of the first number in a text without words.
fn first_number(text: &str, is_global: bool) -> String {
    let mut number = String::new();
    for part in text.split_inclusive(['/', '~']) {
        let is_spaced_dash = number.ends_with('~');
        number.retain(|character| character.is_ascii_digit());
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        match number.len() {
            _ if digits.is_empty() => {}
            // Hours, such as "24/7", and then a number.
            1..=4 if !is_global && !number.starts_with('0') && digits.starts_with('0') && digits.len() > 7 => {
                number = digits;
            }
            length
                if is_another(&number, &digits, is_global) && (!is_spaced_dash || length > 5 && digits.len() > 5) =>
            {
                break;
            }
            _ => number.push_str(&digits),
        }
        number.extend(part.ends_with('~').then_some('~'));
    }
    number.retain(|character| character.is_ascii_digit());
    number
}

/// Whether what follows a slash is another number, or the rest of this one ("040/5550100").
fn is_another(number: &str, next: &str, is_global: bool) -> bool {
    let has_code = is_global || number.starts_with("00");
    match number.len() {
        0..5 => false,
        // No area code is that long where none begins with a zero.
        5 if !has_code && !number.starts_with('0') => true,
        5 => next.starts_with("00"),
        6 if !has_code => next.starts_with('0') || !number.starts_with('0'),
        6..9 if has_code => next.starts_with('0'),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_dialled() {
        for (text, number) in [
            (" +49 (40) 555-0100", "+49405550100"),
            ("040 555 0100", "0405550100"),
            ("+49 (0) 40 / 555 01 00", "+49405550100"),
            ("+49 (0)40 5550100", "+49405550100"),
            ("+49 (040) 5550100", "+49405550100"),
            ("+49 040 5550100", "+49405550100"),
            ("(+49) 40 5550100", "+49405550100"),
            ("0049 (0)40 5550100", "+49405550100"),
            ("49 (0)40 5550100", "+49405550100"),
            ("+44 [0] 20 7946 0100", "+442079460100"),
            ("+39 (0)6 1234 5678", "+390612345678"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+225 07 12 34 56 78", "+2250712345678"),
            ("+36 (06) 1 555 0100", "+3615550100"),
            ("+370 (8) 612 34567", "+37061234567"),
            ("+7 (8 495) 123-45-67", "+74951234567"),
            ("040/5550100", "0405550100"),
            ("04131 / 5550100", "041315550100"),
            ("038296/12345", "03829612345"),
            ("+49 38296 / 12345", "+493829612345"),
            ("02/123.45.67", "021234567"),
            ("040/5550100/0170 1234567", "0405550100"),
            ("040 5550100 / 0170 1234567", "0405550100"),
            ("040 5550100, 0170 1234567", "0405550100"),
            ("+49 40 5550100; +49 170 1234567", "+49405550100"),
            ("+49 40 5550100 +49 170 1234567", "+49405550100"),
            ("0049 40 5550100 / 0049 170 1234567", "+49405550100"),
            ("040 5550100 oder 0170 1234567", "0405550100"),
            ("555-0100 or 555-0101", "5550100"),
            ("555-0100 / 555-0101", "5550100"),
            ("555 0100 - 555 0101", "5550100"),
            ("040 5550100 & 040 5550101", "0405550100"),
            ("+49 40 12345 - 0", "+4940123450"),
            ("040 5550100-12", "040555010012"),
            ("040 \u{2013} 555 01 00", "0405550100"),
            ("555-0100 ext. 12", "5550100"),
            ("(555) 555-0100 x12", "5555550100"),
            ("+1 555 555 0100 #12", "+15555550100"),
            ("040 5550100 Durchwahl 12", "0405550100"),
            ("+49 40 5550100;ext=12", "+49405550100"),
            ("03-1234-5678\u{ff08}内線 12\u{ff09}", "0312345678"),
            ("\u{ff10}\u{ff13}\u{30fc}1234\u{30fc}5678", "0312345678"),
            ("\u{ff0b}81 3 1234 5678", "+81312345678"),
            ("٠٤٠ ٥٥٥ ٠١٠٠", "0405550100"),
            ("+٩٧١ ٤ ٥٥٥ ٠١٠٠", "+97145550100"),
            ("०११ २३४५ ६७८९", "01123456789"),
            ("\u{202a}+49 40 5550100\u{202c}", "+49405550100"),
            ("+49\u{a0}40\u{2011}555\u{200b}0100", "+49405550100"),
            ("Tel.: +49 40 5550100 (Büro)", "+49405550100"),
            ("Mo\u{2013}Fr 9\u{2013}17 Uhr: 040 5550100", "0405550100"),
            ("24/7: +49 40 5550100", "+49405550100"),
            ("24/7 - 040 5550100", "0405550100"),
            ("\u{260e} 040 5550100", "0405550100"),
            ("13 12 34", "131234"),
            ("444 1 234", "4441234"),
            ("95555", "95555"),
            ("+290 22222", "+29022222"),
            ("+47 55 01 00 12", "+4755010012"),
        ] {
            assert_eq!(dialable(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_link() {
        for text in [
            "",
            "-",
            "+",
            "call us",
            "1-800-FLOWERS",
            "1-888-2-GO-CARS",
            "Room 12",
            "24/7",
            "9-17",
            "+0 40 5550100",
            "0000000",
            "+49",
            "040",
            "0170 1234567 0170 1234567",
            "\u{202a}\u{202c}",
            "½ ² Ⅳ",
        ] {
            assert_eq!(tel(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_without_its_country_is_not_international() {
        assert_eq!(international("0049 (0)171 1234567").as_deref(), Some("+491711234567"));
        for text in ["0171 1234567", "call me", "", "+49"] {
            assert_eq!(international(text), None, "{text}");
        }
    }

    #[test]
    fn the_numbers_of_every_region_are_dialled_however_they_are_written() {
        let numbers = include_str!("../testdata/phone_numbers.tsv").lines().skip(1);
        let numbers: Vec<Vec<_>> = numbers.map(|line| line.split('\t').collect()).collect();
        assert!(numbers.len() > 400, "{}", numbers.len());
        for number in numbers {
            let [_, code, national] = number.as_slice() else { panic!("{number:?}") };
            let expected = format!("+{code}{national}");
            let groups: Vec<_> =
                national.as_bytes().chunks(3).map(|group| std::str::from_utf8(group).unwrap()).collect();
            let mut forms: Vec<_> =
                [" ", "-", ".", "\u{a0}", "\u{2011}"].map(|mark| format!("+{code}{mark}{}", groups.join(mark))).into();
            forms.push(format!("00{code} {national}"));
            forms.push(format!("Tel. +{code} {national} ext. 5"));
            forms.push(format!("+{code} / {national}"));
            forms.push(format!("+{code} {national}, +{code} {national}"));
            forms.push(expected.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect());
            // Where the zero is a part of the number, it is in it already.
            if !national.starts_with('0') && !["39", "225", "229", "242", "378", "379"].contains(code) {
                forms.push(format!("+{code} (0) {national}"));
                forms.push(format!("+{code} (0{}) {}", groups[0], groups[1..].join(" ")));
                forms.push(format!("{code} (0) {national}"));
            }
            for form in forms {
                assert_eq!(dialable(&form).as_deref(), Some(&*expected), "{form}");
            }
        }
    }

    #[test]
    fn whatever_is_typed_the_link_has_digits_only() {
        const CHARACTERS: [char; 24] = [
            '0',
            '0',
            '1',
            '4',
            '9',
            '7',
            '5',
            '+',
            '(',
            ')',
            '-',
            ' ',
            '/',
            ',',
            ';',
            '.',
            'x',
            '٣',
            '\u{ff0b}',
            '\u{202a}',
            '\u{2013}',
            '#',
            '漢',
            '\u{1f4de}',
        ];
        // A linear congruential generator (Numerical Recipes): the same texts each time.
        let mut state = 14_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap() % below
        };
        let mut links = 0;
        for _ in 0..50_000 {
            let length = next(40);
            let text: String = (0..length).map(|_| CHARACTERS[next(CHARACTERS.len())]).collect();
            let Some(uri) = tel(&text) else { continue };
            links += 1;
            let number = uri.strip_prefix("tel:").unwrap();
            let digits = number.strip_prefix('+').unwrap_or(number);
            assert!((MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()), "{text} {uri}");
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{text} {uri}");
            assert_eq!(dialable(number).as_deref(), Some(number), "{text} {uri}");
        }
        assert!(links > 1_000, "{links}");
    }
}
