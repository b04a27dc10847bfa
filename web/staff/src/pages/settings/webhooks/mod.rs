//! Settings → Webhooks: where events are sent. Only admins see it.

mod create;
pub mod endpoint;
mod form;
mod row;
mod words;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::webhook::WebhookEndpoint;
use ui::components::{Button, ButtonVariant, EmptyState, IconName, Secret, SecretDialog};

use self::create::CreateEndpointDialog;
use self::row::EndpointRow;
use super::{AdminsOnly, ApiDocsLink, SettingsFrame};
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
use crate::app::session::{Staff, use_staff};

/// The webhook endpoints.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    view! {
        <SettingsFrame page=AppPage::WebhookSettings subtitle="Where your other programs learn of changes without asking.">
            <AdminsOnly what="Webhooks">{|| view! { <EndpointList/> }}</AdminsOnly>
        </SettingsFrame>
    }
}

#[derive(Clone, Copy)]
struct Endpoints {
    staff: Staff,
    list: PagedList<WebhookEndpoint>,
    /// The secret that is being shown, this once.
    secret: RwSignal<Option<Secret>>,
}

impl Endpoints {
    fn new() -> Self {
        let endpoints = Self { staff: use_staff(), list: PagedList::new(), secret: RwSignal::new(None) };
        endpoints.reload();
        endpoints
    }

    /// Loads the list again; what is shown stays until it is here.
    fn reload(self) {
        let client = self.staff.client();
        self.list.ask(async move { client.webhook_endpoints(None).await });
    }

    fn load_more(self) {
        let client = self.staff.client();
        self.list.ask_more(|cursor| async move { client.webhook_endpoints(Some(&cursor)).await });
    }
}

#[component]
fn EndpointList() -> impl IntoView {
    let endpoints = Endpoints::new();
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || endpoints.staff.locked());
    view! {
        <div class="settings__toolbar">
            <ApiDocsLink/>
            <Button variant=ButtonVariant::Primary icon=IconName::Plus disabled=locked
                on_press=Callback::new(move |()| open.set(true))>"Add endpoint"</Button>
        </div>
        <PagedView what="The webhook endpoints" list=endpoints.list
            on_more=Callback::new(move |()| endpoints.load_more())
            on_retry=Callback::new(move |()| endpoints.reload()) empty=NoEndpoints>
            <ul class="records card" role="list" aria-label="Webhook endpoints">
                <For each=move || endpoints.list.items() key=|endpoint| (endpoint.id.clone(), endpoint.version) let:endpoint>
                    <EndpointRow endpoint staff=endpoints.staff/>
                </For>
            </ul>
        </PagedView>
        <CreateEndpointDialog open endpoints/>
        <SecretDialog secret=endpoints.secret/>
    }
}

#[component]
fn NoEndpoints() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Send title="No webhook endpoints yet">
            <p>"An endpoint is an address of another program. As soon as a vehicle, a note, a photo or a tracking link changes, a signed message about it is sent there."</p>
        </EmptyState>
    }
}

/// The secret of an endpoint, to be shown once.
fn secret_to_show(title: &str, text: String) -> Secret {
    Secret {
        title: title.to_owned(),
        label: "Signing secret",
        text,
        explanation: "With this secret the receiver checks that a message is from you (Standard Webhooks).".to_owned(),
    }
}
