//! The settings: the organisation, its members, and the own account.

pub mod account;
pub mod members;
pub mod organization;

pub use account::AccountPage;
pub use members::MembersPage;
pub use organization::OrganizationPage;

use leptos::prelude::*;
use leptos_router::components::A;

use crate::app::DocumentTitle;
use crate::app::route::AppPath;
use crate::client::ApiError;
use crate::components::PageHeader;

/// The frame of a page of the settings: the way to the others, and its heading.
#[component]
pub fn SettingsFrame(
    /// The heading.
    title: &'static str,
    /// What stands under the heading.
    #[prop(optional)]
    subtitle: Option<&'static str>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let tab = |path: AppPath, text| view! { <li><A href=path.to_string() attr:class="settings__tab">{text}</A></li> };
    view! {
        <DocumentTitle text=format!("{title} · Settings")/>
        <div class="settings">
            <nav class="settings__tabs" aria-label="Settings">
                <ul>
                    {tab(AppPath::OrganizationSettings, "Organization")}
                    {tab(AppPath::MemberSettings, "Members")}
                    {tab(AppPath::AccountSettings, "Your account")}
                </ul>
            </nav>
            <PageHeader title=title.to_owned() subtitle=move || subtitle/>
            {children()}
        </div>
    }
}

/// What is wrong with the field at a JSON Pointer.
fn field_error(error: RwSignal<Option<ApiError>>, pointer: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.field(pointer)))
}
