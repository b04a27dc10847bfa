//! When the vehicle arrives, in the words that its status allows.

use leptos::prelude::*;
use shared::public_tracking::{PublicEta, PublicEtaStatus};
use shared::time::CivilDate;

use super::page::PartHeading;
use crate::format;

/// The estimated arrival.
#[component]
pub fn Arrival(
    /// What can be said about it.
    eta: PublicEta,
    /// What writes the date.
    locale: String,
    /// Whether the page is a preview.
    preview: bool,
) -> impl IntoView {
    let (heading, text, hint) = match (eta.status, eta.date) {
        (PublicEtaStatus::Expected, _) => ("Estimated arrival", None, "An estimate: it can still change."),
        (PublicEtaStatus::BeingUpdated, _) => (
            "Estimated arrival",
            Some("The arrival date is being updated"),
            "The new date will appear here as soon as it is known.",
        ),
        (PublicEtaStatus::Unknown, _) => (
            "Estimated arrival",
            Some("The arrival date is not known yet"),
            "It will appear here as soon as it is known.",
        ),
        (PublicEtaStatus::Arrived, Some(_)) => ("Arrived on", None, "Your vehicle has reached its destination."),
        (PublicEtaStatus::Arrived, None) => {
            ("Arrival", Some("Your vehicle has arrived"), "It has reached its destination.")
        }
    };
    let date = eta.date.filter(|_| text.is_none());
    view! {
        <div class="arrival">
            <PartHeading text=heading class="arrival__heading" preview/>
            {date.map(|date| view! { <ArrivalDate date locale/> })}
            {text.map(|text| view! { <p class="arrival__text">{text}</p> })}
            <p class="arrival__hint">{hint}</p>
        </div>
    }
}

#[component]
fn ArrivalDate(date: CivilDate, locale: String) -> impl IntoView {
    let (weekday, text) = (format::weekday(date, &locale), format::date(date, &locale));
    view! {
        <p class="arrival__date">
            <time datetime=date.to_string() lang=locale>
                <span class="arrival__weekday"><bdi>{weekday}</bdi></span>
                <span class="arrival__day"><bdi>{text}</bdi></span>
            </time>
        </p>
    }
}
