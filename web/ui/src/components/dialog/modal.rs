//! Dialogs on the browser's own `<dialog>`: it keeps the focus inside and gives it back when it closes.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::back;
use super::guard::{Guard, Question};
use crate::browser;
use crate::components::button::{Button, ButtonVariant};
use crate::components::icon::IconName;
use crate::components::id::unique_id;

/// How a dialog stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DialogVariant {
    /// A box in the middle.
    #[default]
    Modal,
    /// A panel at the right edge; on a phone it fills the height.
    Sheet,
    /// A wide panel at the right edge, for a form beside its preview.
    WideSheet,
    /// Beside what opened it, which has the class `popover-anchor`, where there is room and the browser can; else a box in the middle.
    Popover,
    /// As large as the screen allows, around a picture.
    Picture,
    /// A box near the top, around a search whose results come and go below it.
    Finder,
}

impl DialogVariant {
    const fn class(self) -> &'static str {
        match self {
            Self::Modal => "dialog",
            Self::Sheet => "dialog dialog--sheet",
            Self::WideSheet => "dialog dialog--sheet dialog--wide",
            Self::Popover => "dialog dialog--popover",
            Self::Picture => "dialog dialog--picture",
            Self::Finder => "dialog dialog--finder",
        }
    }
}

/// A modal dialog. Its content exists only while it is open, so every opening starts fresh.
///
/// Escape, Back, the close button and a press beside the dialog close it, after a question if something was typed; with
/// `on_close_request` they only ask, and the owner sets `open` to false once nothing would be lost.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// How it stands on the page.
    #[prop(optional)]
    variant: DialogVariant,
    /// What the address of the page calls it while it is open, for a sheet that links lead to.
    #[prop(optional, into)]
    address: Option<&'static str>,
    /// Decides about closing; without it, asking is closing.
    #[prop(optional, into)]
    on_close_request: Option<Callback<()>>,
    /// The actions at its foot, which stay in sight.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("dialog");
    let guard = Guard::new(open, on_close_request.is_none());
    let request_close = Callback::new(move |()| match on_close_request {
        Some(decide) => decide.run(()),
        // Asked again, the answer is the one that loses nothing.
        None if guard.asking.get_untracked() => guard.asking.set(false),
        None if guard.is_typed() => guard.asking.set(true),
        None => open.set(false),
    });
    show_while_open(element, open, variant, guard);
    back::close_with_back(open, address, request_close);
    // Escape comes as a key on desktops and as `cancel` from a phone's back gesture.
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            request_close.run(());
        }
    };
    let on_cancel = move |event: ev::Event| {
        event.prevent_default();
        event.stop_propagation();
        request_close.run(());
    };
    // A browser may close a dialog although it was told not to. The decision is asked for all the same, and a dialog that must not
    // be lost opens again.
    let on_close = move |_: ev::Event| {
        if open.get_untracked() {
            request_close.run(());
            if let Some(dialog) = element.get_untracked().filter(|_| open.get_untracked()) {
                let _ = dialog.show_modal();
            }
        }
    };
    let on_mouse_down = move |event: ev::MouseEvent| {
        if element.get_untracked().is_some_and(|dialog| is_backdrop(&event, dialog)) {
            event.prevent_default();
            request_close.run(());
        }
    };
    let labelled_by = title_id.clone();
    let content = StoredValue::new((title_id, footer, children));
    view! {
        <dialog
            node_ref=element
            class=variant.class()
            aria-labelledby=labelled_by
            on:keydown=on_key
            on:focusin=move |event| guard.note_focused(&event)
            on:cancel=on_cancel
            on:close=on_close
            on:mousedown=on_mouse_down
        >
            <Show when=move || {
                open.get()
            }>
                {content
                    .with_value(|(title_id, footer, children)| {
                        view! {
                            <div class="dialog__frame">
                                <header class="dialog__header">
                                    <h2 class="dialog__title" id=title_id.clone()>
                                        {title}
                                    </h2>
                                    <Button
                                        variant=ButtonVariant::Ghost
                                        icon=IconName::Close
                                        label="Close"
                                        on_press=request_close
                                    />
                                </header>
                                <div class="dialog__body">{children()}</div>
                                <Show when=move || guard.asking.get()>
                                    <Question guard open />
                                </Show>
                                {footer
                                    .as_ref()
                                    .map(|footer| {
                                        view! {
                                            <footer class="dialog__footer" hidden=move || guard.asking.get()>
                                                {footer.run()}
                                            </footer>
                                        }
                                    })}
                            </div>
                        }
                    })}
            </Show>
        </dialog>
    }
}

/// What is typed or chosen first, else the button that changes nothing; the browser takes the one that closes.
const START: [&str; 2] = [
    ".dialog__body :is(input, select, textarea):not([type=file], [type=hidden], [readonly], :disabled)",
    ".dialog__footer button:not(:disabled)",
];

/// Moves the focus to where the work of a dialog starts, unless somebody has moved it already.
fn focus_start(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        return;
    }
    let active = browser::document().and_then(|document| document.active_element());
    let is_moved = active.is_some_and(|active| {
        dialog.contains(Some(&active)) && matches!(active.closest(".dialog__body, .dialog__footer"), Ok(Some(_)))
    });
    if is_moved {
        return;
    }
    let start = START.into_iter().find_map(|selector| dialog.query_selector(selector).ok().flatten());
    if let Some(start) = start.and_then(|start| start.dyn_into::<HtmlElement>().ok()) {
        let _ = start.focus();
    }
}

/// Shows the element while it is open, and puts the focus where it starts.
fn show_while_open(element: NodeRef<html::Dialog>, open: RwSignal<bool>, variant: DialogVariant, guard: Guard) {
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                browser::keep_room_of_scrollbar();
                let _ = dialog.show_modal();
                guard.start();
                if variant != DialogVariant::Picture {
                    // After its content is there.
                    request_animation_frame(move || {
                        if let Some(dialog) = element.try_get_untracked().flatten() {
                            guard.note_all(&dialog);
                            focus_start(&dialog);
                        }
                    });
                }
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
}

/// Whether a press hit the backdrop: the content covers the box, so its target is the dialog itself.
fn is_backdrop(event: &ev::MouseEvent, dialog: HtmlDialogElement) -> bool {
    event.target().is_some_and(|target| target == dialog.into())
}
