//! What was done to the vehicle and what belongs to it, and how often its page was opened. It is read when it is asked for.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::audit::{EventDeliveries, VehicleHistoryEvent};
use shared::link::Views;
use shared::member::Role;
use ui::components::{Button, EmptyState, IconName};

use super::open::OpenVehicle;
use crate::app::formats::number;
use crate::app::location::Query;
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
use crate::app::route::AppPath;

/// The history, newest first, once it is opened.
#[component]
pub fn History(vehicle: OpenVehicle) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <section class="vehicle__history" aria-labelledby="vehicle-history">
            <h2 id="vehicle-history" class="vehicle__heading">
                "History"
            </h2>
            <Show
                when=move || open.get()
                fallback=move || {
                    view! {
                        <Button icon=IconName::Clock on_press=Callback::new(move |()| open.set(true))>
                            "Show who did what"
                        </Button>
                    }
                }
            >
                <Opened vehicle />
            </Show>
        </section>
    }
}

#[component]
fn Opened(vehicle: OpenVehicle) -> impl IntoView {
    let list = PagedList::<VehicleHistoryEvent>::new();
    let load = move || {
        let (client, id) = (vehicle.staff().client(), vehicle.id());
        list.ask(async move { client.vehicle_history(&id, None).await });
    };
    let load_more = Callback::new(move |()| {
        let (client, id) = (vehicle.staff().client(), vehicle.id());
        list.ask_more(|cursor| async move { client.vehicle_history(&id, Some(&cursor)).await });
    });
    // Whatever is done on this page belongs to it.
    let version = Memo::new(move |_| vehicle.get().map(|vehicle| vehicle.value.version));
    Effect::new(move || {
        version.track();
        load();
    });
    let entries = list.rows();
    let whole = Query::default().with("vehicle_id", vehicle.id().as_str()).of(AppPath::AuditLog);
    view! {
        <PageOpens vehicle />
        <PagedView
            what="The history"
            list
            on_retry=Callback::new(move |()| load())
            on_more=load_more
            empty=|| view! { <EmptyState icon=IconName::List title="Nothing was recorded yet" /> }
        >
            <ul class="history" role="list" aria-label="History">
                <For each=move || entries.get() key=|row| row.key let:row>
                    <Entry entry=row.item vehicle />
                </For>
            </ul>
        </PagedView>
        {move || {
            vehicle.staff().can(Role::Admin).then(|| view! { <a href=whole.clone()>"Open in the audit log"</a> })
        }}
    }
}

#[component]
fn Entry(entry: VehicleHistoryEvent, vehicle: OpenVehicle) -> impl IntoView {
    let VehicleHistoryEvent { event, deliveries } = entry;
    let at = vehicle.staff().formats().instant(event.occurred_at);
    view! {
        <li class="history__entry">
            <p>
                <strong>{event.actor.name}</strong>
                " "
                {event.summary}
            </p>
            <p class="muted">
                <time datetime=event.occurred_at.to_string()>{at}</time>
                {delivered(deliveries).map(|text| format!(" · {text}"))}
            </p>
        </li>
    }
}

/// Whether other systems learnt of it; nothing where none asks for it.
fn delivered(deliveries: EventDeliveries) -> Option<String> {
    let EventDeliveries { pending, succeeded, failed } = deliveries;
    let part = |count: i64, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let parts = [part(succeeded, "delivered"), part(pending, "on the way"), part(failed, "failed")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Webhooks: {}", parts.join(", ")))
}

/// How often the customer opened the page of the link that there is.
#[component]
fn PageOpens(vehicle: OpenVehicle) -> impl IntoView {
    let views = RwSignal::new(None::<Views>);
    let (client, id) = (vehicle.staff().client(), vehicle.id());
    spawn_local(async move {
        // Without an answer there is no line; the sheet says why.
        if let Ok(Some(link)) = client.tracking_link(&id).await {
            views.try_set(Some(link.value.views));
        }
    });
    let formats = vehicle.staff().formats();
    move || {
        let views = views.get()?;
        let (first, last) = (views.first_at?, views.last_at?);
        let text = if views.count == 1 {
            format!("The tracking page was opened once, {}.", formats.instant(last))
        } else {
            let count = number(views.count);
            format!(
                "The tracking page was opened {count} times: first {}, last {}.",
                formats.instant(first),
                formats.instant(last)
            )
        };
        Some(view! { <p class="history__opens">{text}</p> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_are_told_only_where_there_are_some() {
        assert_eq!(delivered(EventDeliveries::default()), None);
        let some = EventDeliveries { pending: 1, succeeded: 2, failed: 0 };
        assert!(delivered(some).is_some_and(|text| text.starts_with("Webhooks: ") && !text.contains("failed")));
    }
}
