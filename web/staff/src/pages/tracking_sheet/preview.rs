//! What the customer would see with the options as they are set, saved or not: the real page, fed by the server.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use page::{TrackingPreview, catalogue};
use shared::link::TrackingPreview;
use shared::public_tracking::PublicTracking;
use ui::browser;
use ui::components::Skeleton;

use super::model::Sheet;
use crate::app::load::{Load, Loader};
use crate::app::retry::Failure;

/// Toggles are often pressed one after the other; the page is asked for once they rest.
const PAUSE_MS: u32 = 200;
/// From this width on there is room for the page beside the options; the stylesheet has the same number.
const WIDE: &str = "(min-width: 60rem)";

/// The preview, beside the options where there is room, else behind a disclosure below them.
#[component]
pub(super) fn Preview(sheet: Sheet) -> impl IntoView {
    let page = Loader::<PublicTracking>::new();
    let asked = StoredValue::new(0_u32);
    let ask = move |pause_ms: u32| {
        asked.update_value(|count| *count = count.wrapping_add(1));
        let count = asked.get_value();
        spawn_local(async move {
            browser::sleep_ms(pause_ms).await;
            if asked.try_get_value() != Some(count) {
                return;
            }
            let (client, id) = (sheet.staff.client(), sheet.vehicle_id());
            let (options, photo_ids) =
                untrack(|| (Some(sheet.options.get().into()), Some(sheet.additional_photos().ids())));
            let preview = TrackingPreview { options, photo_ids };
            page.ask(async move { client.preview_tracking_link(&id, &preview).await });
        });
    };
    let options = Memo::new(move |_| {
        let photos = sheet.additional_photos();
        sheet.is_ready().then(|| (sheet.options.get(), photos.ids(), photos.hero()))
    });
    Effect::new(move |before: Option<bool>| {
        let known = options.get().is_some();
        if known {
            ask(if before == Some(true) { PAUSE_MS } else { 0 });
        }
        known
    });
    let wide = RwSignal::new(is_wide());
    let resized = window_event_listener(ev::resize, move |_| {
        if wide.get_untracked() != is_wide() {
            wide.set(is_wide());
        }
    });
    on_cleanup(move || resized.remove());
    let retry = Callback::new(move |()| ask(0));
    let note = "Exactly what your customer would see with these options. It does not count as a view.";
    move || {
        if wide.get() {
            view! {
                <section class="sheet__preview" aria-labelledby="preview-title">
                    <h3 id="preview-title" class="sheet__legend">
                        "Preview"
                    </h3>
                    <p class="muted">{note}</p>
                    <Frame page retry />
                </section>
            }
            .into_any()
        } else {
            view! {
                <details class="sheet__preview">
                    <summary class="sheet__legend">"Preview"</summary>
                    <p class="muted">{note}</p>
                    <Frame page retry />
                </details>
            }
            .into_any()
        }
    }
}

#[component]
fn Frame(page: Loader<PublicTracking>, retry: Callback<()>) -> impl IntoView {
    let shown = Memo::new(move |_| page.state().with(|state| state.ready().cloned()));
    let failure = Memo::new(move |_| {
        page.state().with(|state| if let Load::Failed(error) = state { Some(error.clone()) } else { None })
    });
    view! {
        // It scrolls by itself, so the keyboard has to reach it.
        <div
            class="sheet__frame"
            tabindex="0"
            role="region"
            aria-label="Preview of the tracking page"
            aria-busy=move || page.is_busy().then_some("true")
        >
            {move || match failure.get() {
                Some(error) => view! { <Failure what="The preview" error on_retry=retry /> }.into_any(),
                None if shown.with(Option::is_none) => view! { <Skeleton lines=9 /> }.into_any(),
                None => {
                    let first = shown.get_untracked();
                    first
                        .map(|first| {
                            let data = Signal::derive(move || Arc::new(shown.get().unwrap_or_else(|| first.clone())));
                            // The page stays and follows its data: toggling an option must not make it jump.
                            view! { <TrackingPreview data words=catalogue::english() /> }
                        })
                        .into_any()
                }
            }}
        </div>
    }
}

fn is_wide() -> bool {
    browser::window().and_then(|window| window.match_media(WIDE).ok().flatten()).is_some_and(|query| query.matches())
}
