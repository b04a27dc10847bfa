//! Presses of keys, as the whole app reads them: without those that belong to an input method, and alike on every keyboard.

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// What `keyCode` says while an input method composes a character, in browsers that do not say it otherwise.
const COMPOSING: u32 = 229;

/// A press of a key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Press {
    /// What the key stands for, such as `n`, `?` or `Enter`. On a keyboard without Latin letters, the one that is printed there.
    pub key: String,
    /// Whether Ctrl is held.
    pub ctrl: bool,
    /// Whether ⌘ or the Windows key is held.
    pub meta: bool,
    /// Whether Alt is held.
    pub alt: bool,
    /// Whether Shift is held; `?` and `/` need it on some keyboards.
    pub shift: bool,
}

impl Press {
    /// The press behind an event; none if it was answered already, repeats itself, or belongs to an input method.
    pub fn of(event: &Event) -> Option<Self> {
        // What fills in forms sends events of this name without a key.
        let event = event.dyn_ref::<KeyboardEvent>()?;
        let is_composing = event.is_composing() || event.key_code() == COMPOSING;
        if is_composing || event.repeat() || event.default_prevented() {
            return None;
        }
        Some(Self {
            key: latin(event.key(), &event.code()),
            ctrl: event.ctrl_key(),
            meta: event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
        })
    }

    /// Whether it is this key with nothing held that changes its meaning.
    pub fn is_plain(&self) -> bool {
        !(self.ctrl || self.meta || self.alt)
    }

    /// Whether it is this key with Ctrl or ⌘, and nothing else, held.
    pub fn is_command(&self, key: &str) -> bool {
        self.ctrl != self.meta && !self.alt && !self.shift && self.key.eq_ignore_ascii_case(key)
    }
}

/// The Latin letter of a key that gives another one.
fn latin(key: String, code: &str) -> String {
    match code.strip_prefix("Key") {
        Some(letter) if !key.is_ascii() => letter.to_ascii_lowercase(),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press {
        Press { key: key.to_owned(), ..Press::default() }
    }

    #[test]
    fn a_command_is_ctrl_or_the_command_key_alone() {
        assert!(Press { ctrl: true, ..press("k") }.is_command("k"));
        assert!(Press { meta: true, ..press("K") }.is_command("k"));
        assert!(!press("k").is_command("k"));
        assert!(!Press { ctrl: true, shift: true, ..press("K") }.is_command("k"));
        assert!(!Press { ctrl: true, alt: true, ..press("k") }.is_command("k"));
        assert!(!Press { ctrl: true, meta: true, ..press("k") }.is_command("k"));
    }

    #[test]
    fn shift_is_part_of_the_key() {
        assert!(Press { shift: true, ..press("?") }.is_plain());
        assert!(!Press { ctrl: true, ..press("n") }.is_plain());
        assert!(!Press { alt: true, ..press("n") }.is_plain());
    }

    #[test]
    fn a_keyboard_without_latin_letters_has_the_same_keys() {
        assert_eq!(latin("л".to_owned(), "KeyK"), "k");
        assert_eq!(latin("n".to_owned(), "KeyB"), "n");
        assert_eq!(latin("/".to_owned(), "Digit7"), "/");
    }
}
