//! Sharing from a list: the ways to send the URL of one link, without opening its vehicle.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::VehicleId;
use shared::link::Sent;
use shared::vehicle::Vehicle;
use ui::browser::can_share;
use ui::components::{Button, CopyButton, Dialog, DialogVariant, Skeleton, Toasts};
use ui::unsaved;

use super::discard::DiscardMessage;
use super::model::{SharedUrl, Sharing};
use super::panel::{ShareButton, SharePanel};
use crate::app::session::use_staff;
use crate::client::Versioned;

/// A link of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedLink {
    /// Its vehicle.
    pub vehicle_id: VehicleId,
    /// What the vehicle is called.
    pub title: String,
    /// Its URL.
    pub url: String,
    /// That it was sent.
    pub sent: Option<Sent>,
    /// Why it does not work now, so that it is not offered for sending.
    pub dead: Option<&'static str>,
}

/// The ways to send the URL of the link that was chosen last. It asks before it closes with a message that would be lost.
#[component]
pub fn ShareDialog(
    /// The link.
    link: RwSignal<Option<SharedLink>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let title = Signal::derive(move || {
        link.with(|link| link.as_ref().map_or_else(|| "Share".to_owned(), |link| format!("Share {}", link.title)))
    });
    let (chosen, discarding) = (StoredValue::new_local(None::<Sharing>), RwSignal::new(false));
    let is_unsent = move || {
        open.try_get_untracked() == Some(true) && chosen.try_get_value().flatten().is_some_and(Sharing::is_unsent)
    };
    let on_close_request = Callback::new(move |()| if is_unsent() { discarding.set(true) } else { open.set(false) });
    unsaved::keep(is_unsent);
    let footer = move || view! { <Button on_press=on_close_request>"Done"</Button> };
    view! {
        <Dialog open title variant=DialogVariant::Sheet on_close_request footer=footer>
            {move || {
                link.get()
                    .map(|link| {
                        let on_ready = move |sharing| chosen.set_value(Some(sharing));
                        view! { <Chosen link open on_ready /> }
                    })
            }}
        </Dialog>
        <DiscardMessage open=discarding on_discard=Callback::new(move |()| open.set(false)) />
    }
}

#[component]
fn Chosen(link: SharedLink, open: RwSignal<bool>, on_ready: impl Fn(Sharing) + 'static) -> impl IntoView {
    let staff = use_staff();
    let toasts = Toasts::expect();
    let vehicle = RwSignal::new(None::<Vehicle>);
    let sent = RwSignal::new(link.sent);
    let SharedLink { vehicle_id, url, dead, .. } = link;
    let (client, id) = (staff.client(), vehicle_id.clone());
    spawn_local(async move {
        match client.vehicle(&id).await {
            Ok(read) => {
                vehicle.try_set(Some(read.value));
            }
            Err(error) => {
                toasts.error(error.message());
                open.try_set(false);
            }
        }
    });
    let shown = url.clone();
    let sharing = Sharing::new(
        vehicle_id,
        vehicle.into(),
        SharedUrl { url: Signal::stored(Some(url.clone())), sent: sent.into(), dead: Signal::stored(dead) },
        RwSignal::new(!can_share()),
        Callback::new(move |said| sent.set(said)),
        Callback::new(move |saved: Versioned<Vehicle>| vehicle.set(Some(saved.value))),
    );
    on_ready(sharing);
    view! {
        <div class="stack">
            <p class="share__url">{shown}</p>
            <Show when=move || vehicle.with(Option::is_some) fallback=|| view! { <Skeleton lines=6 /> }>
                <div class="share__buttons">
                    <CopyButton text=url.clone() label="Copy URL" />
                    {can_share().then(|| view! { <ShareButton sharing /> })}
                </div>
                <SharePanel sharing />
            </Show>
        </div>
    }
}
