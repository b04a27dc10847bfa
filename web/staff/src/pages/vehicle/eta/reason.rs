//! Why the ETA is another.

use leptos::prelude::*;
use shared::eta::EtaReason;
use ui::components::{Choice, RadioField};

/// The reasons, all in sight: one press is enough.
#[component]
pub(super) fn Reason(
    /// The reason's name; empty for none.
    value: RwSignal<String>,
) -> impl IntoView {
    let none = Choice::new("", "No reason given");
    let reasons = EtaReason::ALL.map(|reason| Choice::new(reason.as_str(), reason.label()));
    view! {
        <div class="eta__reasons">
            <RadioField legend="Reason" value choices=std::iter::once(none).chain(reasons).collect() />
        </div>
    }
}
