//! The parts of the program that are loaded when they are opened. What `#[wasm_split]` marks, and all that nothing else needs,
//! is in a file of its own (`xtask/src/bundle/parts.rs`); what two parts share is in one more.

mod later;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::vehicle::Vehicle;
use ui::browser;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use self::later::{later, once_opened};
use crate::pages::invite::InvitePage;
use crate::pages::links::LinksPage;
use crate::pages::proposals::ProposalsPage;
use crate::pages::proposals::one::ProposalPage;
use crate::pages::settings::account::AccountPage;
use crate::pages::settings::api_keys::ApiKeysPage;
use crate::pages::settings::audit_log::AuditLogPage;
use crate::pages::settings::members::MembersPage;
use crate::pages::settings::organization::OrganizationPage;
use crate::pages::settings::webhooks::WebhooksPage;
use crate::pages::settings::webhooks::endpoint::WebhookPage;
use crate::pages::vehicle::VehiclePage;
use crate::pages::vehicle::actions::VehicleDialogs;
use crate::pages::vehicle::notes::Notes;
use crate::pages::vehicle::open::OpenVehicle;
use crate::pages::vehicle::photos::Photos;
use crate::pages::vehicles::create::NewVehicleDialog;

/// A view of a part, or that the part did not come.
type PartView = Result<AnyView, SplitLoaderError>;

/// One vehicle.
#[wasm_split(vehicle, fallible, preload(load_vehicle))]
fn vehicle(id: Memo<String>) -> PartView {
    Ok(view! { <VehiclePage id /> }.into_any())
}

/// The photos and notes of a vehicle, which come below its details.
#[wasm_split(gallery, fallible, preload(load_gallery))]
fn gallery_of_vehicle(vehicle: OpenVehicle) -> PartView {
    Ok(view! {
        <Photos vehicle />
        <Notes vehicle />
    }
    .into_any())
}

/// What is done with a vehicle.
#[wasm_split(dialogs, fallible, preload(load_dialogs))]
fn dialogs_of_vehicle(dialogs: VehicleDialogs) -> PartView {
    Ok(dialogs.draw())
}

/// The form for a new vehicle.
#[wasm_split(dialogs, fallible, preload(load_new_vehicle))]
fn new_vehicle(open: RwSignal<bool>, on_created: Callback<Vehicle>) -> PartView {
    Ok(view! { <NewVehicleDialog open on_created /> }.into_any())
}

/// Links, proposals, settings: what is opened now and then.
#[wasm_split(office, fallible, preload(load_office))]
fn office(page: AppPage, id: Memo<String>) -> PartView {
    Ok(match page {
        AppPage::Invite => view! { <InvitePage /> }.into_any(),
        AppPage::TrackingLinks => view! { <LinksPage /> }.into_any(),
        AppPage::Proposals => view! { <ProposalsPage /> }.into_any(),
        AppPage::Proposal => view! { <ProposalPage id /> }.into_any(),
        AppPage::OrganizationSettings => view! { <OrganizationPage /> }.into_any(),
        AppPage::MemberSettings => view! { <MembersPage /> }.into_any(),
        AppPage::ApiKeySettings => view! { <ApiKeysPage /> }.into_any(),
        AppPage::WebhookSettings => view! { <WebhooksPage /> }.into_any(),
        AppPage::WebhookEndpoint => view! { <WebhookPage id /> }.into_any(),
        AppPage::AuditLog => view! { <AuditLogPage /> }.into_any(),
        AppPage::AccountSettings => view! { <AccountPage /> }.into_any(),
        // They are in the part that starts, or lead on.
        AppPage::Start | AppPage::SignIn | AppPage::Vehicles | AppPage::Vehicle | AppPage::Settings => ().into_any(),
    })
}

/// A page that is not in the part that starts.
pub fn page(page: AppPage, id: Memo<String>) -> AnyView {
    if page == AppPage::Vehicle {
        later(load_vehicle, move || vehicle(id).now_or_never())
    } else {
        later(load_office, move || office(page, id).now_or_never())
    }
}

/// The photos and notes of a vehicle.
pub fn vehicle_gallery(vehicle: OpenVehicle) -> AnyView {
    later(load_gallery, move || gallery_of_vehicle(vehicle).now_or_never())
}

/// What is done with a vehicle, once something is.
pub fn vehicle_dialogs(dialogs: VehicleDialogs) -> AnyView {
    once_opened(load_dialogs, dialogs.opens(), move || dialogs_of_vehicle(dialogs).now_or_never())
}

/// The form for a new vehicle, once it is wanted.
pub fn new_vehicle_dialog(open: RwSignal<bool>, on_created: Callback<Vehicle>) -> AnyView {
    once_opened(load_new_vehicle, [open], move || new_vehicle(open, on_created).now_or_never())
}

/// Loads what a page needs before it can be drawn.
pub async fn await_page(page: Option<AppPage>) {
    // Where it does not come, the page says so.
    let _ = match page.and_then(|page| page.parts().first().copied()) {
        Some("vehicle") => load_vehicle().await,
        Some(_) => load_office().await,
        None => Ok(()),
    };
}

/// Loads what is most likely opened next, when there is time.
pub fn load_ahead() {
    const PAUSE_MS: u32 = 1_000;
    spawn_local(async {
        browser::sleep_ms(PAUSE_MS).await;
        // What does not come now is asked for again when it is opened.
        if load_vehicle().await.is_ok() && load_gallery().await.is_ok() {
            let _ = load_dialogs().await;
        }
    });
}
