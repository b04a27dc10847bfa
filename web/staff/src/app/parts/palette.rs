//! The command palette and the list of the shortcuts.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use futures_util::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::later::{PartView, once_opened};
use crate::app::keyboard::Keyboard;
use crate::pages::palette::PaletteDialog;
use crate::pages::palette::help::HelpDialog;

/// The palette and the list of the shortcuts, once one of them is wanted.
pub fn palette(keyboard: Keyboard) -> AnyView {
    once_opened(load_palette, &[keyboard.palette, keyboard.help], move || palette_of(keyboard).now_or_never())
}

/// The palette and the list of the shortcuts.
#[wasm_split(palette, fallible, preload(load_palette))]
fn palette_of(keyboard: Keyboard) -> PartView {
    Ok(view! {
        <PaletteDialog keyboard />
        <HelpDialog keyboard />
    }
    .into_any())
}
