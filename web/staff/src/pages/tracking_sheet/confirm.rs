//! The questions before access is taken away, and before unsaved changes are lost.

use leptos::prelude::*;
use shared::link::LinkState;
use shared::patch::Patch;
use ui::components::{Choice, ConfirmDialog, DateField, DateKind, RadioField, on_open};
use ui::format::zone;

use super::model::{Action, Sheet};
use crate::pages::share::{Sharing, UNSENT};

/// Asks before the URL stops working.
#[component]
pub(super) fn RevokeDialog(sheet: Sheet, open: RwSignal<bool>) -> impl IntoView {
    on_open(open, move || sheet.failure.set(None));
    let on_confirm = Callback::new(move |()| sheet.revoke(open));
    view! {
        <ConfirmDialog
            open
            title="Revoke this tracking link?"
            confirm_label="Revoke link"
            danger=true
            busy=sheet.does(Action::Revoke)
            error=Signal::derive(move || sheet.failure_of(&[Action::Revoke]))
            on_confirm
        >
            <p>
                <strong>"The URL stops working immediately."</strong>
                " Anyone who opens it sees \u{201c}link not available\u{201d}."
            </p>
            <p>
                "Revoke does not issue a new URL. If you later want the customer to have a working link again, click Create
                 tracking link again: a fresh URL is generated. To replace the URL right now, use Regenerate instead."
            </p>
        </ConfirmDialog>
    }
}

/// Asks before the URL is replaced; for an expired link also until when the new one works.
#[component]
pub(super) fn RegenerateDialog(sheet: Sheet, open: RwSignal<bool>) -> impl IntoView {
    let (until, expires) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let refused = RwSignal::new(None::<String>);
    on_open(open, move || {
        until.set(String::new());
        expires.set(String::new());
        refused.set(None);
        sheet.failure.set(None);
    });
    let has_expired = Memo::new(move |_| sheet.living_link().is_some_and(|link| link.state == LinkState::Expired));
    let on_confirm = Callback::new(move |()| {
        refused.set(None);
        let time_zone = sheet.staff.organization().time_zone;
        let expires_at = match (has_expired.get_untracked(), until.get_untracked().as_str()) {
            (false, _) => Patch::Absent,
            (true, "never") => Patch::Null,
            (true, "date") => match zone::from_local_input(&expires.get_untracked(), &time_zone) {
                Some(expires_at) => Patch::Value(expires_at),
                None => return refused.set(Some("Enter the full date and time.".to_owned())),
            },
            _ => return refused.set(Some("Choose when the new URL stops working.".to_owned())),
        };
        sheet.regenerate(expires_at, open, refused);
    });
    view! {
        <ConfirmDialog
            open
            title="Regenerate the URL?"
            confirm_label="Regenerate URL"
            danger=true
            busy=sheet.does(Action::Regenerate)
            error=Signal::derive(move || refused.get().or_else(|| sheet.failure_of(&[Action::Regenerate])))
            on_confirm
        >
            <p>
                <strong>"The old URL stops working and a new URL appears."</strong>
                " Send the new URL to the customer."
            </p>
            <p>"The saved options stay as they are. To stop the URL without issuing a new one, use Revoke instead."</p>
            {move || has_expired.get().then(|| view! { <NewExpiry sheet until expires /> })}
            {move || sheet.is_dirty().then(|| view! { <p class="muted">"Your unsaved changes are not included."</p> })}
        </ConfirmDialog>
    }
}

#[component]
fn NewExpiry(sheet: Sheet, until: RwSignal<String>, expires: RwSignal<String>) -> impl IntoView {
    let choices = vec![Choice::new("never", "Never"), Choice::new("date", "At a date and time")];
    let hint = format!("Time zone: {}.", sheet.staff.organization().time_zone);
    view! {
        <p>"This link has expired, so the new URL needs a new expiry."</p>
        <RadioField legend="When does the new URL stop working?" value=until choices />
        <Show when=move || until.with(|until| until == "date")>
            <DateField label="New expiry" kind=DateKind::DateTime value=expires hint=hint.clone() />
        </Show>
    }
}

/// Asks before the sheet closes with unsaved changes, or with a message that was changed and not sent.
#[component]
pub(super) fn DiscardDialog(
    sheet: Sheet,
    sharing: Sharing,
    open: RwSignal<bool>,
    on_discard: Callback<()>,
) -> impl IntoView {
    let is_dirty = move || sheet.is_dirty() && sheet.staff.writable();
    let title =
        Signal::derive(move || if is_dirty() { "Close without saving?" } else { "Close without sending?" }.to_owned());
    let on_confirm = Callback::new(move |()| {
        open.set(false);
        on_discard.run(());
    });
    view! {
        <ConfirmDialog open title confirm_label="Discard changes" cancel_label="Keep editing" danger=true on_confirm>
            {move || is_dirty().then(|| view! { <p>"Your changes in this sheet have not been saved."</p> })}
            {move || sharing.is_unsent().then(|| view! { <p>{UNSENT}</p> })}
        </ConfirmDialog>
    }
}
