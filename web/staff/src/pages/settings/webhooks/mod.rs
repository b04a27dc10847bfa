//! Settings → Webhooks: where events are sent. Only admins see it.

mod create;
pub mod endpoint;
mod form;
mod list;
mod row;
mod words;

use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::components::{Button, ButtonVariant, EmptyState, IconName, SecretDialog};

use self::create::CreateEndpointDialog;
use self::list::Endpoints;
use self::row::EndpointRow;
use super::{AdminsOnly, ApiDocsLink, SettingsFrame};
use crate::app::paged_view::PagedView;

/// The webhook endpoints.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    view! {
        <SettingsFrame page=AppPage::WebhookSettings subtitle="Tell your other programs about changes as they happen.">
            <AdminsOnly what="Webhooks">{|| view! { <EndpointList /> }}</AdminsOnly>
        </SettingsFrame>
    }
}

#[component]
fn EndpointList() -> impl IntoView {
    let endpoints = Endpoints::new();
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || endpoints.staff.locked());
    view! {
        <div class="settings__toolbar">
            <ApiDocsLink />
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Plus
                disabled=locked
                on_press=Callback::new(move |()| open.set(true))
            >
                "Add endpoint"
            </Button>
        </div>
        <PagedView
            what="The webhook endpoints"
            list=endpoints.list
            on_more=Callback::new(move |()| endpoints.load_more())
            on_retry=Callback::new(move |()| endpoints.reload())
            empty=NoEndpoints
        >
            <ul class="records card" role="list" aria-label="Webhook endpoints">
                <For
                    each=move || endpoints.list.items()
                    key=|endpoint| (endpoint.id.clone(), endpoint.version)
                    let:endpoint
                >
                    <EndpointRow endpoint staff=endpoints.staff />
                </For>
            </ul>
        </PagedView>
        <CreateEndpointDialog open endpoints />
        <SecretDialog secret=endpoints.secret />
    }
}

#[component]
fn NoEndpoints() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Send title="No webhook endpoints yet">
            <p>
                "An endpoint is the URL of another program. Whenever a vehicle, note, photo or tracking link changes, a signed message is sent there."
            </p>
        </EmptyState>
    }
}
