//! The settings: the organisation, its members, what other programs may do, who did what, and the own account.

pub mod account;
pub mod api_keys;
pub mod audit_log;
pub mod members;
pub mod organization;
pub mod webhooks;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::member::Role;
use ui::components::{Banner, Icon, IconName, PageHeader};

use crate::app::location::use_location;
use crate::app::route::AppPath;
use crate::app::session::use_staff;
use crate::app::title::DocumentTitle;
use crate::client::ApiError;

/// The frame of a page of the settings: the way to the others, and its heading.
#[component]
pub fn SettingsFrame(
    /// The page, which names the heading.
    page: AppPage,
    /// What stands under the heading.
    #[prop(optional)]
    subtitle: Option<&'static str>,
    /// What stands over the heading, such as a link back.
    #[prop(optional, into)]
    above: Option<ViewFn>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let staff = use_staff();
    let title = page.title();
    let admin = Memo::new(move |_| staff.can(Role::Admin));
    let here = use_location().path();
    let tab = move |path: AppPath| {
        let area = path.to_string();
        let current = move || here.with(|here| here.starts_with(&area)).then_some("page");
        view! {
            <li>
                <a href=path.to_string() class="settings__tab" aria-current=current>
                    {path.title()}
                </a>
            </li>
        }
    };
    let admin_tabs = move || {
        admin.get().then(|| {
            view! {
                {tab(AppPath::ApiKeySettings)}
                {tab(AppPath::WebhookSettings)}
                {tab(AppPath::AuditLog)}
            }
        })
    };
    view! {
        <DocumentTitle text=format!("{title} · {}", AppPage::Settings.title()) />
        <div class="settings">
            <nav class="settings__tabs" aria-label="Settings">
                <ul>
                    {tab(AppPath::OrganizationSettings)} {tab(AppPath::MemberSettings)} {admin_tabs}
                    {tab(AppPath::AccountSettings)}
                </ul>
            </nav>
            {match above {
                Some(above) => view! { <PageHeader title=title.to_owned() above /> }.into_any(),
                None => view! { <PageHeader title=title.to_owned() subtitle=move || subtitle /> }.into_any(),
            }}
            {children()}
        </div>
    }
}

/// What only admins may see; the others read why they do not.
#[component]
pub fn AdminsOnly(
    /// What it is, at the start of a sentence.
    what: &'static str,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let staff = use_staff();
    let admin = Memo::new(move |_| staff.can(Role::Admin));
    view! {
        <Show
            when=move || admin.get()
            fallback=move || {
                view! {
                    <Banner>
                        {format!("{what} can be seen by admins only. Ask an admin if you need something here.")}
                    </Banner>
                }
            }
        >
            {children()}
        </Show>
    }
}

/// Leads to the documentation of the API.
#[component]
pub fn ApiDocsLink() -> impl IntoView {
    view! {
        <a class="button button--ghost" href="/docs" target="_blank" rel="noopener">
            <Icon name=IconName::External />
            "API docs"
        </a>
    }
}

/// What is wrong with the field at a JSON Pointer.
fn field_error(error: RwSignal<Option<ApiError>>, pointer: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.field(pointer)))
}
