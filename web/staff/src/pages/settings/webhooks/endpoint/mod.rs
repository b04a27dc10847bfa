//! One webhook endpoint: what it gets, what can be done with it, and what was sent to it.

mod actions;
mod change;
mod deliveries;
mod delivery;
mod edit;
mod open;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::ids::WebhookEndpointId;
use shared::webhook::WebhookEndpoint;
use ui::components::{Banner, Copyable, EmptyState, Icon, IconName, SecretDialog, Skeleton, StatePill, Tone};

use self::actions::Actions;
use self::deliveries::Deliveries;
use self::open::OpenEndpoint;
use super::row::Events;
use super::words;
use crate::app::load::Load;
use crate::app::retry::Failure;
use crate::app::route::AppPath;
use crate::app::session::Staff;
use crate::pages::settings::{AdminsOnly, SettingsFrame};

/// The endpoint that the address names.
#[component]
pub fn WebhookPage(
    /// The id in the address.
    id: Memo<String>,
) -> impl IntoView {
    let id = Memo::new(move |_| id.with(|id| id.parse::<WebhookEndpointId>().ok()));
    let back = move || {
        view! {
            <a class="shell__back" href=AppPath::WebhookSettings.to_string()>
                <Icon name=IconName::ArrowLeft />
                {AppPath::WebhookSettings.title()}
            </a>
        }
    };
    view! {
        <SettingsFrame page=AppPage::WebhookEndpoint above=back>
            <AdminsOnly what="Webhooks">
                {move || match id.get() {
                    Some(id) => view! { <EndpointById id /> }.into_any(),
                    None => view! { <NoSuchEndpoint /> }.into_any(),
                }}
            </AdminsOnly>
        </SettingsFrame>
    }
}

#[component]
fn EndpointById(id: WebhookEndpointId) -> impl IntoView {
    let endpoint = OpenEndpoint::new(id);
    let state = endpoint.loader.state();
    // Only a change of this rebuilds the page: a newer version must not close a dialog over it.
    let failure = Memo::new(move |_| {
        state.with(|state| if let Load::Failed(error) = state { Some(error.clone()) } else { None })
    });
    move || match failure.get() {
        Some(error) if error.is_not_found() => view! { <NoSuchEndpoint /> }.into_any(),
        Some(error) => {
            let on_retry = Callback::new(move |()| endpoint.reload());
            view! { <Failure what="The webhook endpoint" error on_retry /> }.into_any()
        }
        None => view! { <Loaded endpoint /> }.into_any(),
    }
}

#[component]
fn Loaded(endpoint: OpenEndpoint) -> impl IntoView {
    view! {
        <section class="card panel webhook">
            {move || match endpoint.get() {
                Some(now) => view! { <Facts endpoint=now.value staff=endpoint.staff /> }.into_any(),
                None => view! { <Skeleton lines=5 /> }.into_any(),
            }} <Actions endpoint />
        </section>
        <Deliveries endpoint />
        <SecretDialog secret=endpoint.secret />
    }
}

#[component]
fn Facts(endpoint: WebhookEndpoint, staff: Staff) -> impl IntoView {
    let formats = staff.formats();
    let (tone, state) = words::state(&endpoint);
    let trouble = words::trouble(&endpoint, &formats);
    let overlap = endpoint.previous_secret_expires_at.map(|until| {
        let older = endpoint.older_secret_expires_at;
        let older = older.map(|until| format!(" The one before also signs until {}.", formats.instant(until)));
        format!("The previous secret also signs events until {}.{}", formats.instant(until), older.unwrap_or_default())
    });
    let description = Some(endpoint.description).filter(|text| !text.is_empty());
    let created = format!("{} by {}", formats.instant(endpoint.created_at), endpoint.created_by.name);
    view! {
        <div class="webhook__head">
            <h2 class="record__name--code">{endpoint.url}</h2>
            <StatePill tone text=state />
        </div>
        {description.map(|text| view! { <p>{text}</p> })}
        {trouble.map(|sentence| view! { <Banner tone=Tone::Warning>{sentence}</Banner> })}
        <dl class="panel__facts">
            <dt>"Events"</dt>
            <dd>
                <Events events=endpoint.event_types />
            </dd>
            <dt>"Added"</dt>
            <dd>{created}</dd>
            <dt>"Endpoint ID"</dt>
            <dd>
                <Copyable what="endpoint ID" text=endpoint.id.to_string() />
            </dd>
            {overlap
                .map(|sentence| {
                    view! {
                        <dt>"Secret"</dt>
                        <dd>{sentence}</dd>
                    }
                })}
        </dl>
    }
}

#[component]
fn NoSuchEndpoint() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Send title="There is no webhook endpoint at this address">
            <a class="button button--secondary" href=AppPath::WebhookSettings.to_string()>
                "Go to the webhooks"
            </a>
        </EmptyState>
    }
}
