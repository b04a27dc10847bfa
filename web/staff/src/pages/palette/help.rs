//! The list of the shortcuts.

use leptos::prelude::*;
use ui::browser;
use ui::components::Dialog;

use crate::app::keyboard::Keyboard;
use crate::app::keyboard::shortcut::command_key;
use crate::app::route::AppPath;

/// The list.
#[component]
pub fn HelpDialog(
    /// What opens it.
    keyboard: Keyboard,
) -> impl IntoView {
    view! {
        <Dialog open=keyboard.help title="Keyboard shortcuts">
            <Shortcuts keyboard />
        </Dialog>
    }
}

#[component]
fn Shortcuts(keyboard: Keyboard) -> impl IntoView {
    let command = command_key(browser::is_apple());
    let row = |keys: Vec<&'static str>, what: &'static str| {
        view! {
            <dt>{keys.into_iter().map(|key| view! { <kbd class="key">{key}</kbd> }).collect_view()}</dt>
            <dd>{what}</dd>
        }
    };
    let single_keys = move || {
        keyboard.single_keys.are_on().then(|| {
            view! {
                {row(vec!["/"], "Search")}
                {keyboard.may_create().then(|| row(vec!["n"], "New vehicle"))}
                {row(vec!["?"], "Show this list")}
            }
        })
    };
    let state = move || {
        if keyboard.single_keys.are_on() {
            "Turn single-key shortcuts off in "
        } else {
            "Single-key shortcuts are off. Turn them on in "
        }
    };
    view! {
        <div class="stack">
            <dl class="shortcuts">
                {row(vec![command, "K"], "Find a vehicle, page or action")} {single_keys}
                {row(vec![command, "Enter"], "Save what is open")} {row(vec!["Esc"], "Close what is open")}
            </dl>
            <p class="muted">
                {state} <a href=AppPath::AccountSettings.to_string() on:click=move |_| keyboard.help.set(false)>
                    {AppPath::AccountSettings.title()}
                </a> "."
            </p>
        </div>
    }
}
