//! A form about something that somebody else has changed.

use leptos::prelude::*;

use crate::components::banner::{Banner, Tone};
use crate::components::button::Button;

/// The fields of a form, and above them, once somebody else was faster, the offer to fill them anew. While that goes on nothing can be
/// entered: it would be replaced.
#[component]
pub fn StaleFields(
    /// What the form is about, such as "this vehicle".
    what: &'static str,
    /// Whether somebody else was faster.
    #[prop(into)]
    stale: Signal<bool>,
    /// Whether a request is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Asks the server, and fills the fields.
    on_reload: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let banner = move || {
        stale.get().then(|| {
            view! {
                <Banner tone=Tone::Warning title=format!("Somebody else changed {what}.")>
                    <p>"Reload to see their changes. This replaces what you entered here."</p>
                    <Button busy on_press=on_reload>
                        "Reload"
                    </Button>
                </Banner>
            }
        })
    };
    view! {
        {banner}
        <fieldset class="field-set" disabled=move || stale.get() && busy.get()>
            {children()}
        </fieldset>
    }
}
