//! That the URL was sent: staff say so, for the app cannot know.

use leptos::prelude::*;
use shared::link::{Sent, SentChannel};
use ui::components::{Banner, Button, ButtonVariant, IconName, Tone};

use super::model::Sharing;

/// Asks whether the URL was sent, and says what was answered.
#[component]
pub(super) fn SentState(sharing: Sharing) -> impl IntoView {
    let writable = Memo::new(move |_| sharing.staff.writable());
    let asked = Memo::new(move |_| sharing.taken.get().filter(|_| writable.get()));
    view! {
        <div class="share__sent" role="status">
            {move || match (asked.get(), sharing.sent.get()) {
                (Some(channel), _) => Some(view! { <Question sharing channel /> }.into_any()),
                (None, Some(sent)) => Some(view! { <Said sharing sent writable /> }.into_any()),
                (None, None) => None,
            }}
        </div>
        {move || {
            sharing
                .failure
                .get()
                .map(|failure| {
                    view! {
                        <div class="share__failure">
                            <Banner tone=Tone::Danger>{failure}</Banner>
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Question(sharing: Sharing, channel: SentChannel) -> impl IntoView {
    let question = match channel {
        SentChannel::Other => "Did you send it?".to_owned(),
        SentChannel::QrCode => "Did the customer get the QR code?".to_owned(),
        channel => format!("Did you send it {}?", channel.how()),
    };
    view! {
        <p>{question}</p>
        <Button
            icon=IconName::Check
            busy=sharing.saving
            on_press=Callback::new(move |()| sharing.say_sent(Some(channel)))
        >
            "Yes, sent"
        </Button>
        <Button variant=ButtonVariant::Ghost on_press=Callback::new(move |()| sharing.put_off())>
            "Not yet"
        </Button>
    }
}

#[component]
fn Said(sharing: Sharing, sent: Sent, writable: Memo<bool>) -> impl IntoView {
    let at = sharing.staff.formats().instant(sent.at);
    view! {
        <p>{format!("Sent {}, {at}, {}.", sent.channel.how(), sent.by.name)}</p>
        <Show when=move || writable.get()>
            <Button
                variant=ButtonVariant::Ghost
                busy=sharing.saving
                on_press=Callback::new(move |()| sharing.say_sent(None))
            >
                "It was not sent"
            </Button>
        </Show>
    }
}
