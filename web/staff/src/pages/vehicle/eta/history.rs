//! How the ETA was moved before.

use leptos::prelude::*;
use shared::eta::EtaChange;
use shared::page::Page;
use shared::time::CivilDate;
use ui::components::Skeleton;

use super::OpenVehicle;
use crate::app::formats::Formats;
use crate::app::load::{Load, Loader};
use crate::app::retry::Failure;

/// The newest moves: the dates, why, who and when.
#[component]
pub(super) fn History(vehicle: OpenVehicle) -> impl IntoView {
    let page = Loader::<Page<EtaChange>>::new();
    let ask = move || {
        let (client, id) = (vehicle.staff().client(), vehicle.id());
        page.ask(async move { client.eta_changes(&id).await });
    };
    ask();
    let list = move || {
        page.state().with(|state| match state {
            Load::Loading => view! { <Skeleton lines=2 /> }.into_any(),
            Load::Failed(error) => {
                let on_retry = Callback::new(move |()| ask());
                view! { <Failure what="The history" error=error.clone() on_retry /> }.into_any()
            }
            Load::Ready(page) if page.data.is_empty() => {
                view! { <p class="muted">"The ETA has not been moved yet."</p> }.into_any()
            }
            Load::Ready(page) => {
                let formats = vehicle.staff().formats();
                let items =
                    page.data.iter().map(|change| view! { <Change change=change.clone() formats=formats.clone() /> });
                view! {
                    <ol class="eta__history">{items.collect_view()}</ol>
                    {page
                        .next_cursor
                        .is_some()
                        .then(|| view! { <p class="muted">"Older moves are in the audit log."</p> })}
                }
                .into_any()
            }
        })
    };
    view! {
        <section class="stack" aria-labelledby="eta-history">
            <h3 id="eta-history" class="eta__heading">
                "History"
            </h3>
            {list}
        </section>
    }
}

#[component]
fn Change(change: EtaChange, formats: Formats) -> impl IntoView {
    let EtaChange { from, to, reason, remark, changed_at, changed_by } = change;
    let date = |date: Option<CivilDate>| date.map_or_else(|| "not known".to_owned(), |date| formats.date(date));
    let reason = reason.map(|reason| format!("{}. ", reason.label())).unwrap_or_default();
    view! {
        <li>
            <strong>{date(to)}</strong>
            {format!(", was {}", date(from))}
            <br />
            {remark.map(|remark| view! { <span class="eta__remark">{remark}</span> })}
            <span class="muted">{format!("{reason}{}, {}", changed_by.name, formats.instant(changed_at))}</span>
        </li>
    }
}
