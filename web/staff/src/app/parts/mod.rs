//! The parts of the program that are loaded when they are opened. What `#[wasm_split]` marks, and all that nothing else needs,
//! is in a file of its own (`xtask/src/bundle/parts.rs`); what two parts share is in one more.

pub mod dialogs;
pub mod find;
pub mod gallery;
mod later;
mod office;
pub mod palette;
mod styles;
mod vehicle;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use ui::browser;

use self::dialogs::keep_focus;
use self::gallery::{Errand, load_gallery, uploads};
use self::later::later;
use self::office::{load_office, office};
use self::styles::styles;
use self::vehicle::{load_vehicle, vehicle};
use crate::app::uploads::UploadsPlace;

/// A page that is not in the part that starts.
pub fn page(page: AppPage, id: Memo<String>) -> AnyView {
    if page == AppPage::Vehicle {
        later(load_vehicle, move || vehicle(id).now_or_never())
    } else {
        later(load_office, move || office(page, id).now_or_never())
    }
}

/// Loads what a page needs before it can be drawn.
pub async fn await_page(page: Option<AppPage>) {
    let Some(part) = page.and_then(|page| page.parts().first().copied()) else { return };
    // The list is there without what narrows it, which comes beside it.
    if part == "finding" {
        return;
    }
    styles().await;
    // Where it does not come, the page says so.
    let _ = if part == "vehicle" { load_vehicle().await } else { load_office().await };
}

/// Takes up photos that were on their way when the app was closed.
pub fn go_on_with_uploads(place: UploadsPlace) {
    const PAUSE_MS: u32 = 2_000;
    spawn_local(async move {
        browser::sleep_ms(PAUSE_MS).await;
        // Where the part does not come now, the page of a vehicle asks for it again.
        let _ = uploads(place, Errand::GoOn).await;
    });
}

/// Loads what is most likely opened next, when there is time.
pub fn load_ahead() {
    const PAUSE_MS: u32 = 1_000;
    spawn_local(async {
        browser::sleep_ms(PAUSE_MS).await;
        if !browser::is_online() {
            return;
        }
        styles().await;
        // What does not come now is asked for again when it is opened.
        if load_vehicle().await.is_ok() && load_gallery().await.is_ok() {
            let _ = keep_focus().await;
        }
    });
}
