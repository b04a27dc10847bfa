//! When a vehicle arrives, or whether it has, in a few words.

use leptos::prelude::*;
use shared::public_tracking::{PublicEta, PublicEtaStatus};
use shared::time::CivilDate;
use shared::vehicle::Vehicle;

use crate::app::formats::{Formats, number, relative_days};

/// The arrival of a vehicle.
pub(super) fn arrival(vehicle: &Vehicle, today: Option<CivilDate>, formats: &Formats) -> AnyView {
    let has_arrived = vehicle.stage.has_arrived();
    let nothing = || if has_arrived { "Arrived".into_any() } else { or_dash(None) };
    // Where nobody knows which day it is, no date has passed.
    let Some(day) = today.or(vehicle.eta).or(vehicle.arrived_on) else { return nothing() };
    let (status, date) = PublicEta::status_on(day, has_arrived, vehicle.eta, vehicle.arrived_on);
    let Some(date) = date else { return nothing() };
    let time = |date: CivilDate| view! { <time datetime=date.to_string()>{formats.date_near(date, day)}</time> };
    let days = date.days_after(day);
    match status {
        PublicEtaStatus::Arrived => view! { <span>"Arrived " {time(date)}</span> }.into_any(),
        PublicEtaStatus::BeingUpdated => {
            let days = i64::from(-days);
            let late = format!("{} {} overdue", number(days), if days == 1 { "day" } else { "days" });
            view! {
                <span>
                    <strong class="vehicles__late">{late}</strong>
                    <span class="vehicles__details">{time(date)}</span>
                </span>
            }
            .into_any()
        }
        PublicEtaStatus::Expected | PublicEtaStatus::Unknown => {
            view! { <span>{relative_days(days)} <span class="vehicles__details">{time(date)}</span></span> }.into_any()
        }
    }
}

pub(super) fn or_dash(text: Option<String>) -> AnyView {
    match text {
        Some(text) => text.into_any(),
        None => view! {
            <span class="muted" aria-hidden="true">
                "–"
            </span>
            <span class="visually-hidden">"none"</span>
        }
        .into_any(),
    }
}
