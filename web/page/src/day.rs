//! Dates of the page. Server and program write them as ISO 8601; the heart writes them as the locale does, before anything is
//! painted (`web/page/scripts/dates.js`), so there is one way to write a date. Only a preview, which has no heart, writes its own.

use leptos::prelude::*;
use shared::time::CivilDate;

use crate::voice::Voice;
use crate::words::Word;

/// A civil date, such as "14 May 2026".
#[component]
pub fn Day(
    /// The date.
    date: CivilDate,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let text = voice.date(date);
    view! {
        <time datetime=date.to_string() lang=voice.locale.to_string()>
            <bdi data-day="long">{text}</bdi>
        </time>
    }
}

/// How far away a civil date is, such as "in 12 days"; until the browser's clock is known the date itself, or nothing
/// where the date stands beside it.
#[component]
pub fn Distance(
    /// The date.
    date: CivilDate,
    /// IANA time zone that decides which day it is.
    time_zone: String,
    /// Whether the date itself stands beside it.
    #[prop(optional)]
    beside: bool,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    // Where the date itself stands beside it, it is said once.
    let text = if beside && !voice.is_preview() { String::new() } else { voice.distance(date, &time_zone) };
    view! {
        <time datetime=date.to_string() lang=voice.locale.to_string() data-zone=time_zone>
            <bdi data-day="distance">{text}</bdi>
        </time>
    }
}

/// How long ago it was checked that the page is true, such as "Checked 2 minutes ago; updates automatically". The heart writes it
/// (`web/page/scripts/place.js`), for only the browser knows; a preview is never checked.
#[component]
pub fn Checked(
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let (checked, now) = (voice.say(Word::Checked), voice.say(Word::CheckedNow));
    (!voice.is_preview()).then(|| view! { <span class="checked" lang=voice.locale.to_string() data-checked=checked data-now=now hidden></span> })
}
