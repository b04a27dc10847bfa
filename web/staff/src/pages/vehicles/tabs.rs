//! The lists of what needs attention, with how many vehicles each has.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::attention::{VehicleAttention, VehicleCounts};
use ui::browser;

use super::filters::{address_of, usual_sort};
use crate::app::formats::number;
use crate::app::session::use_staff;
use crate::client::VehicleFilter;

/// Links to the whole list and to what needs attention. The numbers are those of the organisation, whatever else the list is
/// narrowed to; so each link leads to just as many vehicles.
#[component]
pub(super) fn Tabs(
    /// What is listed.
    filter: Memo<VehicleFilter>,
    /// Changes whenever the list was loaded.
    loaded: Signal<bool>,
) -> impl IntoView {
    let client = use_staff().client();
    let counts = RwSignal::new(None::<VehicleCounts>);
    Effect::new(move || {
        if !loaded.get() {
            return;
        }
        let client = client.clone();
        spawn_local(async move {
            // Without the numbers, the links lead where they lead.
            if let Ok(now) = client.vehicle_counts().await {
                counts.try_set(Some(now));
            }
        });
    });
    // The numbers make the tabs wider, once they are drawn.
    let listed = Memo::new(move |_| filter.with(|filter| filter.attention));
    Effect::new(move || {
        listed.track();
        counts.track();
        request_animation_frame(|| request_animation_frame(show_current));
    });
    let tab = move |attention: Option<VehicleAttention>| {
        let href = move || {
            let now = filter.get();
            let sort = Some(now.sort).filter(|sort| *sort != usual_sort(now.attention));
            let sort = sort.unwrap_or_else(|| usual_sort(attention));
            address_of(&VehicleFilter { attention, sort, ..VehicleFilter::default() })
        };
        let current = move || (filter.get().attention == attention).then_some("page");
        let count = move || {
            let counts = counts.get()?;
            let count = attention.map_or(counts.total, |attention| counts.of(attention));
            Some(view! {
                " "
                <span class="tabs__count">{number(count)}</span>
            })
        };
        view! {
            <li>
                <a class="tabs__tab" href=href aria-current=current>
                    {label(attention)}
                    {count}
                </a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label="What needs attention">
            <ul>
                {tab(None)} {VehicleAttention::ALL.into_iter().map(|attention| tab(Some(attention))).collect_view()}
            </ul>
        </nav>
    }
}

/// Scrolls the tabs, and not the page, to the one that is listed.
fn show_current() {
    let tab = browser::element(".tabs__tab[aria-current]");
    if let Some((tab, tabs)) = tab.and_then(|tab| tab.offset_parent().map(|tabs| (tab, tabs))) {
        // One that is wider than its place shows its beginning.
        let before = (tabs.client_width() - tab.offset_width()).max(0) / 2;
        tabs.set_scroll_left(tab.offset_left() - before);
    }
}

fn label(attention: Option<VehicleAttention>) -> &'static str {
    match attention {
        None => "All",
        Some(VehicleAttention::Overdue) => "Overdue",
        Some(VehicleAttention::ArrivingThisWeek) => "Arriving this week",
        Some(VehicleAttention::NoLink) => "No link",
        Some(VehicleAttention::UnseenChange) => "Customer has not seen the last change",
    }
}
