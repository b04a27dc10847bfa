//! Which press of a key is which shortcut.

use ui::keys::Press;

/// What keys do wherever one is in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Opens the command palette.
    Palette,
    /// Goes to the search of the page.
    Search,
    /// Opens the form for a new vehicle.
    NewVehicle,
    /// Lists the shortcuts.
    Help,
}

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the keyboard has ⌘ for what Ctrl does elsewhere.
    pub is_apple: bool,
    /// Whether the focus is in a field.
    pub in_field: bool,
    /// Whether a dialog is open.
    pub dialog_open: bool,
    /// Whether single keys are shortcuts at all.
    pub single_keys: bool,
}

impl Shortcut {
    /// The shortcut that this press is, if it is one. In a dialog there is none: what was entered there would be lost.
    pub fn of(press: &Press, at: Circumstances) -> Option<Self> {
        if at.dialog_open {
            return None;
        }
        if Self::is_palette(press, at.is_apple) {
            return Some(Self::Palette);
        }
        if !at.single_keys || at.in_field || !press.is_plain() {
            return None;
        }
        match press.key.as_str() {
            "/" => Some(Self::Search),
            "n" => Some(Self::NewVehicle),
            "?" => Some(Self::Help),
            _ => None,
        }
    }

    /// Whether this press opens the palette. On a Mac, Ctrl+K deletes to the end of a line.
    pub fn is_palette(press: &Press, is_apple: bool) -> bool {
        press.is_command("k") && press.meta == is_apple
    }
}

/// The key that commands are given with, as it is printed.
pub fn command_key(is_apple: bool) -> &'static str {
    if is_apple { "\u{2318}" } else { "Ctrl" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANYWHERE: Circumstances =
        Circumstances { is_apple: false, in_field: false, dialog_open: false, single_keys: true };

    fn press(key: &str) -> Press {
        Press { key: key.to_owned(), ..Press::default() }
    }

    #[test]
    fn single_keys_are_shortcuts() {
        for (key, shortcut) in [("/", Shortcut::Search), ("n", Shortcut::NewVehicle), ("?", Shortcut::Help)] {
            assert_eq!(Shortcut::of(&press(key), ANYWHERE), Some(shortcut), "{key}");
            // "?" and "/" are typed with Shift on many keyboards.
            assert_eq!(Shortcut::of(&Press { shift: true, ..press(key) }, ANYWHERE), Some(shortcut), "{key}");
        }
        assert_eq!(Shortcut::of(&press("N"), ANYWHERE), None);
        assert_eq!(Shortcut::of(&press("x"), ANYWHERE), None);
    }

    #[test]
    fn a_letter_that_is_typed_is_no_shortcut() {
        for key in ["/", "n", "?"] {
            for nowhere in [
                Circumstances { in_field: true, ..ANYWHERE },
                Circumstances { dialog_open: true, ..ANYWHERE },
                Circumstances { single_keys: false, ..ANYWHERE },
            ] {
                assert_eq!(Shortcut::of(&press(key), nowhere), None, "{key} {nowhere:?}");
            }
            for held in [
                Press { ctrl: true, ..press(key) },
                Press { meta: true, ..press(key) },
                Press { alt: true, ..press(key) },
            ] {
                assert_eq!(Shortcut::of(&held, ANYWHERE), None, "{held:?}");
            }
        }
    }

    #[test]
    fn the_palette_opens_from_a_field_and_without_single_keys_but_not_over_a_dialog() {
        let (ctrl, meta) = (Press { ctrl: true, ..press("k") }, Press { meta: true, ..press("k") });
        let busy = Circumstances { in_field: true, single_keys: false, ..ANYWHERE };
        assert_eq!(Shortcut::of(&ctrl, busy), Some(Shortcut::Palette));
        assert_eq!(Shortcut::of(&meta, busy), None);
        let mac = Circumstances { is_apple: true, ..busy };
        assert_eq!(Shortcut::of(&meta, mac), Some(Shortcut::Palette));
        assert_eq!(Shortcut::of(&ctrl, mac), None);
        assert_eq!(Shortcut::of(&ctrl, Circumstances { dialog_open: true, ..ANYWHERE }), None);
    }
}
