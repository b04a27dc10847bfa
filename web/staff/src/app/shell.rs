//! The frame around every page behind the sign-in: brand, navigation, account, banner. It lets nobody else in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use ui::browser;
use ui::components::{Button, ButtonVariant, Icon, IconName, Skeleton, Toasts};
use web_sys::Element;

use super::kept_list::KeptList;
use super::keyboard::Keyboard;
use super::keyboard::shortcut::command_key;
use super::location::{Redirect, use_location};
use super::new_vehicle::NewVehicle;
use super::parts::dialogs::{leave_question, sign_in_again};
use super::parts::gallery::organization_banner;
use super::parts::go_on_with_uploads;
use super::parts::palette::palette;
use super::retry::Failure;
use super::route::{AppPath, sign_in_then};
use super::session::{SessionState, Staff, use_session, use_staff};
use super::sign_out::sign_out;
use super::uploads::UploadsPlace;
use super::waiting_proposals::WaitingProposals;
use crate::client::StaffClient;

/// The frame, for members; everybody else is led to the sign-in.
#[component]
pub fn Shell(
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    move || match session.state() {
        SessionState::Resuming => view! {
            <div class="shell__waiting">
                <Skeleton lines=6 />
            </div>
        }
        .into_any(),
        SessionState::Unreachable(error) => {
            let on_retry = Callback::new(move |()| session.resume());
            view! {
                <main class="shell__waiting">
                    <Failure what="ImportOps" error on_retry />
                </main>
            }
            .into_any()
        }
        SessionState::SignedOut => view! { <Redirect to=sign_in_then(&use_location().now()) /> }.into_any(),
        SessionState::SignedIn(client) => view! { <Frame client page=children.clone() /> }.into_any(),
    }
}

#[component]
fn Frame(client: StaffClient, page: ChildrenFn) -> impl IntoView {
    let staff = Staff::provide(client);
    let uploads = UploadsPlace::provide(staff);
    go_on_with_uploads(uploads);
    WaitingProposals::provide(staff);
    KeptList::provide();
    let keyboard = Keyboard::provide(staff);
    focus_heading_after_navigation();
    view! {
        <a class="skip-link" href="#main">
            "Skip to the content"
        </a>
        <header class="shell__header">
            <div class="shell__bar">
                <a class="shell__brand" href=AppPath::Vehicles.to_string()>
                    <span class="shell__mark">
                        <Icon name=IconName::Ship />
                    </span>
                    "ImportOps"
                </a>
                <Navigation />
                <Find keyboard />
                <Account />
            </div>
        </header>
        {organization_banner(staff)}
        {move || uploads.notice()}
        <main id="main" class="shell__main">
            {page()}
        </main>
        <NewVehicle keyboard />
        {palette(keyboard)}
        {leave_question(use_location())}
        {sign_in_again(staff)}
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let here = use_location().path();
    let waiting = WaitingProposals::expect();
    // Whoever moves about learns of what came meanwhile.
    Effect::new(move |before: Option<()>| {
        here.track();
        if before.is_some() {
            waiting.ask();
        }
    });
    let waiting_count = move || {
        waiting.count().map(|count| {
            view! { <span class="shell__count">{format!(" {count}")} <span class="visually-hidden">" waiting"</span></span> }
        })
    };
    let item = |area: AppPage, path: AppPath, icon| {
        let current = move || here.with(|here| here.starts_with(area.pattern())).then_some("page");
        view! {
            <li>
                <a href=path.to_string() class="shell__link" aria-current=current>
                    <Icon name=icon />
                    <span>{area.title()}</span>
                    {(area == AppPage::Proposals).then_some(waiting_count)}
                </a>
            </li>
        }
    };
    view! {
        <nav class="shell__nav" aria-label="Main">
            <ul>
                {item(AppPage::Vehicles, AppPath::Vehicles, IconName::Car)}
                {item(AppPage::TrackingLinks, AppPath::TrackingLinks, IconName::Link)}
                {item(AppPage::Proposals, AppPath::Proposals, IconName::List)}
                {item(AppPage::Settings, AppPath::OrganizationSettings, IconName::Settings)}
            </ul>
        </nav>
    }
}

/// Opens the command palette. Its key stands beside its name, for whoever likes keys better.
#[component]
fn Find(keyboard: Keyboard) -> impl IntoView {
    let label = format!("Find anything ({} K)", command_key(browser::is_apple()));
    let on_press = Callback::new(move |()| keyboard.open_palette());
    view! {
        <div class="shell__find">
            <Button variant=ButtonVariant::Ghost icon=IconName::Search label on_press />
        </div>
    }
}

/// Who is signed in, and the way out.
#[component]
fn Account() -> impl IntoView {
    let staff = use_staff();
    let (uploads, toasts) = (UploadsPlace::expect(), Toasts::expect());
    let busy = RwSignal::new(false);
    let location = use_location();
    let on_press = Callback::new(move |()| location.end(Callback::new(move |()| sign_out(uploads, toasts, busy))));
    view! {
        <div class="shell__account">
            <OrganizationLogo />
            <a class="shell__person" href=AppPath::AccountSettings.to_string()>
                <span class="shell__name">{move || staff.member().name}</span>
                <span class="shell__organization">{move || staff.organization().name}</span>
            </a>
            <Button variant=ButtonVariant::Ghost icon=IconName::SignOut label="Sign out" busy on_press />
        </div>
    }
}

/// The organisation's logo, beside its name. It has no words of its own: the name stands there.
#[component]
fn OrganizationLogo() -> impl IntoView {
    let staff = use_staff();
    let logo = Memo::new(move |_| staff.organization().logo_url);
    move || {
        logo.get().map(|src| {
            view! {
                <span class="shell__logo">
                    <img src=src alt="" decoding="async" />
                </span>
            }
        })
    }
}

/// After a change of page, or the sign-in, the focus goes to the new heading: keyboards and screen readers start there.
fn focus_heading_after_navigation() {
    let path = use_location().path();
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) || nothing_has_focus() {
            let page = now.clone();
            let is_here = move || path.try_with_untracked(|path| *path == page) == Some(true);
            request_animation_frame(move || spawn_local(focus_heading(is_here)));
        }
        now
    });
}

/// Moves the focus to the heading of a page, which may be in a part of the program that is still on its way; unless somebody goes
/// elsewhere meanwhile.
async fn focus_heading(is_here: impl Fn() -> bool) {
    const HEADING: &str = "main h1";
    const LOOKS: u32 = 200;
    const PAUSE_MS: u32 = 50;
    let before = focused();
    for _ in 0..LOOKS {
        if browser::element(HEADING).is_some() {
            // Where a page is returned to, it stands as it was left.
            return browser::focus_in_place(HEADING);
        }
        browser::sleep_ms(PAUSE_MS).await;
        // What is left of the last page may have it, and what took the place of that: nobody went there.
        let is_idle = focused().is_none_or(|now| now.get_attribute("tabindex").as_deref() == Some("-1"));
        if !is_here() || !(is_idle || nothing_has_focus() || focused() == before) {
            return;
        }
    }
}

fn focused() -> Option<Element> {
    browser::document().and_then(|document| document.active_element())
}

fn nothing_has_focus() -> bool {
    focused().is_none_or(|element| element.tag_name() == "BODY")
}
