//! Dates in the document. The server writes them as ISO 8601; a line of script in the document writes them as the locale
//! does, before anything is painted, and the page's program writes the same when it takes over (`web/html/days.js`).

use leptos::prelude::*;
use shared::time::CivilDate;

use super::Voice;
use crate::format;

/// A civil date, such as "14 May 2026".
#[component]
pub fn Day(
    /// The date.
    date: CivilDate,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let text = format::date(date, &voice.locale);
    view! {
        <time datetime=date.to_string() lang=voice.locale.to_string()><bdi data-day="long">{text}</bdi></time>
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
    let is_known = cfg!(target_arch = "wasm32") || !beside;
    let text = if is_known { format::distance(date, &voice.locale, &time_zone) } else { String::new() };
    view! {
        <time datetime=date.to_string() lang=voice.locale.to_string() data-zone=time_zone><bdi data-day="distance">{text}</bdi></time>
    }
}
