//! The switches of what a tracking page shows, wherever staff set them.

use leptos::prelude::*;
use shared::link_options::{LinkOption, LinkOptions};
use ui::components::Switch;

/// The switch of one option.
#[component]
pub fn OptionSwitch(
    /// Which one.
    option: LinkOption,
    /// All of them, as they are set.
    options: RwSignal<LinkOptions>,
    /// Whether it says what the page shows with it.
    #[prop(optional)]
    with_hint: bool,
    /// Whether it can only be read.
    disabled: Signal<bool>,
) -> impl IntoView {
    let checked = Signal::derive(move || options.with(|options| options.get(option)));
    let on_change = Callback::new(move |on| options.update(|options| options.set(option, on)));
    let hint = with_hint.then(|| option.hint());
    view! { <Switch label=option.label() checked on_change hint disabled /> }
}
