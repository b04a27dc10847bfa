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
        let restored = staff.restored().then(|| view! { <Restored /> });
        let subscription = organization.with(message).map(|(tone, title, text)| {
            view! {
                <div class="shell__banner">
                    <Banner tone title>
                        {text}
                    </Banner>
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
            "Check members, API keys, webhooks and links, and remove what should no longer work. Then "
            <a href=AppPath::TrackingLinks.to_string()>"resume the links"</a>
            "."
        }
        .into_any()
    } else {
        "An admin has to check them before they work again.".into_any()
    };
    view! {
        <div class="shell__banner">
            <Banner tone=Tone::Warning title="A backup was restored, so tracking links are suspended.">
                <p>
                    "The backup does not know which links were revoked or regenerated after it was made. API keys and webhooks are suspended too. "
                    {to_do}
                </p>
            </Banner>
        </div>
    }
}

fn message(organization: &Organization) -> Option<(Tone, &'static str, String)> {
    let Subscription { status, grace_ends_at, access_until, locked } = &organization.subscription;
    let formats = Formats::of(organization);
    let instant = |instant: &Option<Timestamp>| instant.map(|instant| formats.instant(instant));
    if *locked {
        let text = "Every tracking link shows \u{201c}link not available\u{201d}. You can still revoke and delete, but not change anything else. \
                    Once billing is repaired, the same links work again.";
        return Some((Tone::Danger, "Your subscription is inactive.", text.to_owned()));
    }
    match status {
        SubscriptionStatus::Active => None,
        SubscriptionStatus::PastDue => {
            let until = instant(grace_ends_at).map_or_else(String::new, |end| format!(" until {end}"));
            let text =
                format!("Everything keeps working{until}. After that, tracking links stop until the payment is made.");
            Some((Tone::Warning, "A payment for your subscription failed.", text))
        }
        SubscriptionStatus::Canceled => {
            let until = instant(access_until).map_or_else(String::new, |end| format!(" until {end}"));
            let text = format!("Everything keeps working{until}. After that, tracking links stop.");
            Some((Tone::Warning, "Your subscription was cancelled.", text))
        }
    }
}
