//! Which page belongs to which address.

use leptos::prelude::*;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;
use shared::app_page::AppPage;
use ui::components::toast::{ToastRegion, Toasts};

use super::route::AppPath;
use super::session::SessionContext;
use super::shell::Shell;
use crate::pages::invite::InvitePage;
use crate::pages::links::LinksPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::proposals::ProposalsPage;
use crate::pages::proposals::one::ProposalPage;
use crate::pages::settings::account::AccountPage;
use crate::pages::settings::api_keys::ApiKeysPage;
use crate::pages::settings::audit_log::AuditLogPage;
use crate::pages::settings::members::MembersPage;
use crate::pages::settings::organization::OrganizationPage;
use crate::pages::settings::webhooks::WebhooksPage;
use crate::pages::settings::webhooks::endpoint::WebhookPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::vehicle::VehiclePage;
use crate::pages::vehicles::VehiclesPage;

/// The staff app.
#[component]
pub fn App() -> impl IntoView {
    SessionContext::provide();
    Toasts::provide();
    // The table of pages decides, not patterns of the router: it is the server's too.
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/*any") view=Pages />
            </Routes>
        </Router>
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
    let path = use_location().pathname;
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
        AppPage::Start => view! { <Redirect path=AppPath::Vehicles.to_string() /> }.into_any(),
        AppPage::SignIn => view! { <SignInPage /> }.into_any(),
        AppPage::Invite => view! { <InvitePage /> }.into_any(),
        AppPage::Vehicles => view! { <VehiclesPage /> }.into_any(),
        AppPage::Vehicle => view! { <VehiclePage id /> }.into_any(),
        AppPage::TrackingLinks => view! { <LinksPage /> }.into_any(),
        AppPage::Proposals => view! { <ProposalsPage /> }.into_any(),
        AppPage::Proposal => view! { <ProposalPage id /> }.into_any(),
        AppPage::Settings => view! { <Redirect path=AppPath::OrganizationSettings.to_string() /> }.into_any(),
        AppPage::OrganizationSettings => view! { <OrganizationPage /> }.into_any(),
        AppPage::MemberSettings => view! { <MembersPage /> }.into_any(),
        AppPage::ApiKeySettings => view! { <ApiKeysPage /> }.into_any(),
        AppPage::WebhookSettings => view! { <WebhooksPage /> }.into_any(),
        AppPage::WebhookEndpoint => view! { <WebhookPage id /> }.into_any(),
        AppPage::AuditLog => view! { <AuditLogPage /> }.into_any(),
        AppPage::AccountSettings => view! { <AccountPage /> }.into_any(),
    }
}
