//! Dialogs on the browser's own `<dialog>`: it keeps the focus inside and gives it back when it closes.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::back;
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
    /// As large as the screen allows, around a picture.
    Picture,
    /// A box near the top, around a search whose results come and go below it.
    Finder,
}

/// A modal dialog. Its content exists only while it is open, so every opening starts fresh.
///
/// Escape, the close button and a press beside the dialog close it; with `on_close_request` they only ask, and the
/// owner sets `open` to false once nothing would be lost.
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
    let request_close = Callback::new(move |()| match on_close_request {
        Some(decide) => decide.run(()),
        None => open.set(false),
    });
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                browser::keep_room_of_scrollbar();
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    if variant == DialogVariant::Picture {
        back::close_with_back(open, request_close);
    }
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
        // The content covers the box, so an event whose target is the dialog itself hit the backdrop.
        let hit_backdrop =
            element.get_untracked().is_some_and(|dialog| event.target().is_some_and(|target| target == dialog.into()));
        if hit_backdrop {
            event.prevent_default();
            request_close.run(());
        }
    };
    let class = match variant {
        DialogVariant::Modal => "dialog",
        DialogVariant::Sheet => "dialog dialog--sheet",
        DialogVariant::WideSheet => "dialog dialog--sheet dialog--wide",
        DialogVariant::Picture => "dialog dialog--picture",
        DialogVariant::Finder => "dialog dialog--finder",
    };
    let labelled_by = title_id.clone();
    let content = StoredValue::new((title_id, footer, children));
    view! {
        <dialog
            node_ref=element
            class=class
            aria-labelledby=labelled_by
            on:keydown=on_key
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
                                {footer
                                    .as_ref()
                                    .map(|footer| view! { <footer class="dialog__footer">{footer.run()}</footer> })}
                            </div>
                        }
                    })}
            </Show>
        </dialog>
    }
}
