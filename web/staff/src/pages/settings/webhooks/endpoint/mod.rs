//! One webhook endpoint: what it gets, what can be done with it, and what was sent to it.

mod actions;
mod change;
mod deliveries;
mod delivery;
mod edit;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::ids::{WebhookDeliveryId, WebhookEndpointId};
use shared::webhook::{DeliveryState, WebhookDelivery, WebhookEndpoint};
use ui::browser;
use ui::components::{Banner, EmptyState, Icon, IconName, Secret, SecretDialog, Skeleton, StatePill, Toasts, Tone};

use self::actions::Actions;
use self::deliveries::Deliveries;
use super::row::Events;
use super::words;
use crate::app::load::{Load, Loader};
use crate::app::paged::PagedList;
use crate::app::retry::Failure;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;
use crate::pages::settings::{AdminsOnly, SettingsFrame};

/// How often it is looked whether an event has arrived, and how long is waited before each look.
const LOOKS: u32 = 20;
const LOOK_PAUSE_MS: u32 = 1_000;

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
                <Icon name=IconName::ArrowLeft/>
                {AppPath::WebhookSettings.title()}
            </a>
        }
    };
    view! {
        <SettingsFrame page=AppPage::WebhookEndpoint above=back>
            <AdminsOnly what="Webhooks">
                {move || match id.get() {
                    Some(id) => view! { <EndpointById id/> }.into_any(),
                    None => view! { <NoSuchEndpoint/> }.into_any(),
                }}
            </AdminsOnly>
        </SettingsFrame>
    }
}

/// The endpoint as it was last read, and what was sent to it.
#[derive(Clone, Copy)]
pub(super) struct OpenEndpoint {
    /// Which endpoint, and where to say how things went; kept apart, for this is handed on by value everywhere.
    kept: StoredValue<(WebhookEndpointId, Toasts)>,
    staff: Staff,
    loader: Loader<Versioned<WebhookEndpoint>>,
    /// Stored apart, so that what every part of the page is given stays small.
    deliveries: StoredValue<PagedList<WebhookDelivery>>,
    /// The state of the deliveries to show; empty for all.
    filter: RwSignal<String>,
    /// The last test event, as far as it is.
    ping: RwSignal<Option<WebhookDelivery>>,
    /// The secret that is being shown, this once.
    secret: RwSignal<Option<Secret>>,
}

impl OpenEndpoint {
    fn new(id: WebhookEndpointId) -> Self {
        let endpoint = Self {
            kept: StoredValue::new((id, Toasts::expect())),
            staff: use_staff(),
            loader: Loader::new(),
            deliveries: StoredValue::new(PagedList::new()),
            filter: RwSignal::new(String::new()),
            ping: RwSignal::new(None),
            secret: RwSignal::new(None),
        };
        endpoint.reload();
        Effect::new(move || {
            endpoint.filter.track();
            endpoint.reload_deliveries();
        });
        endpoint
    }

    fn id(self) -> WebhookEndpointId {
        self.kept.with_value(|kept| kept.0.clone())
    }

    fn toasts(self) -> Toasts {
        self.kept.with_value(|kept| kept.1)
    }

    fn deliveries(self) -> PagedList<WebhookDelivery> {
        self.deliveries.get_value()
    }

    fn reload(self) {
        let (client, id) = (self.staff.client(), self.id());
        self.loader.ask(async move { client.webhook_endpoint(&id).await });
    }

    fn reload_deliveries(self) {
        let (client, id, state) = (self.staff.client(), self.id(), self.state());
        self.deliveries().ask(async move { client.webhook_deliveries(&id, state, None).await });
    }

    fn load_more(self) {
        let (client, id, state) = (self.staff.client(), self.id(), self.state());
        self.deliveries().ask_more(|cursor| async move { client.webhook_deliveries(&id, state, Some(&cursor)).await });
    }

    fn state(self) -> Option<DeliveryState> {
        self.filter.with_untracked(|filter| DeliveryState::parse(filter))
    }

    /// The endpoint, once it is here; reactive.
    fn get(self) -> Option<Versioned<WebhookEndpoint>> {
        self.loader.state().with(|state| state.ready().cloned())
    }

    /// Shows a delivery until it has been tried once more than so often, and then what came of it.
    fn follow(self, id: WebhookDeliveryId, attempts_before: usize) {
        self.reload_deliveries();
        spawn_local(async move {
            for _ in 0..LOOKS {
                browser::sleep_ms(LOOK_PAUSE_MS).await;
                let Some(endpoint_id) = self.kept.try_with_value(|kept| kept.0.clone()) else { return };
                let page = self.staff.client().webhook_deliveries(&endpoint_id, None, None).await;
                if self.kept.try_with_value(|kept| kept.0.clone()).is_none() {
                    return;
                }
                let Some(now) = page.ok().and_then(|page| page.data.into_iter().find(|delivery| delivery.id == id))
                else {
                    continue;
                };
                let tried = now.attempts.len() > attempts_before;
                self.show(now);
                if tried {
                    // A receiver that failed or is gone has changed the endpoint too.
                    self.reload();
                    return;
                }
            }
        });
    }

    fn show(self, now: WebhookDelivery) {
        self.ping.update(|ping| {
            if let Some(ping) = ping.as_mut().filter(|ping| ping.id == now.id) {
                *ping = now.clone();
            }
        });
        self.deliveries().update_items(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == now.id) {
                *item = now;
            }
        });
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
        Some(error) if error.is_not_found() => view! { <NoSuchEndpoint/> }.into_any(),
        Some(error) => {
            let on_retry = Callback::new(move |()| endpoint.reload());
            view! { <Failure what="The webhook endpoint" error on_retry/> }.into_any()
        }
        None => view! { <Loaded endpoint/> }.into_any(),
    }
}

#[component]
fn Loaded(endpoint: OpenEndpoint) -> impl IntoView {
    view! {
        <section class="card panel webhook">
            {move || match endpoint.get() {
                Some(now) => view! { <Facts endpoint=now.value staff=endpoint.staff/> }.into_any(),
                None => view! { <Skeleton lines=5/> }.into_any(),
            }}
            <Actions endpoint/>
        </section>
        <Deliveries endpoint/>
        <SecretDialog secret=endpoint.secret/>
    }
}

#[component]
fn Facts(endpoint: WebhookEndpoint, staff: Staff) -> impl IntoView {
    let formats = staff.formats();
    let (tone, state) = words::state(&endpoint);
    let trouble = words::trouble(&endpoint, &formats);
    let overlap = endpoint
        .previous_secret_expires_at
        .map(|until| format!("The secret before the last rotation signs too until {}.", formats.instant(until)));
    let description = Some(endpoint.description).filter(|text| !text.is_empty());
    let created = format!("{} by {}", formats.instant(endpoint.created_at), endpoint.created_by.name);
    view! {
        <div class="webhook__head">
            <h2 class="record__name--code">{endpoint.url}</h2>
            <StatePill tone text=state/>
        </div>
        {description.map(|text| view! { <p>{text}</p> })}
        {trouble.map(|sentence| view! { <Banner tone=Tone::Warning>{sentence}</Banner> })}
        <dl class="panel__facts">
            <dt>"Events"</dt><dd><Events events=endpoint.event_types/></dd>
            <dt>"Added"</dt><dd>{created}</dd>
            {overlap.map(|sentence| view! { <dt>"Secret"</dt><dd>{sentence}</dd> })}
        </dl>
    }
}

#[component]
fn NoSuchEndpoint() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Send title="There is no webhook endpoint at this address">
            <a class="button button--secondary" href=AppPath::WebhookSettings.to_string()>"Go to the webhooks"</a>
        </EmptyState>
    }
}
