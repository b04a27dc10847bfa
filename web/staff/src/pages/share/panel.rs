//! The button, and the ways to send a URL.

use leptos::prelude::*;
use shared::link::SentChannel;
use shared::member::Role;
use ui::browser;
use ui::components::{Button, ButtonVariant, Choice, CopyButton, Icon, IconName, SelectField, TextArea};
use ui::format::language_name;

use super::message::languages;
use super::model::Sharing;
use super::print::PrintDialog;
use super::sent::SentState;

/// Where it stands why a URL cannot be shared.
const WHY_DEAD: &str = "share-why";

/// The main button beside a URL: the system's list where a finger points, else the ways that the app has. A URL that does not work is
/// not shared; the panel says why.
#[component]
pub fn ShareButton(
    /// What is shared.
    sharing: Sharing,
) -> impl IntoView {
    let toggle = Callback::new(move |()| sharing.open.update(|open| *open = !*open));
    if browser::can_share() {
        let share = Callback::new(move |()| sharing.share());
        let disabled = Signal::derive(move || sharing.dead.get().is_some());
        return view! {
            <Button variant=ButtonVariant::Primary icon=IconName::Share disabled on_press=share>
                "Share"
            </Button>
            <Toggle sharing toggle primary=false>
                "More ways"
            </Toggle>
        }
        .into_any();
    }
    view! {
        <Toggle sharing toggle primary=true>
            <Icon name=IconName::Share />
            "Share"
        </Toggle>
    }
    .into_any()
}

#[component]
fn Toggle(sharing: Sharing, toggle: Callback<()>, primary: bool, children: Children) -> impl IntoView {
    let in_sight = sharing.in_sight();
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=primary
            class:button--secondary=!primary
            disabled=move || sharing.dead.get().is_some()
            aria-describedby=move || sharing.dead.get().map(|_| WHY_DEAD)
            aria-expanded=move || if in_sight.get() { "true" } else { "false" }
            aria-controls="share-ways"
            on:click=move |_| toggle.run(())
        >
            {children()}
        </button>
    }
}

/// The ways to send a URL, with what is written; below them whether it was sent.
#[component]
pub fn SharePanel(
    /// What is shared.
    sharing: Sharing,
) -> impl IntoView {
    let printing = RwSignal::new(false);
    let in_sight = sharing.in_sight();
    let why_dead = move |why| {
        view! {
            <p class="muted share__why" id=WHY_DEAD>
                {why}
            </p>
        }
    };
    view! {
        {move || sharing.dead.get().map(why_dead)}
        <SentState sharing />
        <section id="share-ways" class="share" aria-label="Ways to share" hidden=move || !in_sight.get()>
            <Show when=move || in_sight.get()>
                <div class="share__ways">
                    <Way sharing channel=SentChannel::Email icon=IconName::Mail label="Email" />
                    <Way sharing channel=SentChannel::WhatsApp icon=IconName::Send label="WhatsApp" />
                    <Way sharing channel=SentChannel::Sms icon=IconName::Phone label="SMS" />
                    <Button icon=IconName::QrCode on_press=Callback::new(move |()| printing.set(true))>
                        "QR code"
                    </Button>
                </div>
                {move || sharing.no_number().map(|why| view! { <p class="muted share__why">{why}</p> })}
                <Language sharing />
                <Text sharing />
            </Show>
        </section>
        <PrintDialog sharing open=printing />
    }
}

/// One way: a link to the program that sends the message, or a button that cannot be used.
#[component]
fn Way(sharing: Sharing, channel: SentChannel, icon: IconName, label: &'static str) -> impl IntoView {
    let possible = Memo::new(move |_| sharing.uri(channel).is_some());
    // Programs of the system open in the place of the page without leaving it; WhatsApp is another site.
    let target = (channel == SentChannel::WhatsApp).then_some("_blank");
    move || {
        if possible.get() {
            view! {
                <a
                    class="button button--secondary"
                    href=move || sharing.uri(channel)
                    target=target
                    rel="noopener noreferrer external"
                    on:click=move |_| sharing.hand_on(channel)
                >
                    <Icon name=icon />
                    {label}
                </a>
            }
            .into_any()
        } else {
            view! {
                <Button icon=icon disabled=true>
                    {label}
                </Button>
            }
            .into_any()
        }
    }
}

/// The language of the message, kept for the customer.
#[component]
fn Language(sharing: Sharing) -> impl IntoView {
    let choices: Vec<_> = languages().map(|(tag, name)| Choice::new(tag, name)).collect();
    let chosen = RwSignal::new(sharing.language.get_untracked());
    Effect::new(move || chosen.set(sharing.language.get()));
    Effect::new(move |before: Option<()>| {
        let language = chosen.get();
        if before.is_some() && language != sharing.language.get_untracked() {
            sharing.choose_language(language);
        }
    });
    let hint = if sharing.staff.writable() {
        "Remembered for this customer."
    } else if sharing.staff.can(Role::Editor) {
        "Not remembered, because the vehicle cannot be changed now."
    } else {
        "Not remembered, because with your role you cannot change the vehicle. Editors and admins can."
    };
    view! {
        <div>
            <SelectField label="Language of the message" value=chosen choices hint />
            <OtherLanguage sharing />
        </div>
    }
}

/// Offers the text in the language that was chosen after staff changed it in another.
#[component]
fn OtherLanguage(sharing: Sharing) -> impl IntoView {
    let language = Memo::new(move |_| sharing.other_language());
    let take = Callback::new(move |()| {
        sharing.take_text();
        // The button is gone now.
        browser::focus(".share__text textarea");
    });
    let offer = move |language: String| {
        let label = format!("Use the text in {}", language_name(&language));
        view! {
            <span class="muted">"The message stays as you changed it."</span>
            <Button on_press=take>{label}</Button>
        }
    };
    view! {
        <div class="share__offer" role="status">
            {move || language.get().map(offer)}
        </div>
    }
}

/// What is written; staff may change it.
#[component]
fn Text(sharing: Sharing) -> impl IntoView {
    let written = Memo::new(move |_| sharing.written.with(|written| written.text().to_owned()));
    let language = Memo::new(move |_| sharing.written.with(|written| written.language().to_owned()));
    let text = RwSignal::new(written.get_untracked());
    Effect::new(move || text.set(written.get()));
    Effect::new(move || {
        let typed = text.get();
        if typed != written.get_untracked() {
            sharing.written.update(|written| written.edit(typed));
        }
    });
    view! {
        <div
            class="share__text"
            lang=move || language.get()
            dir=move || if language.with(|language| language == "ar") { "rtl" } else { "ltr" }
        >
            <TextArea label="Message" rows=5 value=text />
        </div>
        <div class="share__copy">
            <CopyButton
                text=written
                label="Copy message"
                on_copied=Callback::new(move |()| sharing.hand_on(SentChannel::Other))
            />
            <span class="muted">"The whole message, for any other program."</span>
        </div>
    }
}
