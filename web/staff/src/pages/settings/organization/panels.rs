//! The panels of the organisation's settings.

use leptos::prelude::*;
use shared::currency;
use shared::language::{page_language, page_locale};
use shared::link_options::LinkOption;
use shared::locale::COUNTRIES;
use shared::organization::SubscriptionStatus;
use shared::time::CivilDate;
use ui::components::{Choice, SelectField, TextArea, TextField};
use ui::format;

use super::form::OrganizationForm;
use crate::app::option_switch::OptionSwitch;
use crate::app::session::use_staff;
use crate::client::ApiError;
use crate::pages::settings::field_error;

/// Who the organisation is and how customers reach it.
#[component]
pub(super) fn Identity(form: OrganizationForm, read_only: Signal<bool>) -> impl IntoView {
    let error = |pointer| field_error(form.error, pointer);
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Name and contact"</h2>
            <p class="panel__text">"Your customers see this at the top and bottom of every tracking page."</p>
            <div class="panel__fields">
                <div class="panel__wide">
                    <TextField
                        label="Name"
                        required=true
                        autocomplete="organization"
                        maxlength=120
                        disabled=read_only
                        value=form.name
                        error=error("/name")
                    />
                </div>
                <TextField
                    label="Contact email"
                    kind="email"
                    inputmode="email"
                    autocomplete="off"
                    optional=true
                    disabled=read_only
                    value=form.contact_email
                    error=error("/contact_email")
                />
                <TextField
                    label="Contact phone"
                    kind="tel"
                    inputmode="tel"
                    autocomplete="off"
                    optional=true
                    disabled=read_only
                    value=form.contact_phone
                    error=error("/contact_phone")
                />
            </div>
        </section>
    }
}

/// How dates, numbers and times are written.
#[component]
pub(super) fn Formats(form: OrganizationForm, read_only: Signal<bool>) -> impl IntoView {
    let error = |pointer| field_error(form.error, pointer);
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Country and formats"</h2>
            <p class="panel__text">
                "Customers read tracking pages in the language of their browser, with dates in your country's format."
            </p>
            <div class="panel__fields">
                <SelectField
                    label="Country"
                    disabled=read_only
                    value=form.country
                    choices=countries()
                    error=error("/country")
                />
                <TextField
                    label="Other format"
                    optional=true
                    autocomplete="off"
                    disabled=read_only
                    value=form.locale
                    hint="For countries with several languages: a language tag such as fr-BE. Leave it empty for the country's usual format."
                    error=error("/locale")
                />
                <SelectField
                    label="Time zone"
                    disabled=read_only
                    value=form.time_zone
                    choices=zones(form.time_zone.get_untracked())
                    hint="Times such as a link's expiry are shown and entered in this zone."
                    error=error("/time_zone")
                />
                <SelectField
                    label="Currency"
                    disabled=read_only
                    value=form.currency
                    choices=currencies(form.currency.get_untracked())
                    hint="Preselected for new amounts."
                    error=error("/currency")
                />
                <p class="panel__sample panel__wide">
                    "A customer who reads English sees: "
                    <strong>{move || sample("en", &form.effective_locale())}</strong>
                    {move || own_sample(&form.effective_locale())}
                </p>
            </div>
        </section>
    }
}

/// What new links show.
#[component]
pub(super) fn Defaults(form: OrganizationForm, read_only: Signal<bool>) -> impl IntoView {
    view! {
        <section class="card panel">
            <h2 class="panel__title">"New tracking links"</h2>
            <p class="panel__text">
                "What a vehicle's first link shows, unless you choose otherwise. Existing links stay as they are."
            </p>
            <div class="panel__switches">
                {LinkOption::ALL
                    .map(|option| view! { <OptionSwitch option options=form.link_defaults disabled=read_only /> })}
            </div>
        </section>
    }
}

/// Which websites may show what the API says.
#[component]
pub(super) fn Websites(form: OrganizationForm, read_only: Signal<bool>) -> impl IntoView {
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Websites"</h2>
            <p class="panel__text">
                "Scripts of these websites may read your data with an API key, and the data of your tracking pages. Everybody who visits such a website can see a key that its scripts use: put none there that may see more than they should."
            </p>
            <div class="panel__fields">
                <div class="panel__wide">
                    <TextArea
                        label="Allowed origins"
                        optional=true
                        disabled=read_only
                        value=form.allowed_origins
                        hint="One in each line, up to 20: scheme, host and port, such as https://www.harbour.example."
                        error=origins_error(form)
                    />
                </div>
            </div>
        </section>
    }
}

/// How many origins there can be.
const MAX_ORIGINS: usize = 20;

/// What is wrong with all origins, or with one of them and in which line.
fn origins_error(form: OrganizationForm) -> Signal<Option<String>> {
    let in_line = |error: &ApiError, index: usize| {
        let detail = error.field(&format!("/allowed_origins/{index}"))?;
        Some(format!("Line {}: {detail}", index + 1))
    };
    Signal::derive(move || {
        form.error.with(|error| {
            let error = error.as_ref()?;
            error.field("/allowed_origins").or_else(|| (0..MAX_ORIGINS).find_map(|index| in_line(error, index)))
        })
    })
}

/// The subscription, which nobody changes here.
#[component]
pub(super) fn SubscriptionPanel() -> impl IntoView {
    let staff = use_staff();
    let facts = move || {
        let subscription = staff.organization().subscription;
        let formats = staff.formats();
        let status = match subscription.status {
            SubscriptionStatus::Active => "Active",
            SubscriptionStatus::PastDue => "Past due",
            SubscriptionStatus::Canceled => "Cancelled",
        };
        let row = |name, value: Option<String>| {
            value.map(|value| {
                view! {
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                }
            })
        };
        view! {
            <dl class="panel__facts">
                {row("Status", Some(status.to_owned()))}
                {row("Grace period ends", subscription.grace_ends_at.map(|end| formats.instant(end)))}
                {row("Access until", subscription.access_until.map(|end| formats.instant(end)))}
                {row(
                    "Tracking links",
                    Some(if subscription.locked { "Stopped until billing is repaired" } else { "Working" }.to_owned()),
                )}
            </dl>
        }
    };
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Subscription"</h2>
            <p class="panel__text">
                "Tracking links work while the subscription is active. The billing system sets this."
            </p>
            {facts}
        </section>
    }
}

fn countries() -> Vec<Choice> {
    let mut choices: Vec<_> = COUNTRIES.iter().map(|country| Choice::new(country.code, country.name)).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

fn zones(current: String) -> Vec<Choice> {
    with_current(format::time_zones(), current)
        .into_iter()
        .map(|zone| Choice::new(zone.clone(), zone.replace('_', " ")))
        .collect()
}

fn currencies(current: String) -> Vec<Choice> {
    let choice = |code: String| {
        let label = format!("{code} – {}", format::currency_name(&code));
        Choice::new(code, label)
    };
    with_current(currency::currencies().map(str::to_owned).collect(), current).into_iter().map(choice).collect()
}

/// A browser may not know what another one saved: it stays a choice.
fn with_current(mut values: Vec<String>, current: String) -> Vec<String> {
    if !current.is_empty() && !values.contains(&current) {
        values.push(current);
        values.sort();
    }
    values
}

/// A date as customers of a language read it.
fn sample(language: &str, locale: &str) -> String {
    let locale = page_locale(language, locale);
    CivilDate::parse("2026-12-18").map(|day| format::date_with_weekday(day, &locale)).unwrap_or_default()
}

/// The same in the organisation's own language, where the page speaks it.
fn own_sample(locale: &str) -> Option<impl IntoView + use<>> {
    let language = page_language(locale).filter(|language| *language != "en")?;
    let (name, date) = (format::language_name(language), sample(language, locale));
    Some(view! {
        <span>". In " {name} ": "</span>
        <strong lang=language>{date}</strong>
    })
}
