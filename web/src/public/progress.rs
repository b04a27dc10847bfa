//! The progress tracker: what is over, what is now and what is to come, told apart by form and words, not colour.

use leptos::prelude::*;
use shared::public_tracking::{PublicProgress, PublicStage, PublicStageState};

use super::page::PartHeading;

/// The progress tracker.
#[component]
pub fn Progress(
    /// The stages.
    progress: PublicProgress,
    /// Whether the page is a preview.
    preview: bool,
) -> impl IntoView {
    let PublicProgress { stages, detail } = progress;
    let last = stages.len().saturating_sub(1);
    let steps = stages.into_iter().enumerate();
    view! {
        <section class="part">
            <PartHeading text="Progress" preview/>
            <ol class="progress">
                {steps.map(|(index, stage)| {
                    let detail = detail.clone().filter(|_| stage.state == PublicStageState::Current);
                    view! { <Step stage detail is_last=index == last/> }
                }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Step(stage: PublicStage, detail: Option<String>, is_last: bool) -> impl IntoView {
    // Nothing follows the last stage: a vehicle in it is at its goal, so it shows as complete.
    let complete = is_last && stage.state == PublicStageState::Current;
    let (class, words) = match stage.state {
        PublicStageState::Done => ("step step--done", "Done"),
        PublicStageState::Current if complete => ("step step--current step--complete", "Complete"),
        PublicStageState::Current => ("step step--current", "Now"),
        PublicStageState::Upcoming => ("step step--upcoming", "To come"),
    };
    let checked = complete || stage.state == PublicStageState::Done;
    let current = stage.state == PublicStageState::Current;
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="step__marker" aria-hidden="true">
                {checked.then(|| view! {
                    <svg class="step__check" viewBox="0 0 16 16" fill="none" focusable="false"><path d="M3.5 8.500l3 3 6-6.500"></path></svg>
                })}
            </span>
            <span class="step__words">
                <span class="step__label">{stage.label}</span>
                <span class="step__state" class:visually-hidden=!current>{words}</span>
                {detail.map(|detail| view! { <span class="step__detail">{detail}</span> })}
            </span>
        </li>
    }
}
