//! Adding photos to the gallery from the picker.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use ui::browser;
use ui::components::{Button, IconName};

use crate::app::uploads::queue::Uploads;
use crate::pages::tracking_sheet::model::Sheet;
use crate::pages::vehicle::photos::sending::SendingList;
use crate::pictures::accepted;

/// "Add photos", and those on their way. What arrives is in the gallery, and on the page once it is picked.
#[component]
pub(super) fn AddPhotos(sheet: Sheet) -> impl IntoView {
    let uploads = Uploads::expect();
    let files = NodeRef::<html::Input>::new();
    let open = Callback::new(move |()| {
        if let Some(input) = files.get_untracked() {
            input.click();
        }
    });
    let chosen = move |event: ev::Event| uploads.add(&sheet.vehicle_id(), browser::take_files(&event));
    Effect::new(move |before: Option<usize>| {
        let arrived = uploads.arrived(&sheet.vehicle_id()).len();
        if before.is_some_and(|before| before != arrived) {
            untrack(|| sheet.additional_photos().load(sheet.staff.client(), sheet.vehicle_id()));
        }
        arrived
    });
    view! {
        <SendingList vehicle=sheet.vehicle() />
        <div>
            <Button icon=IconName::Upload on_press=open>
                "Add photos"
            </Button>
            <input
                type="file"
                hidden
                multiple
                accept=accepted()
                aria-label="Photos for the gallery"
                node_ref=files
                on:change=chosen
            />
        </div>
    }
}
