//! The ways to choose photos by hand: files, and the camera of a phone.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use ui::browser;
use ui::components::{Button, EmptyState, IconName};

use super::rights::Rights;
use crate::app::uploads::queue::Uploads;
use crate::pages::vehicle::open::OpenVehicle;
use crate::pictures::accepted;

/// "Add photos", and on a device with a camera in hand "Take photo".
#[component]
pub(super) fn AddButtons(vehicle: OpenVehicle) -> impl IntoView {
    let (files, camera) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let uploads = Uploads::expect();
    let opens = |input: NodeRef<html::Input>| {
        Callback::new(move |()| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        })
    };
    let chosen = move |event: ev::Event| uploads.add(&vehicle.id(), browser::take_files(&event));
    view! {
        <div class="photos__add">
            <span class="photos__camera">
                <Button icon=IconName::Camera on_press=opens(camera)>
                    "Take photo"
                </Button>
            </span>
            <Button icon=IconName::Upload on_press=opens(files)>
                "Add photos"
            </Button>
            <input
                type="file"
                hidden
                multiple
                accept=accepted()
                aria-label="Photo files"
                node_ref=files
                on:change=chosen
            />
            <input
                type="file"
                hidden
                accept=accepted()
                capture="environment"
                aria-label="Photo from the camera"
                node_ref=camera
                on:change=chosen
            />
        </div>
    }
}

/// Says that there are no photos, and how they get here, while none is on its way.
#[component]
pub(super) fn Empty(vehicle: OpenVehicle, rights: Rights) -> impl IntoView {
    let uploads = Uploads::expect();
    let waits = Memo::new(move |_| uploads.of(&vehicle.id()).is_empty());
    let how = move || {
        rights.change.get().then(|| {
            view! {
                <p>
                    <span class="photos__by-hand">"Take photos with the camera, or add some from this device. "</span>
                    <span class="photos__by-mouse">"Drop files here, paste them, or press Add photos. "</span>
                    "JPEG, HEIC, PNG, WebP and others; large ones are made smaller. Customers never see where or when a photo was taken."
                </p>
            }
        })
    };
    view! {
        <Show when=move || waits.get()>
            <div class="photos__empty">
                <EmptyState icon=IconName::Image title="No photos yet">
                    {how}
                </EmptyState>
            </div>
        </Show>
    }
}
