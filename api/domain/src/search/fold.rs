//! The form in which texts are compared: without case, accents, dashes and what nobody sees.

use shared::text::{ascii_digit, is_invisible};
use unicode_normalization::UnicodeNormalization;

use crate::chassis_number::plain;

/// The form of a text.
pub(super) fn fold(text: &str) -> String {
    // What one pass makes can be decomposed again, such as the dot of a lower-cased "\u{130}".
    let once = pass(text);
    pass(&once).nfc().collect()
}

fn pass(text: &str) -> String {
    let shown = text.nfkd().filter(|&c| !is_invisible(c) && !is_accent(c) && (!c.is_control() || c.is_whitespace()));
    let mut folded = String::with_capacity(text.len());
    for c in shown.map(plain).filter(|&c| c != '-') {
        match (ascii_digit(c), c) {
            (Some(digit), _) => folded.push(digit),
            (None, '\u{2bb}' | '\u{2bc}' | '\u{2018}' | '\u{2019}') => folded.push('\''),
            // Full case folding, by the letters of the standard library: "\u{df}" is "ss", "\u{3c2}" is "\u{3c3}", "\u{131}" is "i".
            (None, c) => {
                let letters = c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
                letters.for_each(|letter| push(&mut folded, letter));
            }
        }
    }
    folded
}

/// Letters that are written with a stroke or as two have no decomposition in Unicode.
fn push(text: &mut String, letter: char) {
    match letter {
        '\u{f8}' => text.push('o'),
        '\u{142}' => text.push('l'),
        '\u{111}' | '\u{f0}' => text.push('d'),
        '\u{127}' => text.push('h'),
        '\u{fe}' => text.push_str("th"),
        '\u{e6}' => text.push_str("ae"),
        '\u{153}' => text.push_str("oe"),
        other => text.push(other),
    }
}

/// Marks without which a word is still that word. The marks of Japanese, Thai and the scripts of India are none: they make other
/// syllables.
fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
            // Hebrew points, Arabic vowel signs, and the line that makes an Arabic word longer.
            | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
            | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
    )
}
