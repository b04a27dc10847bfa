//! What a move changes for the customer, said before it is made.

use leptos::prelude::*;
use shared::link::{LinkState, TrackingLink};
use shared::stage::Stage;
use ui::components::{Banner, Tone};

use super::form::MoveForm;
use crate::app::load::{Load, Loader};
use crate::app::session::use_staff;

/// What the customer will see of the move that is chosen, and what cannot be changed afterwards.
#[component]
pub(super) fn Consequence(form: MoveForm, from: Stage, link: Loader<Option<TrackingLink>>) -> impl IntoView {
    let formats = use_staff().formats();
    let seen = move || {
        let to = form.target()?;
        link.state().with(|state| match state {
            Load::Loading => None,
            Load::Ready(link) => Some(what_is_seen(from, to, link.as_ref())),
            Load::Failed(_) => {
                Some("What the customer sees could not be checked. You can move the vehicle all the same.".to_owned())
            }
        })
    };
    let last = move || {
        let terminal = form.target().filter(|stage| stage.allowed_moves().is_empty())?;
        let title = format!("{} is the last stage.", terminal.label());
        let ends = link.state().with(|state| {
            let link = state.ready()?.as_ref().filter(|link| link.state == LinkState::Active)?;
            Some(match link.expires_at {
                Some(expires_at) => format!(" The tracking link works until {}.", formats.instant(expires_at)),
                None => " The tracking link never expires: revoke it when the customer no longer needs it.".to_owned(),
            })
        });
        Some(view! {
            <Banner tone=Tone::Warning title>
                <p>"The vehicle cannot be moved on or back from it, except with Undo in the next ten seconds."{ends}</p>
            </Banner>
        })
    };
    view! {
        <p class="muted" role="status">
            {seen}
        </p>
        {last}
    }
}

fn what_is_seen(from: Stage, to: Stage, link: Option<&TrackingLink>) -> String {
    let Some(link) = link.filter(|link| link.state == LinkState::Active && link.suspended.is_none()) else {
        return "No tracking link works now, so no customer sees the move.".to_owned();
    };
    let arrives = from < Stage::Arrived && to >= Stage::Arrived;
    match (link.options.show_progress, link.options.show_eta && arrives) {
        (true, false) => {
            format!("The customer sees \u{201c}{}\u{201d} on the tracking page at once.", to.customer_label())
        }
        (true, true) => format!(
            "The customer sees \u{201c}{}\u{201d} on the tracking page at once, and that the vehicle has arrived instead of the ETA.",
            to.customer_label()
        ),
        (false, true) => {
            "The tracking page shows no progress, but says at once that the vehicle has arrived instead of the ETA."
                .to_owned()
        }
        (false, false) => "The tracking page shows no progress, so the customer does not see the move.".to_owned(),
    }
}
