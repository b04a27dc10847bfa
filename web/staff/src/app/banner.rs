//! What the whole organisation needs to know: its subscription, a backup that was restored.

use leptos::prelude::*;
use shared::member::Role;
use shared::organization::{Organization, Subscription, SubscriptionStatus};
use shared::time::Timestamp;
use ui::components::{Banner, Tone};

use super::formats::Formats;
use super::route::AppPath;
use super::session::use_staff;

/// Says above every page that no link works since a backup was restored, or that the subscription is past due or inactive,
/// and what follows from it.
#[component]
pub fn SubscriptionBanner() -> impl IntoView {
    let staff = use_staff();
    let organization = Memo::new(move |_| staff.organization());
    move || {
        let restored = staff.restored().then(|| view! { <Restored/> });
        let subscription = organization.with(message).map(|(tone, title, text)| {
            view! {
                <div class="shell__banner">
                    <Banner tone title>{text}</Banner>
                </div>
            }
        });
        view! {
            {restored}
            {subscription}
        }
    }
}

#[component]
fn Restored() -> impl IntoView {
    let to_do = if use_staff().can(Role::Admin) {
        view! {
            "Look through members, API keys, webhooks and links, end what had ended, then "
            <a href=AppPath::TrackingLinks.to_string()>"let the links work again"</a>"."
        }
        .into_any()
    } else {
        "An admin looks through them first, then lets them work again.".into_any()
    };
    view! {
        <div class="shell__banner">
            <Banner tone=Tone::Warning title="A backup was restored, so no tracking link works for now.">
                <p>"It does not know what was revoked or replaced after it was made. API keys and webhooks wait too. " {to_do}</p>
            </Banner>
        </div>
    }
}

fn message(organization: &Organization) -> Option<(Tone, &'static str, String)> {
    let Subscription { status, grace_ends_at, access_until, locked } = &organization.subscription;
    let formats = Formats::of(organization);
    let instant = |instant: &Option<Timestamp>| instant.map(|instant| formats.instant(instant));
    if *locked {
        let text = "Every tracking link answers \u{201c}link not available\u{201d}, and nothing can be changed except revoking and deleting. \
                    Once billing is repaired, the same links work again.";
        return Some((Tone::Danger, "Your organisation's subscription is inactive.", text.to_owned()));
    }
    match status {
        SubscriptionStatus::Active => None,
        SubscriptionStatus::PastDue => {
            let until = instant(grace_ends_at).map_or_else(String::new, |end| format!(" until {end}"));
            let text =
                format!("Everything keeps working{until}. After that, tracking links stop until the payment is made.");
            Some((Tone::Warning, "A payment for your organisation's subscription failed.", text))
        }
        SubscriptionStatus::Canceled => {
            let until = instant(access_until).map_or_else(String::new, |end| format!(" until {end}"));
            let text = format!("Everything keeps working{until}. After that, tracking links stop.");
            Some((Tone::Warning, "Your organisation's subscription is canceled.", text))
        }
    }
}
