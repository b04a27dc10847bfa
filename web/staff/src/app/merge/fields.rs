//! Both values of what two people changed, side by side.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ui::browser;
use ui::components::{Banner, Choice, RadioField, Tone};

use super::documents::Collision;
use super::{Dispute, MINE, Merge, THEIRS};
use crate::app::field_name::field_name;

/// The fields of a form; in their place, while somebody has to choose, what two people changed.
#[component]
pub fn MergedFields<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    /// What both changed.
    merge: Merge<T>,
    /// How the value at this path is written, where it is more than a text.
    #[prop(optional)]
    write: Option<Write>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let asking = Memo::new(move |_| merge.is_asking());
    Effect::new(move || {
        if asking.get() {
            request_animation_frame(|| browser::focus(".merge__field input"));
        }
    });
    view! {
        {move || {
            asking
                .get()
                .then(|| {
                    view! {
                        <div class="merge stack">
                            <Banner tone=Tone::Warning title="Somebody else has just changed the same.">
                                <p>"Choose what to keep, then save. What only one of you changed is kept as it is."</p>
                            </Banner>
                            {merge.disputes.get().into_iter().map(|dispute| field(dispute, write)).collect_view()}
                        </div>
                    }
                })
        }}
        <fieldset class="field-set" hidden=move || asking.get() disabled=move || asking.get()>
            {children()}
        </fieldset>
    }
}

/// How the value at a path is written; none where it is a text.
pub type Write = fn(&str, &Value) -> Option<String>;

fn field(dispute: Dispute, write: Option<Write>) -> AnyView {
    let (legend, mine, theirs) = dispute.collision.with_value(|Collision { path, mine, theirs }| {
        let path = path.join(".");
        let written = |value| write.and_then(|write| write(&path, value)).unwrap_or_else(|| plain(value));
        (field_name(&path), written(mine), written(theirs))
    });
    let choices =
        vec![Choice::new(MINE, mine).hint("What you entered"), Choice::new(THEIRS, theirs).hint("Saved meanwhile")];
    view! {
        <div class="merge__field">
            <RadioField legend value=dispute.kept choices />
        </div>
    }
    .into_any()
}

/// A value as people read it where nothing more is known about it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "Nothing".to_owned(),
        Value::Bool(true) => "On".to_owned(),
        Value::Bool(false) => "Off".to_owned(),
        Value::String(text) if text.is_empty() => "Nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) if items.is_empty() => "Nothing".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => members.values().map(plain).collect::<Vec<_>>().join(" "),
    }
}
