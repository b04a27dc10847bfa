//! The URL, and how it gets to the customer.

use leptos::html;
use leptos::prelude::*;
use ui::components::{CopyButton, Icon, IconName};

use super::model::Sheet;
use crate::pages::share::{ShareButton, SharePanel, Sharing};

/// The URL with Share and Copy beside it. There is none to show before it was created and after it was revoked.
#[component]
pub(super) fn LinkUrl(sheet: Sheet, sharing: Sharing) -> impl IntoView {
    let url = Memo::new(move |_| sheet.living_link().and_then(|link| link.url));
    move || url.get().map(|url| view! { <UrlRow url sharing /> })
}

#[component]
fn UrlRow(url: String, sharing: Sharing) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let refused = RwSignal::new(false);
    let select = move || {
        if let Some(field) = field.get_untracked() {
            drop(field.focus());
            field.select();
        }
    };
    // Where the browser does not let a page write the clipboard, one key press is left to the person.
    let on_failure = Callback::new(move |()| {
        refused.set(true);
        select();
    });
    view! {
        <div class="sheet__url">
            <label class="field__label" for="tracking-url">
                "Tracking URL"
            </label>
            <div class="sheet__url-row">
                <input
                    id="tracking-url"
                    class="field__control sheet__url-field"
                    type="text"
                    readonly=true
                    spellcheck="false"
                    node_ref=field
                    value=url.clone()
                    on:focus=move |_| select()
                />
                <ShareButton sharing />
                <CopyButton text=url.clone() label="Copy URL" on_failure />
                <a class="button button--secondary" href=url target="_blank" rel="noopener noreferrer">
                    <Icon name=IconName::External />
                    "Open page"
                </a>
            </div>
            {move || {
                refused
                    .get()
                    .then(|| {
                        view! {
                            <p class="muted" role="status">
                                "The browser did not allow copying. The URL is selected: press Ctrl+C, or \u{2318}C on a Mac."
                            </p>
                        }
                    })
            }}
            <SharePanel sharing />
        </div>
    }
}
