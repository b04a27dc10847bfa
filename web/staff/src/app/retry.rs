//! What stands in the place of something that could not be loaded.

use leptos::prelude::*;
use ui::components::{Banner, Button, IconName, Tone};
use ui::listen::listen;

use crate::client::ApiError;

/// Says in words why something could not be loaded, and offers to try again. Once the browser has its connection back, it tries again
/// by itself.
#[component]
pub fn Failure(
    /// What was to be loaded, at the start of a sentence: "The vehicles".
    #[prop(into)]
    what: String,
    /// Why it could not be.
    error: ApiError,
    /// Tries again.
    on_retry: Callback<()>,
) -> impl IntoView {
    if error == ApiError::Network {
        listen("online", move |_| on_retry.run(()));
    }
    view! {
        <Banner tone=Tone::Danger title=format!("{what} could not be loaded.")>
            <p>{error.message()}</p>
            <Button icon=IconName::Refresh on_press=on_retry>
                "Retry"
            </Button>
        </Banner>
    }
}
