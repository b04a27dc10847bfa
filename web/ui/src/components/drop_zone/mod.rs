//! A section that takes files which are dropped on it or pasted.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DragEvent, Element, File, Node};

use super::icon::{Icon, IconName};
use crate::browser::{self, files_of};

/// A section that takes files which are dropped on it.
#[component]
pub fn DropZone(
    /// Classes of the section.
    class: &'static str,
    /// The id of its heading.
    labelled_by: &'static str,
    /// What is said while files are over it.
    invitation: &'static str,
    /// Whether it takes files.
    enabled: Signal<bool>,
    /// Whether it also takes files that are pasted anywhere on the page.
    #[prop(optional)]
    takes_pasted: bool,
    /// Gets the files.
    on_files: Callback<Vec<File>>,
    children: Children,
) -> impl IntoView {
    let section = NodeRef::<html::Section>::new();
    let over = RwSignal::new(false);
    let hover = move |event: DragEvent| {
        if enabled.get_untracked() && carries_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let leave = move |event: DragEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        if !section.get_untracked().is_some_and(|section| section.contains(to.as_ref())) {
            over.set(false);
        }
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        if enabled.get_untracked() && carries_files(&event) {
            event.prevent_default();
            on_files.run(files_of(event.data_transfer().and_then(|data| data.files())));
        }
    };
    let paste = window_event_listener_untyped("paste", move |event| {
        let is_meant = takes_pasted && enabled.get_untracked() && !is_elsewhere();
        let Some(event) = event.dyn_ref::<ClipboardEvent>().filter(|_| is_meant) else { return };
        let files = files_of(event.clipboard_data().and_then(|data| data.files()));
        if !files.is_empty() {
            event.prevent_default();
            on_files.run(files);
        }
    });
    // A file that misses the section would replace the app.
    let guards = [window_event_listener(ev::dragover, keep_page), window_event_listener(ev::drop, keep_page)];
    on_cleanup(move || {
        paste.remove();
        guards.into_iter().for_each(WindowListenerHandle::remove);
    });
    view! {
        <section class=["drop-zone ", class].concat() class:drop-zone--over=over node_ref=section aria-labelledby=labelled_by
            on:dragenter=hover on:dragover=hover on:dragleave=leave on:drop=drop>
            {children()}
            {move || over.get().then(|| view! {
                <div class="drop-zone__invitation" aria-hidden="true"><p><Icon name=IconName::Upload/>{invitation}</p></div>
            })}
        </section>
    }
}

fn keep_page(event: DragEvent) {
    if carries_files(&event) {
        event.prevent_default();
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
}

/// Whether what is pasted is meant for a field or for a dialog.
fn is_elsewhere() -> bool {
    let active = browser::document().and_then(|document| document.active_element());
    let in_field = |element: Element| element.matches("input, textarea, select, [contenteditable]").unwrap_or_default();
    active.is_some_and(in_field) || browser::element("dialog[open]").is_some()
}
