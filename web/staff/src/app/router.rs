//! Which page belongs to which address.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::path;
use ui::components::{ToastRegion, Toasts};

use super::session::SessionContext;
use super::shell::Shell;
use crate::pages::invite::InvitePage;
use crate::pages::links::LinksPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::settings::{
    AccountPage, ApiKeysPage, AuditLogPage, MembersPage, OrganizationPage, WebhookPage, WebhooksPage,
};
use crate::pages::sign_in::SignInPage;
use crate::pages::vehicle::VehiclePage;
use crate::pages::vehicles::VehiclesPage;

/// The staff app.
#[component]
pub fn App() -> impl IntoView {
    SessionContext::provide();
    Toasts::provide();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage/>
                <Route path=path!("/invite") view=InvitePage/>
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("") view=|| view! { <Redirect path="/vehicles"/> }/>
                    <Route path=path!("/vehicles") view=VehiclesPage/>
                    <Route path=path!("/vehicles/:id") view=VehiclePage/>
                    <Route path=path!("/tracking-links") view=LinksPage/>
                    <Route path=path!("/settings/organization") view=OrganizationPage/>
                    <Route path=path!("/settings/members") view=MembersPage/>
                    <Route path=path!("/settings/api-keys") view=ApiKeysPage/>
                    <Route path=path!("/settings/webhooks") view=WebhooksPage/>
                    <Route path=path!("/settings/webhooks/:id") view=WebhookPage/>
                    <Route path=path!("/settings/audit-log") view=AuditLogPage/>
                    <Route path=path!("/settings/account") view=AccountPage/>
                    <Route path=path!("/settings") view=|| view! { <Redirect path="/settings/organization"/> }/>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}
