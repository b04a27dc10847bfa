//! Errors that go when their cause goes. What a field was told is about the value that it had then: with another value it is gone,
//! and with the same one it is back. What a whole form was told is gone once no field of it is marked any more.

use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Node};

use crate::components::banner::{Banner, Tone};
use crate::listen::listen;

/// What of this error still stands, for it was about the value that the field had when it was said.
pub fn until_changed<T>(
    error: impl Into<Signal<Option<String>>>,
    value: impl Get<Value = T> + GetUntracked<Value = T> + Copy + Send + Sync + 'static,
) -> Signal<Option<String>>
where
    T: PartialEq + Send + Sync + 'static,
{
    let error = error.into();
    // It is asked again whenever the error is said again, also in the same words.
    let judged = Memo::new(move |_| error.get().map(|_| value.get_untracked()));
    Signal::derive(move || {
        let sentence = error.get()?;
        judged.with(|judged| judged.as_ref() == Some(&value.get())).then_some(sentence)
    })
}

/// What went wrong with a form: above its fields, in a dialog above its buttons.
#[component]
pub fn FormError(
    /// What went wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Whether nothing that is entered can mend it: it stays until it is said otherwise.
    #[prop(optional, into)]
    lasting: Signal<bool>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let is_mended = RwSignal::new(false);
    Effect::new(move || {
        error.track();
        is_mended.set(false);
    });
    let check = move |event: &Event| {
        let scope = place.get_untracked().and_then(|place| form_around(&place, event));
        let Some(scope) = scope.filter(|_| !lasting.get_untracked() && error.with_untracked(Option::is_some)) else {
            return;
        };
        spawn_local(async move {
            // The fields show first what they make of it.
            tick().await;
            if !is_marked(&scope) {
                is_mended.try_set(true);
            }
        });
    };
    listen("input", check);
    listen("change", move |event| {
        if is_choice(event) {
            check(event);
        }
    });
    view! {
        <div class="form-error" node_ref=place>
            {move || {
                let standing = error.get().filter(|_| !is_mended.get());
                standing.map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })
            }}
        </div>
    }
}

/// The form that the message stands in, if something was entered there.
fn form_around(place: &Element, event: &Event) -> Option<Element> {
    let scope = place.closest("form, dialog").ok().flatten()?;
    let target = event.target()?.dyn_into::<Node>().ok()?;
    scope.contains(Some(&target)).then_some(scope)
}

fn is_marked(scope: &Element) -> bool {
    matches!(scope.query_selector("[aria-invalid=true], .field--invalid"), Ok(Some(_)))
}

/// Whether it comes from what is chosen and not typed: that says `change` at once, while a text says it when it is left.
fn is_choice(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.matches("select, [type=checkbox], [type=radio]"), Ok(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_owner(test: impl FnOnce()) {
        let owner = Owner::new();
        owner.with(test);
    }

    #[test]
    fn an_error_is_about_the_value_that_it_was_said_of() {
        in_owner(|| {
            let (error, value) = (RwSignal::new(None::<String>), RwSignal::new("HI-42".to_owned()));
            let shown = until_changed(error, value);
            assert_eq!(shown.get(), None);
            error.set(Some("Taken.".to_owned()));
            assert_eq!(shown.get().as_deref(), Some("Taken."));
            value.set("HI-43".to_owned());
            assert_eq!(shown.get(), None);
            value.set("HI-42".to_owned());
            assert_eq!(shown.get().as_deref(), Some("Taken."));
        });
    }

    #[test]
    fn an_error_that_is_said_again_is_shown_again() {
        in_owner(|| {
            let (error, value) = (RwSignal::new(Some("Taken.".to_owned())), RwSignal::new(1));
            let shown = until_changed(error, value);
            assert!(shown.get().is_some());
            value.set(2);
            assert_eq!(shown.get(), None);
            error.set(Some("Taken.".to_owned()));
            assert!(shown.get().is_some());
            error.set(None);
            assert_eq!(shown.get(), None);
        });
    }

    #[test]
    fn an_error_about_two_fields_goes_with_either() {
        in_owner(|| {
            let (first, second) = (RwSignal::new("a"), RwSignal::new("b"));
            let shown = until_changed(until_changed(RwSignal::new(Some("Differ.".to_owned())), first), second);
            assert!(shown.get().is_some());
            second.set("a");
            assert_eq!(shown.get(), None);
        });
    }
}
