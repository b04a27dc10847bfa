//! Characters that do not look like what they are, or cannot be seen.

/// Whether a character is invisible or changes the direction of others. Nobody types these; they are copied by accident
/// and make two different texts look the same (Unicode, `Default_Ignorable_Code_Point` and `Bidi_Control`).
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A text without the spaces and the invisible characters at its ends. What stands behind a character and belongs to it
/// stays: the choice between text and emoji, and the letters of a flag.
pub fn trim(text: &str) -> &str {
    let belongs = |character: char| matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
    let is_nothing = |character: char| character.is_whitespace() || is_invisible(character);
    text.trim_start_matches(is_nothing).trim_end_matches(|character| is_nothing(character) && !belongs(character))
}

/// Whether a text has invisible characters inside that no script needs there: those that join letters, or keep them
/// apart, are a part of names in Persian, Sinhala and many others.
pub fn has_invisible(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|character| {
        let joins = matches!(character, '\u{200c}' | '\u{200d}')
            && matches!(before, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}');
        before = character;
        is_invisible(character) && !joins
    })
}

/// The zero of each script of the basic plane that has digits of its own: the other nine follow it (Unicode, `Nd`).
const ZEROS: [u16; 37] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

/// A digit of any script as `0` to `9`.
pub fn ascii_digit(character: char) -> Option<char> {
    let code = u16::try_from(u32::from(character)).ok()?;
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(u32::from(value), 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read() {
        for text in ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "๐๑๒๓๔๕๖๗๘๙"]
        {
            assert_eq!(text.chars().map(|digit| ascii_digit(digit).unwrap()).collect::<String>(), "0123456789");
        }
        // `char::is_numeric` knows more, such as fractions and Roman numerals.
        let basic = (0..=0xffff).filter_map(char::from_u32);
        assert_eq!(basic.filter(|character| ascii_digit(*character).is_some()).count(), ZEROS.len() * 10);
        assert!(ZEROS.iter().all(|zero| char::from_u32(u32::from(*zero)).unwrap().is_numeric()));
        assert!(['½', '²', 'Ⅳ', 'a', ' '].into_iter().all(|character| ascii_digit(character).is_none()));
    }

    #[test]
    fn ends_are_freed_of_what_nobody_sees() {
        for (text, trimmed) in [
            ("\u{202a}+49 40 5550100\u{202c}", "+49 40 5550100"),
            (" \u{200b} \u{feff}a b\u{200e} \u{a0}", "a b"),
            ("\u{2066}\u{2069}\u{3164}", ""),
            ("\u{2764}\u{fe0f}", "\u{2764}\u{fe0f}"),
            ("a\u{200b}b", "a\u{200b}b"),
        ] {
            assert_eq!(trim(text), trimmed);
        }
    }

    #[test]
    fn names_may_have_what_their_script_needs() {
        for name in ["Sam Fischer", "O'Neill-Müller", "علی\u{200c}رضا", "ශ\u{dca}\u{200d}රී", "山田 太郎"]
        {
            assert!(!has_invisible(name), "{name}");
        }
        for name in ["Sam\u{200b} Fischer", "Jo\u{200d}hn", "\u{202e}maS", "a\u{ad}b", "\u{200c}علی", "x\u{2066}y"] {
            assert!(has_invisible(name), "{name}");
        }
    }

    #[test]
    fn what_is_seen_is_not_invisible() {
        assert!("aé 漢字 العربية नमस्ते ❤ -_'".chars().all(|character| !is_invisible(character)));
        assert!("\u{200b}\u{200e}\u{202a}\u{202c}\u{2066}\u{feff}\u{ad}".chars().all(is_invisible));
    }
}
