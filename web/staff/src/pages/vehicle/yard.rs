//! What is done to a vehicle in a yard, with one hand: a photo, a note. Only phones show it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::browser;
use ui::components::{Button, IconName, Toasts};

use super::open::OpenVehicle;
use crate::app::parts::gallery::add_photos;
use crate::app::uploads::UploadsPlace;
use crate::client::ApiError;
use crate::pictures::accepted;

/// The heading of the photos, where what was taken is seen on its way, and the field for a note.
const PHOTOS: &str = "#vehicle-photos";
const NOTE: &str = ".add-note textarea";
/// How long a part of the page is waited for that is drawn a little later.
const LOOKS: u32 = 50;
const PAUSE_MS: u32 = 100;

/// "Take photo" and "Note".
#[component]
pub(super) fn YardButtons(vehicle: OpenVehicle, frozen: Signal<bool>) -> impl IntoView {
    let (uploads, toasts) = (UploadsPlace::expect(), Toasts::expect());
    let camera = NodeRef::<html::Input>::new();
    let open_camera = Callback::new(move |()| {
        if let Some(camera) = camera.get_untracked() {
            camera.click();
        }
    });
    let taken = move |event: ev::Event| {
        let files = browser::take_files(&event);
        spawn_local(async move {
            if add_photos(uploads, vehicle.id(), files).await.is_err() {
                return toasts.error(ApiError::Network.message());
            }
            show(PHOTOS).await;
        });
    };
    let write_note = Callback::new(move |()| spawn_local(show(NOTE)));
    view! {
        <span class="vehicle__yard">
            <Button icon=IconName::Camera disabled=frozen on_press=open_camera>
                "Take photo"
            </Button>
            <Button icon=IconName::Note disabled=frozen on_press=write_note>
                "Write note"
            </Button>
        </span>
        <input
            type="file"
            hidden
            accept=accepted()
            capture="environment"
            aria-label="Photo for this vehicle"
            node_ref=camera
            on:change=taken
        />
    }
}

/// Brings a part of the page into sight and the focus to it, once it is there.
async fn show(selector: &'static str) {
    for _ in 0..LOOKS {
        if browser::element(selector).is_some() {
            return browser::focus(selector);
        }
        browser::sleep_ms(PAUSE_MS).await;
    }
}
