//! The tracking link sheet: see the state of a vehicle's link, set what the customer sees, create, copy, save, revoke,
//! regenerate. The words are those of the product's help article.

mod additional_photos;
mod confirm;
mod draft;
mod edit;
mod model;
mod options;
mod picker;
mod preview;
mod refusal;
mod status;
mod url;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::Value;
use shared::member::Role;
use shared::time::Timestamp;
use ui::components::{Banner, Button, ButtonVariant, Dialog, DialogVariant, IconName, Skeleton, Tone, on_open};
use ui::unsaved;

use self::confirm::{DiscardDialog, RegenerateDialog, RevokeDialog};
use self::model::{Action, Sheet};
use self::options::Options;
use self::picker::Peek;
use self::preview::Preview;
use self::status::{Status, Warnings};
use self::url::LinkUrl;
use crate::app::load::Load;
use crate::app::merge::{MergedFields, Write};
use crate::app::retry::Failure;
use crate::app::route::TRACKING_LINK_SHEET;
use crate::app::session::use_staff;
use crate::pages::share::Sharing;
use crate::pages::vehicle::open::OpenVehicle;

/// The sheet of a vehicle. It asks before it closes with unsaved changes, or with a message that would be lost.
#[component]
pub fn TrackingSheet(
    /// The vehicle.
    vehicle: OpenVehicle,
    /// Whether the sheet is open.
    open: RwSignal<bool>,
    /// Runs after the link changed.
    on_changed: Callback<()>,
) -> impl IntoView {
    let sheet = Sheet::new(vehicle.id(), on_changed);
    let sharing = sheet.sharing_of(vehicle);
    let vehicle_title = move || vehicle.get().map(|vehicle| vehicle.value.title());
    let (revoking, regenerating, discarding) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    on_open(open, move || {
        sheet.open();
        sharing.start();
    });
    let is_unsaved =
        move || open.get_untracked() && (untrack(|| sheet.is_dirty() && sheet.staff.writable()) || sharing.is_unsent());
    let on_close_request = Callback::new(move |()| {
        if is_unsaved() {
            discarding.set(true);
        } else {
            open.set(false);
        }
    });
    unsaved::keep(is_unsaved);
    let submit = Callback::new(move |()| submit(sheet));
    view! {
        <Dialog
            open
            title="Tracking link"
            variant=DialogVariant::WideSheet
            address=TRACKING_LINK_SHEET
            on_close_request
            footer=move || view! { <Footer sheet submit on_close_request /> }
        >
            <div class="sheet">
                <form
                    class="sheet__form"
                    novalidate
                    on:submit=move |event: SubmitEvent| {
                        event.prevent_default();
                        submit.run(());
                    }
                >
                    <p class="sheet__vehicle">{vehicle_title}</p>
                    <Content sheet sharing revoking regenerating />
                </form>
                <Show when=move || sheet.is_ready()>
                    <Preview sheet />
                    <Peek additional_photos=sheet.additional_photos() />
                </Show>
            </div>
        </Dialog>
        <RevokeDialog sheet open=revoking />
        <RegenerateDialog sheet open=regenerating />
        <DiscardDialog sheet sharing open=discarding on_discard=Callback::new(move |()| open.set(false)) />
    }
}

/// Creates or saves. Whether a field is half typed was asked before (`components::field::typed`): not by `checkValidity`,
/// which in `WebKit` goes on to refuse a date that was cleared.
fn submit(sheet: Sheet) {
    if !untrack(|| sheet.is_ready() && sheet.staff.writable()) {
        return;
    }
    if untrack(|| sheet.living_link()).is_none() {
        sheet.create();
    } else if untrack(|| sheet.is_dirty()) {
        sheet.save();
    }
}

#[component]
fn Content(sheet: Sheet, sharing: Sharing, revoking: RwSignal<bool>, regenerating: RwSignal<bool>) -> impl IntoView {
    let phase = Memo::new(move |_| {
        sheet.link.state().with(|state| match state {
            Load::Loading => Load::Loading,
            Load::Ready(_) => Load::Ready(()),
            Load::Failed(error) => Load::Failed(error.clone()),
        })
    });
    let ask_regenerate = Callback::new(move |()| regenerating.set(true));
    let retry = Callback::new(move |()| sheet.open());
    move || match phase.get() {
        Load::Loading => view! { <Skeleton lines=10 /> }.into_any(),
        Load::Failed(error) => view! { <Failure what="The tracking link" error on_retry=retry /> }.into_any(),
        Load::Ready(()) => view! {
            <Status sheet />
            <Warnings sheet regenerate=ask_regenerate />
            <LinkUrl sheet sharing />
            <MergedFields merge=sheet.merge() write=write as Write>
                <Options sheet />
            </MergedFields>
            <Endings sheet revoking regenerating />
        }
        .into_any(),
    }
}

/// How the value of an option is written that is more than a switch.
fn write(path: &str, value: &Value) -> Option<String> {
    match (path, value) {
        ("photo_ids", Value::Array(photos)) => Some(match photos.len() {
            0 => "No photos".to_owned(),
            1 => "1 photo".to_owned(),
            count => format!("{count} photos"),
        }),
        ("expires_at", Value::Null) => Some("Never".to_owned()),
        ("expires_at", Value::String(text)) => Some(use_staff().formats().instant(Timestamp::parse(text)?)),
        _ => None,
    }
}

/// The two ways to stop the URL.
#[component]
fn Endings(sheet: Sheet, revoking: RwSignal<bool>, regenerating: RwSignal<bool>) -> impl IntoView {
    let offered = Memo::new(move |_| sheet.living_link().is_some() && sheet.staff.can(Role::Editor));
    let locked = Signal::derive(move || sheet.staff.locked());
    view! {
        <Show when=move || offered.get()>
            <section class="sheet__endings" aria-labelledby="sheet-endings">
                <h3 id="sheet-endings" class="sheet__legend">
                    "Stop or replace the URL"
                </h3>
                <div class="sheet__ending">
                    <Button
                        icon=IconName::Refresh
                        disabled=locked
                        on_press=Callback::new(move |()| regenerating.set(true))
                    >
                        "Regenerate"
                    </Button>
                    <p class="muted">"The old URL stops working and a new one appears."</p>
                </div>
                <div class="sheet__ending">
                    <Button icon=IconName::Close on_press=Callback::new(move |()| revoking.set(true))>
                        "Revoke"
                    </Button>
                    <p class="muted">"The URL stops working immediately. No new one is issued."</p>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Footer(sheet: Sheet, submit: Callback<()>, on_close_request: Callback<()>) -> impl IntoView {
    let living = Memo::new(move |_| sheet.living_link().is_some());
    let dirty = Memo::new(move |_| sheet.is_dirty());
    let frozen = Signal::derive(move || !sheet.is_ready() || !sheet.staff.writable() || sheet.stale.get());
    let main = move || {
        if living.get() {
            view! {
                <Button
                    variant=ButtonVariant::Primary
                    busy=sheet.does(Action::Save)
                    disabled=Signal::derive(move || frozen.get() || !dirty.get())
                    on_press=submit
                >
                    "Save options"
                </Button>
            }
            .into_any()
        } else {
            view! {
                <Button
                    variant=ButtonVariant::Primary
                    icon=IconName::Link
                    busy=sheet.does(Action::Create)
                    disabled=frozen
                    on_press=submit
                >
                    "Create tracking link"
                </Button>
            }
            .into_any()
        }
    };
    let failure = move || sheet.failure_of(&[Action::Create, Action::Save, Action::Keep]);
    view! {
        {move || {
            failure()
                .map(|failure| {
                    view! {
                        <div class="sheet__failure">
                            <Banner tone=Tone::Danger>{failure}</Banner>
                        </div>
                    }
                })
        }}
        <Show when=move || dirty.get() && living.get() && !frozen.get()>
            <p class="sheet__unsaved" role="status">
                "Unsaved changes"
            </p>
        </Show>
        // The corner has a "Close" too; this one is where the thumb is.
        <Button on_press=on_close_request>"Done"</Button>
        <Show when=move || sheet.is_ready() && sheet.staff.can(Role::Editor)>{main}</Show>
    }
}
