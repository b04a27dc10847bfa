//! A few actions that are not needed often, behind one button.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use crate::components::icon::{Icon, IconName};
use crate::listen::listen;

/// A button that opens what is in it. Pressing that, Escape and a press elsewhere close it again.
#[component]
pub fn Menu(
    /// What the button says.
    #[prop(into)]
    label: String,
    /// The actions, as buttons.
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    listen("pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if menu.get_untracked().is_some_and(|menu| !menu.contains(target.as_ref())) {
            close();
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(menu) = menu.get_untracked().filter(|menu| event.key() == "Escape" && menu.open()) else { return };
        event.stop_propagation();
        close();
        let button = menu.query_selector("summary").ok().flatten();
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            let _ = button.focus();
        }
    };
    view! {
        <details class="menu" node_ref=menu on:keydown=on_key>
            <summary class="button button--secondary">{label} <Icon name=IconName::ChevronDown /></summary>
            <div class="menu__items card" on:click=move |_| close()>
                {children()}
            </div>
        </details>
    }
}
