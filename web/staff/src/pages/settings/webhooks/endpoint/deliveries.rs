//! What was and will be sent to an endpoint.

use leptos::prelude::*;
use ui::components::{Button, Choice, EmptyState, IconName, SelectField};

use super::delivery::Delivery;
use super::open::OpenEndpoint;
use crate::app::paged_view::PagedView;

/// The log, newest first.
#[component]
pub(super) fn Deliveries(endpoint: OpenEndpoint) -> impl IntoView {
    let list = endpoint.deliveries();
    let reload = Callback::new(move |()| endpoint.reload_deliveries());
    let busy = Signal::derive(move || list.is_busy());
    let choices = vec![
        Choice::new("", "All"),
        Choice::new("pending", "On their way"),
        Choice::new("succeeded", "Delivered"),
        Choice::new("failed", "Not delivered"),
    ];
    view! {
        <section aria-labelledby="deliveries">
            <div class="webhook__log">
                <h2 id="deliveries">"Deliveries"</h2>
                <div class="webhook__log-tools">
                    <SelectField label="State" hide_label=true value=endpoint.filter choices />
                    <Button icon=IconName::Refresh label="Reload the deliveries" busy on_press=reload />
                </div>
            </div>
            <PagedView
                what="The deliveries"
                list
                on_retry=reload
                on_more=Callback::new(move |()| endpoint.load_more())
                empty=move || view! { <Nothing filter=endpoint.filter /> }
            >
                <ul class="records card" role="list" aria-label="Deliveries">
                    <For each=move || list.items() key=|delivery| delivery.id.clone() let:delivery>
                        <Delivery delivery endpoint />
                    </For>
                </ul>
            </PagedView>
        </section>
    }
}

#[component]
fn Nothing(filter: RwSignal<String>) -> impl IntoView {
    move || {
        if filter.with(String::is_empty) {
            view! {
                <EmptyState icon=IconName::Send title="Nothing has been sent yet">
                    <p>"Send a test event to see whether the receiver can be reached."</p>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <EmptyState icon=IconName::Search title="No deliveries in this state" /> }.into_any()
        }
    }
}
