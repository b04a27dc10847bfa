//! The shortcuts of the signed-in app: what they open, and the listener behind them.

pub mod preference;
pub mod shortcut;

use leptos::prelude::*;
use shared::member::Role;
use ui::browser;
use ui::keys::Press;
use ui::listen::listen;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use self::preference::SingleKeys;
use self::shortcut::{Circumstances, Shortcut};
use super::session::Staff;

/// What counts as a field: there letters are typed, or choose.
const FIELDS: &str = "input, textarea, select, [contenteditable], [role=menu], [role=listbox]";

/// What the shortcuts open; buttons open the same.
#[derive(Clone, Copy)]
pub struct Keyboard {
    staff: Staff,
    /// Whether the command palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the list of the shortcuts is open.
    pub help: RwSignal<bool>,
    /// Whether the form for a new vehicle is open.
    pub new_vehicle: RwSignal<bool>,
    /// Whether keys without Ctrl or ⌘ are shortcuts.
    pub single_keys: SingleKeys,
    /// What was typed while the palette was being loaded.
    typed: RwSignal<String>,
}

impl Keyboard {
    /// Listens for as long as this member is signed in, and makes what it opens available to everything below.
    pub fn provide(staff: Staff) -> Self {
        let closed = || RwSignal::new(false);
        let keyboard = Self {
            staff,
            palette: closed(),
            help: closed(),
            new_vehicle: closed(),
            single_keys: SingleKeys::remembered(),
            typed: RwSignal::new(String::new()),
        };
        listen("keydown", move |event| keyboard.hear(event));
        provide_context(keyboard);
        keyboard
    }

    /// What the shortcuts open. Only below the shell of the signed-in app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether a new vehicle can be created now; reactive.
    pub fn may_create(self) -> bool {
        self.staff.can(Role::Editor) && !self.staff.locked()
    }

    /// What was typed while the palette was being loaded, for the palette.
    pub fn take_typed(self) -> String {
        self.typed.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    fn hear(self, event: &Event) {
        let Some(press) = Press::of(event) else { return };
        let at = Circumstances {
            is_apple: browser::is_apple(),
            in_field: is_in_field(event),
            dialog_open: browser::element("dialog[open]").is_some(),
            single_keys: self.single_keys.are_on_untracked(),
        };
        if self.palette.get_untracked() {
            self.while_palette_opens(event, &press, at);
        } else if let Some(shortcut) = Shortcut::of(&press, at)
            && self.answer(shortcut)
        {
            event.prevent_default();
        }
    }

    /// Whoever types on while the palette is on its way has typed into it.
    fn while_palette_opens(self, event: &Event, press: &Press, at: Circumstances) {
        let is_closed_again = Shortcut::is_palette(press, at.is_apple);
        if is_closed_again {
            self.palette.set(false);
        }
        let is_early = !at.dialog_open && press.is_plain() && press.key.chars().count() == 1;
        if is_early {
            self.typed.update_untracked(|typed| typed.push_str(&press.key));
        }
        if is_closed_again || is_early {
            event.prevent_default();
        }
    }

    /// Does what the shortcut stands for; false where that is not possible.
    fn answer(self, shortcut: Shortcut) -> bool {
        match shortcut {
            Shortcut::Search if focus_search() => {}
            Shortcut::Palette | Shortcut::Search => self.open_palette(),
            Shortcut::Help => self.help.set(true),
            Shortcut::NewVehicle if untrack(|| self.may_create()) => self.new_vehicle.set(true),
            Shortcut::NewVehicle => return false,
        }
        true
    }

    /// Opens the palette.
    pub fn open_palette(self) {
        self.typed.update_untracked(String::clear);
        self.palette.set(true);
    }
}

fn is_in_field(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest(FIELDS), Ok(Some(_))))
}

/// Leads to the search of the page, if it has one.
fn focus_search() -> bool {
    let field = browser::element("main [type=search]");
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field.as_ref().map(browser::select_text).is_some()
}
