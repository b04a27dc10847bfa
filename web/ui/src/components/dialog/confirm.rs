//! Asks before something is taken away.

use leptos::prelude::*;

use super::modal::Dialog;
use crate::components::banner::{Banner, Tone};
use crate::components::button::{Button, ButtonVariant};

/// Asks whether to go on. It stays open while the action runs, and says what went wrong.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open; the owner closes it when the action succeeded.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What the button that goes on says: the action, not "OK".
    #[prop(into)]
    confirm_label: String,
    /// What the button that goes back says.
    #[prop(default = "Cancel".into(), into)]
    cancel_label: String,
    /// Whether something is taken away.
    #[prop(optional)]
    danger: bool,
    /// Whether the action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether going on is not possible yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What went wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Goes on.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// What happens then.
    children: ChildrenFn,
) -> impl IntoView {
    let close = Callback::new(move |()| {
        if !busy.get_untracked() {
            open.set(false);
        }
    });
    let variant = if danger { ButtonVariant::Danger } else { ButtonVariant::Primary };
    let footer = move || {
        let (confirm, cancel) = (confirm_label.clone(), cancel_label.clone());
        view! {
            <Button on_press=close>{cancel}</Button>
            <Button variant busy disabled on_press=on_confirm>
                {confirm}
            </Button>
        }
    };
    view! {
        <Dialog open title on_close_request=close footer=footer>
            <div class="stack">
                {children()} {move || error.get().map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })}
            </div>
        </Dialog>
    }
}
