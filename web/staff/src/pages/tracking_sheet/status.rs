//! The state of the link and the reason for it, in words.

use leptos::prelude::*;
use shared::link::{LinkState, RetiredUrlOpens, RevokeReason, Suspension, TrackingLink, VehicleLinkState, Views};
use ui::components::{Banner, Button, IconName, LinkStatePill, Tone};

use super::model::{Action, Sheet};
use crate::app::formats::{self, Formats};

/// State, reason, and how often the page was opened.
#[component]
pub(super) fn Status(sheet: Sheet) -> impl IntoView {
    move || {
        let formats = sheet.staff.formats();
        let link = sheet.known_link();
        let state = VehicleLinkState::from(link.as_ref().map(|link| link.state));
        let suspended = link.as_ref().is_some_and(|link| link.suspended.is_some());
        let views =
            link.as_ref().filter(|link| link.state != LinkState::Revoked).map(|link| opened(&link.views, &formats));
        let told = link.as_ref().and_then(|link| subscribers_text(link.subscriber_count));
        let retired_opens =
            link.as_ref().and_then(|link| retired_opens_text(&link.retired_url_opens, link.state, &formats));
        view! {
            <div class="sheet__status" tabindex="-1">
                <p class="sheet__state">
                    <LinkStatePill state suspended />
                    <span>{headline(link.as_ref(), &formats)}</span>
                </p>
                <p class="muted">{consequence(link.as_ref())}</p>
                {views.map(|views| view! { <p class="muted">{views}</p> })}
                {told.map(|told| view! { <p class="muted">{told}</p> })}
                {retired_opens.map(|opens| view! { <p>{opens}</p> })}
            </div>
        }
    }
}

/// How many customers are told by e-mail; nothing of nobody.
fn subscribers_text(count: i64) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 subscriber is told by e-mail what changes on the page.".to_owned()),
        count => Some(format!("{} subscribers are told by e-mail what changes on the page.", formats::number(count))),
    }
}

/// What needs a decision: somebody else's change, another customer, an inactive subscription.
#[component]
pub(super) fn Warnings(sheet: Sheet, regenerate: Callback<()>) -> impl IntoView {
    let reload = Callback::new(move |()| sheet.reload());
    let keep = Callback::new(move |()| sheet.keep());
    let customer_changed = Memo::new(move |_| sheet.living_link().is_some_and(|link| link.customer_changed));
    let writable = move || sheet.staff.writable();
    view! {
        {move || {
            sheet
                .staff
                .locked()
                .then(|| {
                    view! {
                        <Banner tone=Tone::Warning title="Your subscription is inactive.">
                            {if sheet.living_link().is_some() {
                                "You can revoke this link. Everything else works again, with the same URL, once billing is repaired."
                            } else {
                                "A tracking link can be created once billing is repaired."
                            }}
                        </Banner>
                    }
                })
        }}
        {move || {
            sheet
                .stale
                .get()
                .then(|| {
                    view! {
                        <div class="sheet__stale" tabindex="-1">
                            <Banner tone=Tone::Warning title="Somebody else changed this link.">
                                <p>"Reload to see their changes. This replaces what you set here."</p>
                                {move || sheet.failure_of(&[Action::Reload]).map(|failure| view! { <p>{failure}</p> })}
                                <Button icon=IconName::Refresh busy=sheet.does(Action::Reload) on_press=reload>
                                    "Reload"
                                </Button>
                            </Banner>
                        </div>
                    }
                })
        }}
        {move || {
            customer_changed
                .get()
                .then(|| {
                    view! {
                        <Banner tone=Tone::Warning title="This vehicle is now for another customer.">
                            <p>
                                "Anyone who was sent this URL before can still open it. Regenerate it to shut them out, or keep it if they may."
                            </p>
                            {writable()
                                .then(|| {
                                    view! {
                                        <Button icon=IconName::Refresh on_press=regenerate>
                                            "Regenerate the URL"
                                        </Button>
                                        <Button icon=IconName::Check busy=sheet.does(Action::Keep) on_press=keep>
                                            "Keep the URL"
                                        </Button>
                                    }
                                })}
                        </Banner>
                    }
                })
        }}
        {move || {
            sheet
                .notice
                .get()
                .map(|(tone, text)| {
                    view! {
                        <div class="sheet__notice" tabindex="-1">
                            <Banner tone>{text}</Banner>
                        </div>
                    }
                })
        }}
    }
}

fn headline(link: Option<&TrackingLink>, formats: &Formats) -> String {
    let Some(link) = link else { return "No link yet".to_owned() };
    let expires_at = link.expires_at.map(|expires_at| formats.instant(expires_at));
    match (link.state, link.suspended) {
        (LinkState::Active, Some(Suspension::OrganizationLocked)) => "Suspended: subscription inactive".to_owned(),
        (LinkState::Active, Some(Suspension::RestoredBackup)) => "Suspended: a backup was restored".to_owned(),
        (LinkState::Active, None) => match expires_at {
            Some(expires_at) => format!("Active until {expires_at}"),
            None => "Active, never expires".to_owned(),
        },
        (LinkState::Expired, _) => format!("Expired since {}", expires_at.unwrap_or_default()),
        (LinkState::Revoked, _) => revoked(link, formats),
    }
}

fn revoked(link: &TrackingLink, formats: &Formats) -> String {
    let at = link.revoked_at.map(|at| format!(" at {}", formats.instant(at))).unwrap_or_default();
    match (link.revoke_reason, &link.revoked_by) {
        (Some(RevokeReason::VehicleDeleted), _) => format!("Revoked because the vehicle was deleted{at}"),
        (_, Some(member)) => format!("Revoked by {}{at}", member.name),
        (_, None) => format!("Revoked{at}"),
    }
}

fn consequence(link: Option<&TrackingLink>) -> &'static str {
    match link.map(|link| (link.state, link.suspended)) {
        None => "No URL exists until you click Create tracking link, so customers can't discover it by accident.",
        Some((LinkState::Active, None)) => "Anyone who has the URL can open the page without signing in.",
        Some((LinkState::Active, Some(Suspension::OrganizationLocked))) => {
            "The URL shows \u{201c}link not available\u{201d}. The same URL works again once billing is repaired."
        }
        Some((LinkState::Active, Some(Suspension::RestoredBackup))) => {
            "The URL shows \u{201c}link not available\u{201d}. The same URL works again once an admin resumes the links on the Tracking links page."
        }
        Some((LinkState::Expired, _)) => {
            "The URL shows \u{201c}link not available\u{201d}. To make the same URL work again, set a later expiry or none."
        }
        Some((LinkState::Revoked, _)) => {
            "The old URL stays off for good. Create tracking link generates a fresh URL with these options."
        }
    }
}

/// Says that somebody may not have got the new URL.
fn retired_opens_text(opens: &RetiredUrlOpens, state: LinkState, formats: &Formats) -> Option<String> {
    let last = formats.instant(opens.last_at?);
    let since = if state == LinkState::Revoked { "it was revoked" } else { "it was replaced" };
    Some(match opens.count {
        1 => format!("The old URL has been opened once since {since}: {last}."),
        count => {
            format!("The old URL has been opened {} times since {since}, most recently {last}.", formats::number(count))
        }
    })
}

fn opened(views: &Views, formats: &Formats) -> String {
    let (Some(first), Some(last)) = (views.first_at, views.last_at) else { return "Not opened yet.".to_owned() };
    let last = formats.instant(last);
    match views.count {
        1 => format!("Opened once, {last}."),
        count => format!("Opened {} times: first {}, last {last}.", formats::number(count), formats.instant(first)),
    }
}
