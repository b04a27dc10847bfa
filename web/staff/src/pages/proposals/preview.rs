//! What a confirmation would do: the values that change, and the customer's page before and after.

use std::sync::Arc;

use leptos::prelude::*;
use page::{TrackingPreview, catalogue};
use shared::ids::ProposalId;
use shared::link::VehicleLinkState;
use shared::proposal::{ProposalPreview, ProposedValue};
use shared::public_tracking::PublicTracking;
use ui::components::{Banner, Skeleton, Tone};

use crate::app::field_name::field_name;
use crate::app::load::{Load, Loader};
use crate::app::retry::Failure;
use crate::app::session::use_staff;

/// The preview.
#[component]
pub(super) fn Preview(id: ProposalId) -> impl IntoView {
    let (staff, loader) = (use_staff(), Loader::<ProposalPreview>::new());
    let ask = Callback::new(move |()| {
        let (client, id) = (staff.client(), id.clone());
        loader.ask(async move { client.preview_proposal(&id).await });
    });
    ask.run(());
    let state = loader.state();
    move || {
        state.with(|state| match state {
            Load::Loading => view! { <Skeleton lines=9 /> }.into_any(),
            Load::Failed(error) => {
                view! { <Failure what="What would change" error=error.clone() on_retry=ask /> }.into_any()
            }
            Load::Ready(preview) => view! { <Loaded preview=preview.clone() /> }.into_any(),
        })
    }
}

#[component]
fn Loaded(preview: ProposalPreview) -> impl IntoView {
    let ProposalPreview { values, link_state, before, after } = preview;
    let seen = link_state == VehicleLinkState::Active || before.is_none();
    view! {
        <section class="card panel" aria-labelledby="changes-title">
            <h2 id="changes-title" class="panel__title">
                "What changes"
            </h2>
            <Values values />
        </section>
        {(!seen)
            .then(|| {
                view! {
                    <Banner tone=Tone::Info>
                        <p>
                            "The vehicle has no working tracking link, so the customer sees neither of these pages now."
                        </p>
                    </Banner>
                }
            })}
        <div class="proposal__pages">
            <div>
                <h2 class="proposal__legend">"Customer\u{2019}s page now"</h2>
                {match before {
                    Some(before) => view! { <Frame name="Customer\u{2019}s page now" data=before /> }.into_any(),
                    None => view! { <p class="muted">"There is none: the customer has no link yet."</p> }.into_any(),
                }}
            </div>
            <div>
                <h2 class="proposal__legend">"Customer\u{2019}s page afterwards"</h2>
                <Frame name="Customer\u{2019}s page afterwards" data=after />
            </div>
        </div>
    }
}

#[component]
fn Values(values: Vec<ProposedValue>) -> impl IntoView {
    let none = || "–".to_owned();
    // The roles are written out because a table that is laid out as cards loses its own.
    view! {
        <table class="data-table" role="table" aria-label="What changes">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">
                        "Value"
                    </th>
                    <th role="columnheader" scope="col">
                        "Now"
                    </th>
                    <th role="columnheader" scope="col">
                        "Afterwards"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                {values
                    .into_iter()
                    .map(|value| {
                        view! {
                            <tr role="row">
                                <td role="cell" class="data-table__main">
                                    {field_name(&value.name)}
                                </td>
                                <td role="cell" class="proposal__value">
                                    <span class="data-table__label" aria-hidden="true">
                                        "Now"
                                    </span>
                                    {value.before.unwrap_or_else(none)}
                                </td>
                                <td role="cell" class="proposal__value">
                                    <span class="data-table__label" aria-hidden="true">
                                        "Afterwards"
                                    </span>
                                    {value.after.unwrap_or_else(none)}
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Frame(name: &'static str, data: PublicTracking) -> impl IntoView {
    let data = Arc::new(data);
    view! {
        // It scrolls by itself, so the keyboard has to reach it.
        <div class="proposal__frame" tabindex="0" role="region" aria-label=name>
            <TrackingPreview data=Signal::derive(move || Arc::clone(&data)) words=catalogue::english() />
        </div>
    }
}
