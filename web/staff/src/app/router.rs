//! Which page belongs to which address.

use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::components::toast::{ToastRegion, Toasts};

use super::early::EarlySignIn;
use super::load_ahead::LoadAhead;
use super::location::{Location, Redirect, use_location};
use super::parts;
use super::route::AppPath;
use super::session::{SessionContext, SessionState};
use super::shell::Shell;
use crate::pages::not_found::NotFoundPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::vehicles::VehiclesPage;

/// The staff app.
#[component]
pub fn App(
    /// Who uses it.
    session: SessionState,
    /// What was done in the sign-in form of the document.
    early: Option<EarlySignIn>,
) -> impl IntoView {
    SessionContext::provide(session);
    EarlySignIn::provide(early);
    Toasts::provide();
    Location::provide();
    LoadAhead::provide(parts::load_ahead);
    view! {
        <Pages />
        <ToastRegion />
    }
}

/// Where a page is shown.
#[derive(Clone, Copy, PartialEq)]
enum Frame {
    /// Behind the sign-in.
    Shell,
    /// By itself; none is a page that does not exist.
    Bare(Option<AppPage>),
}

impl Frame {
    fn of(page: Option<AppPage>) -> Self {
        match page {
            None | Some(AppPage::SignIn | AppPage::Invite) => Self::Bare(page),
            Some(_) => Self::Shell,
        }
    }
}

#[component]
fn Pages() -> impl IntoView {
    let path = use_location().path();
    let page = Memo::new(move |_| path.with(|path| AppPage::at(path).map(|(page, _)| page)));
    // The last id stays while its page is being left.
    let id = Memo::new(move |before: Option<&String>| {
        let now = path.with(|path| AppPage::at(path).map(|(_, id)| id.to_owned()));
        now.filter(|id| !id.is_empty()).or_else(|| before.cloned()).unwrap_or_default()
    });
    let frame = Memo::new(move |_| Frame::of(page.get()));
    // A page that needs another frame may be known before this one is gone: it must not be drawn here.
    let inside = move || page.get().filter(|_| Frame::of(page.get()) == Frame::Shell).map(|page| view_of(page, id));
    // Only a change of the frame draws it again, not every change of the page in it.
    move || match frame.get() {
        Frame::Shell => view! { <Shell>{inside}</Shell> }.into_any(),
        Frame::Bare(Some(page)) => view_of(page, id),
        Frame::Bare(None) => view! { <NotFoundPage /> }.into_any(),
    }
}

fn view_of(page: AppPage, id: Memo<String>) -> AnyView {
    match page {
        AppPage::Start => view! { <Redirect to=AppPath::Vehicles.to_string() /> }.into_any(),
        AppPage::SignIn => view! { <SignInPage /> }.into_any(),
        AppPage::Vehicles => view! { <VehiclesPage /> }.into_any(),
        AppPage::Settings => view! { <Redirect to=AppPath::OrganizationSettings.to_string() /> }.into_any(),
        page => parts::page(page, id),
    }
}
