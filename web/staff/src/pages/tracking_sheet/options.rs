//! What the page shows, and until when: the options, the picked photos and the expiry.

use leptos::prelude::*;
use shared::link_options::LinkOption;
use shared::member::Role;
use ui::components::{Banner, Button, ButtonVariant, DateField, DateKind, Icon, IconName, Tone};

use super::model::{Action, Sheet};
use super::picker::Picker;
use crate::app::option_switch::OptionSwitch;

/// The toggles, the picker and the expiry. Viewers and members of a locked organisation can only read them.
#[component]
pub(super) fn Options(sheet: Sheet) -> impl IntoView {
    let read_only = Signal::derive(move || !sheet.staff.writable());
    view! {
        // What is set while the link is read again would be replaced.
        <fieldset class="field-set" disabled=sheet.does(Action::Reload)>
            <fieldset class="sheet__options">
                <legend class="sheet__legend">"What the customer sees"</legend>
                {LinkOption::ALL
                    .map(|option| {
                        view! {
                            <OptionSwitch option options=sheet.options with_hint=true disabled=read_only />
                            {(option == LinkOption::Photo).then(|| view! { <HeroHint sheet /> })}
                        }
                    })}
            </fieldset>
            <Picker sheet read_only />
            <Expiry sheet read_only />
        </fieldset>
    }
}

/// "Show photo" shows nothing while nobody has chosen a hero photo.
#[component]
fn HeroHint(sheet: Sheet) -> impl IntoView {
    let missing = Memo::new(move |_| {
        let photos =
            sheet.additional_photos().gallery.state().with(|state| state.ready().map(|gallery| gallery.data.len()));
        photos.filter(|_| sheet.options.get().show_photo && sheet.additional_photos().hero().is_none())
    });
    view! {
        <div class="sheet__hero-hint" aria-live="polite">
            {move || {
                missing
                    .get()
                    .map(|photos| {
                        view! {
                            <p>
                                <Icon name=IconName::Star />
                                {if photos == 0 {
                                    "There is no hero photo to show: this vehicle has no photos yet."
                                } else {
                                    "There is no hero photo to show yet."
                                }}
                                {sheet
                                    .staff
                                    .writable()
                                    .then_some(if photos == 0 { " Add some below." } else { " Star one below." })}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Expiry(sheet: Sheet, read_only: Signal<bool>) -> impl IntoView {
    let time_zone = Memo::new(move |_| sheet.staff.organization().time_zone);
    let clear = Callback::new(move |()| {
        sheet.expires.set(String::new());
        sheet.expires_error.set(None);
    });
    let meaning = move || match sheet.chosen_expiry() {
        Some(instant) => format!("Stops working on {}.", sheet.staff.formats().instant(instant)),
        None if sheet.expires.with(String::is_empty) => "Never expires.".to_owned(),
        None => String::new(),
    };
    view! {
        <div class="sheet__expiry">
            <div class="sheet__expiry-row">
                {move || {
                    view! {
                        <DateField
                            label="Expires at"
                            kind=DateKind::DateTime
                            value=sheet.expires
                            error=sheet.expires_error
                            hint=format!("Time zone: {}. Empty means never.", time_zone.get())
                            disabled=read_only
                        />
                    }
                }} <Show when=move || !read_only.get() && sheet.expires.with(|expires| !expires.is_empty())>
                    <Button variant=ButtonVariant::Ghost on_press=clear>
                        "Clear"
                        <span class="visually-hidden">" expiry"</span>
                    </Button>
                </Show>
            </div>
            <p class="sheet__expiry-meaning" aria-live="polite">
                {meaning}
            </p>
            {move || {
                sheet
                    .would_reopen()
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Warning title="Saving makes this URL work again.">
                                "Anyone who has it can open the page again."
                            </Banner>
                        }
                    })
            }}
            {move || {
                (!sheet.staff.can(Role::Editor))
                    .then(|| {
                        view! {
                            <p class="muted">
                                "With your role you can see this link and copy its URL, but not change it."
                            </p>
                        }
                    })
            }}
        </div>
    }
}
