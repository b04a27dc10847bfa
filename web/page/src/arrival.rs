//! When the vehicle arrives, in the words that its status allows.

use leptos::prelude::*;
use shared::public_tracking::{PublicEta, PublicEtaChange, PublicEtaStatus};
use shared::time::CivilDate;
use ui::components::icon::{Glyph, IconName};

use crate::day::{Checked, Day, Distance};
use crate::heading::PartHeading;
use crate::voice::Voice;
use crate::words::Word;

pub(super) const CALENDAR: &str = IconName::Calendar.path();

/// The estimated arrival.
#[component]
pub fn Arrival(
    /// What can be said about it.
    eta: PublicEta,
    /// IANA time zone of the organisation.
    time_zone: String,
    /// Where the calendar file is; none where it cannot be had.
    calendar: Option<String>,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let (heading, text, hint) = match (eta.status, eta.date) {
        (PublicEtaStatus::Expected, _) => (Word::ArrivalExpected, None, Word::ArrivalExpectedHint),
        (PublicEtaStatus::BeingUpdated, _) => {
            (Word::ArrivalExpected, Some(Word::ArrivalBeingUpdated), Word::ArrivalBeingUpdatedHint)
        }
        (PublicEtaStatus::Unknown, _) => (Word::ArrivalExpected, Some(Word::ArrivalUnknown), Word::ArrivalUnknownHint),
        (PublicEtaStatus::Arrived, Some(_)) => (Word::ArrivalArrivedOn, None, Word::ArrivalArrivedHint),
        (PublicEtaStatus::Arrived, None) => {
            (Word::ArrivalArrived, Some(Word::ArrivalArrivedText), Word::ArrivalArrivedHint)
        }
    };
    let (date, passed) = match eta.status {
        PublicEtaStatus::BeingUpdated => (None, eta.date),
        _ => (eta.date, None),
    };
    let expected = date.filter(|_| eta.status == PublicEtaStatus::Expected);
    let (heading, (hint, hint_end)) = (voice.say(heading), voice.words.around(hint, "date"));
    let text = text.map(|text| voice.say(text));
    let (date_voice, distance_voice) = (voice.clone(), voice.clone());
    let (newest_voice, earlier_voice, checked_voice) = (voice.clone(), voice.clone(), voice.clone());
    let passed_voice = voice.clone();
    let (calendar, add) = (calendar.filter(|_| expected.is_some()), voice.say(Word::AddToCalendar));
    // Why it moved is worth knowing while it can still move.
    let mut changes = if eta.status == PublicEtaStatus::Arrived { Vec::new() } else { eta.changes };
    changes.retain(|change| change.from.is_some() || change.reason.is_some() || change.remark.is_some());
    let earlier = if changes.is_empty() { Vec::new() } else { changes.split_off(1) };
    let newest = changes.pop();
    view! {
        <div class="arrival">
            <PartHeading text=heading class="arrival__heading" voice />
            {date.map(|date| view! { <ArrivalDate date voice=date_voice /> })}
            {expected
                .map(|date| {
                    view! {
                        <p class="arrival__distance">
                            <Distance date time_zone beside=true voice=distance_voice />
                        </p>
                    }
                })}
            {text.map(|text| view! { <p class="arrival__text">{text}</p> })}
            <p class="arrival__hint">{hint}{passed.map(|date| view! { <Day date voice=passed_voice /> })}{hint_end}</p>
            <p class="arrival__checked">
                <Checked voice=checked_voice />
            </p>
            {newest.map(|change| view! { <Change change voice=newest_voice /> })}
            {(!earlier.is_empty()).then(|| view! { <Earlier changes=earlier voice=earlier_voice /> })}
            {calendar
                .map(|address| {
                    view! {
                        <a class="arrival__calendar" href=address download="arrival.ics">
                            <Glyph path=CALENDAR />
                            {add}
                        </a>
                    }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn ArrivalDate(date: CivilDate, voice: Voice) -> impl IntoView {
    let (weekday, text) = (voice.weekday(date), voice.date(date));
    view! {
        <p class="arrival__date">
            <time datetime=date.to_string() lang=voice.locale.to_string()>
                <span class="arrival__weekday">
                    <bdi data-day="weekday">{weekday}</bdi>
                </span>
                <span class="arrival__day">
                    <bdi data-day="long">{text}</bdi>
                </span>
            </time>
        </p>
    }
}

/// What the date was before it was moved and why, such as "Was 6 May 2026: Vessel delayed", and what the importer added.
#[component]
fn Change(change: PublicEtaChange, voice: Voice) -> impl IntoView {
    let (before, after) = voice.words.around(Word::ArrivalWas, "before");
    let reason = change.reason.as_deref().and_then(reason_word).map(|word| voice.say(word)).unwrap_or_default();
    let told = match change.from {
        Some(date) => {
            let end = if reason.is_empty() { after } else { [after.as_str(), ": ", &reason].concat() };
            view! { <p class="arrival__change">{before}<Day date voice />{end}</p> }.into_any()
        }
        None => view! { <p class="arrival__change">{reason}</p> }.into_any(),
    };
    let remark = change.remark.map(|remark| {
        view! {
            <p class="arrival__remark" dir="auto">
                {remark}
            </p>
        }
    });
    view! {
        {told}
        {remark}
    }
    .into_any()
}

/// The moves before the newest one, for who wants to know.
#[component]
fn Earlier(changes: Vec<PublicEtaChange>, voice: Voice) -> impl IntoView {
    let items = changes.into_iter().map(|change| {
        view! {
            <li>
                <Change change voice=voice.clone() />
            </li>
        }
    });
    let heading = voice.say(Word::ArrivalHistory);
    view! {
        <details class="arrival__earlier">
            <summary>{heading}</summary>
            <ul>{items.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}

/// The words of a reason. An unknown one, from a newer server, has none.
fn reason_word(reason: &str) -> Option<Word> {
    Some(match reason {
        "vessel_delayed" => Word::ReasonVesselDelayed,
        "port_congestion" => Word::ReasonPortCongestion,
        "customs_inspection" => Word::ReasonCustomsInspection,
        "weather" => Word::ReasonWeather,
        "schedule_changed" => Word::ReasonScheduleChanged,
        "transport_booked" => Word::ReasonTransportBooked,
        "earlier_than_planned" => Word::ReasonEarlierThanPlanned,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use shared::eta::EtaReason;

    use super::*;

    #[test]
    fn every_reason_has_its_words() {
        for reason in EtaReason::ALL {
            assert!(reason_word(reason.as_str()).is_some(), "{}", reason.as_str());
        }
    }
}
