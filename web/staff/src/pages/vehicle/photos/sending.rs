//! The photos on their way, each with its progress or its reason.

use leptos::prelude::*;
use shared::ids::VehicleId;
use ui::components::{Button, ButtonVariant, Icon, IconName, ProgressBar};

use crate::app::uploads::item::{Sending, SendingState, Tally};
use crate::app::uploads::queue::Uploads;
use crate::client::Progress;

/// The list, while there is something on its way.
#[component]
pub fn SendingList(
    /// Where they are sent.
    vehicle: StoredValue<VehicleId>,
) -> impl IntoView {
    let uploads = Uploads::expect();
    let any = Memo::new(move |_| !uploads.of(&vehicle.get_value()).is_empty());
    let tally = Memo::new(move |_| uploads.tally(&vehicle.get_value()));
    let are_several =
        Memo::new(move |_| uploads.of(&vehicle.get_value()).iter().filter(|item| item.can_be_retried()).count() > 1);
    let retry_all = Callback::new(move |()| uploads.retry_all(Some(&vehicle.get_value())));
    view! {
        // It is there before there is anything to say: a status that comes with its words is not read out.
        <p class=move || if any.get() { "photos__tally" } else { "visually-hidden" } role="status">
            {move || summary(tally.get(), any.get())}
        </p>
        <Show when=move || any.get() && !uploads.are_kept()>
            <p class="sending__reason">
                "This browser does not keep photos for later. Keep this page open until they are uploaded."
            </p>
        </Show>
        <Show when=move || are_several.get()>
            <p class="photos__more">
                <Button icon=IconName::Refresh on_press=retry_all>
                    "Retry all"
                </Button>
            </p>
        </Show>
        <Show when=move || any.get()>
            <ul class="sendings" aria-label="Photos being uploaded">
                <For each=move || uploads.of(&vehicle.get_value()) key=|item| item.id let:item>
                    <Row item uploads />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Row(item: Sending, uploads: Uploads) -> impl IntoView {
    let Sending { id, name, state: first, .. } = item;
    let state = Memo::new(move |_| uploads.state(id).unwrap_or_else(|| first.clone()));
    let failed = Memo::new(move |_| state.with(|state| matches!(state, SendingState::Failed { .. })));
    let over = Memo::new(move |_| {
        state.with(|state| matches!(state, SendingState::Failed { .. } | SendingState::Warned { .. }))
    });
    let again = Memo::new(move |_| {
        state.with(|state| matches!(state, SendingState::Failed { again: true, .. } | SendingState::Held { .. }))
    });
    let held = Memo::new(move |_| state.with(|state| matches!(state, SendingState::Held { .. })));
    let (title, bar_name, remove_name) = (name.clone(), name.clone(), name.clone());
    let retry_name = StoredValue::new(name.clone());
    view! {
        <li class="sending" class:sending--failed=failed>
            <span class="sending__icon">{move || view! {
                <Icon name=if over.get() { IconName::Alert } else { IconName::Image }/>
            }}</span>
            <div class="sending__body">
                <p class="sending__line">
                    <span class="sending__name" title=title>{name}</span>
                    <span class="sending__state">{move || state.with(words)}</span>
                </p>
                {move || {
                    let label = format!("Upload of {bar_name}");
                    match state.get() {
                        SendingState::Waiting => view! { <ProgressBar label percent=Some(0)/> }.into_any(),
                        SendingState::Running(progress) => view! { <ProgressBar label percent=progress.percent()/> }.into_any(),
                        SendingState::Held { .. } | SendingState::Failed { .. } | SendingState::Warned { .. } => {
                            ().into_any()
                        }
                    }
                }}
                {move || state.with(reason).map(|reason| view! { <p class="sending__reason" role="alert">{reason}</p> })}
            </div>
            <div class="sending__actions">
                <Show when=move || again.get()>
                    <Button icon=IconName::Refresh on_press=Callback::new(move |()| uploads.retry(id))>
                        "Retry" <span class="visually-hidden">{retry_name.with_value(|name| format!(" {name}"))}</span>
                    </Button>
                </Show>
                {move || {
                    let verb = match (failed.get() || held.get(), over.get()) {
                        (true, _) => "Remove",
                        (_, true) => "Dismiss warning for",
                        _ => "Cancel",
                    };
                    view! {
                        <Button variant=ButtonVariant::Ghost icon=IconName::Close label=format!("{verb} {remove_name}")
                            on_press=Callback::new(move |()| uploads.remove(id))/>
                    }
                }}
            </div>
        </li>
    }
}

fn words(state: &SendingState) -> String {
    match state {
        // Until something was sent, it waits for its turn to be converted.
        SendingState::Waiting | SendingState::Running(Progress::Sending(0)) => "Waiting".to_owned(),
        SendingState::Running(Progress::Sending(percent)) => format!("{percent} %"),
        SendingState::Running(Progress::Converting) => "Preparing".to_owned(),
        SendingState::Running(Progress::Processing) => "Processing".to_owned(),
        SendingState::Held { .. } => "Not sent yet".to_owned(),
        SendingState::Failed { .. } => "Not uploaded".to_owned(),
        SendingState::Warned { .. } => "Uploaded".to_owned(),
    }
}

fn reason(state: &SendingState) -> Option<String> {
    match state {
        SendingState::Held { sentence } | SendingState::Failed { sentence, .. } | SendingState::Warned { sentence } => {
            Some(sentence.clone())
        }
        _ => None,
    }
}

fn summary(tally: Tally, any: bool) -> String {
    let Tally { done, total, failed, held } = tally;
    let photos = if total == 1 { "photo" } else { "photos" };
    let said = match total {
        0 => return String::new(),
        _ if !any && done == total => format!("{done} {photos} uploaded"),
        _ => format!("{done} of {total} {photos} uploaded"),
    };
    let part = |count: u32, what: &str| if count > 0 { format!(", {count} {what}") } else { String::new() };
    format!("{said}{}{}.", part(failed, "failed"), part(held, "waiting"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_is_said_in_words() {
        let tally = |done, total, failed| Tally { done, total, failed, held: 0 };
        assert_eq!(summary(tally(0, 0, 0), false), "");
        assert_eq!(summary(tally(3, 5, 0), true), "3 of 5 photos uploaded.");
        assert_eq!(summary(tally(3, 5, 2), true), "3 of 5 photos uploaded, 2 failed.");
        assert_eq!(summary(Tally { held: 3, ..tally(1, 5, 1) }, true), "1 of 5 photos uploaded, 1 failed, 3 waiting.");
        assert_eq!(summary(tally(1, 1, 0), false), "1 photo uploaded.");
    }
}
