//! The progress tracker: what is over, what is now and what is to come, told apart by form and words, not colour.

use leptos::prelude::*;
use shared::public_tracking::{PublicProgress, PublicStage, PublicStageState};

use crate::heading::PartHeading;
use crate::voice::Voice;
use crate::words::Word;

/// The progress tracker.
#[component]
pub fn Progress(
    /// The stages.
    progress: PublicProgress,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let PublicProgress { stages, detail, detail_key } = progress;
    let known = detail_key.as_deref().and_then(detail_word).map(|word| voice.say(word));
    let detail = known.or(detail);
    let heading = voice.say(Word::Progress);
    let last = stages.len().saturating_sub(1);
    let steps = stages.into_iter().enumerate();
    view! {
        <section class="part part--progress">
            <PartHeading text=heading voice=voice.clone() />
            <ol class="progress">
                {steps
                    .map(|(index, stage)| {
                        let detail = detail.clone().filter(|_| stage.state == PublicStageState::Current);
                        view! { <Step stage detail is_last=index == last voice=voice.clone() /> }
                    })
                    .collect::<Vec<_>>()}
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Step(stage: PublicStage, detail: Option<String>, is_last: bool, voice: Voice) -> impl IntoView {
    // Nothing follows the last stage: a vehicle in it is at its goal, so it shows as complete.
    let complete = is_last && stage.state == PublicStageState::Current;
    let (class, state) = match stage.state {
        PublicStageState::Done => ("step step--done", Word::StepDone),
        PublicStageState::Current if complete => ("step step--current step--complete", Word::StepComplete),
        PublicStageState::Current => ("step step--current", Word::StepNow),
        PublicStageState::Upcoming => ("step step--upcoming", Word::StepToCome),
    };
    let checked = complete || stage.state == PublicStageState::Done;
    let current = stage.state == PublicStageState::Current;
    let label = stage_word(&stage.key).map_or(stage.label, |word| voice.say(word));
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="step__marker" aria-hidden="true">
                {checked
                    .then(|| {
                        view! {
                            <svg class="step__check" viewBox="0 0 16 16" fill="none" focusable="false">
                                <path d="M3.5 8.500l3 3 6-6.500"></path>
                            </svg>
                        }
                    })}
            </span>
            <span class="step__words">
                <span class="step__label">{label}</span>
                <span class="step__state" class:visually-hidden=!current>
                    {voice.say(state)}
                </span>
                {detail.map(|detail| view! { <span class="step__detail">{detail}</span> })}
            </span>
        </li>
    }
    .into_any()
}

/// The words of a stage. An unknown one, from a newer server, has its own.
fn stage_word(key: &str) -> Option<Word> {
    Some(match key {
        "purchased" => Word::StagePurchased,
        "in_transit" => Word::StageInTransit,
        "arrived" => Word::StageArrived,
        "preparation" => Word::StagePreparation,
        "sale_ready" => Word::StageSaleReady,
        "sold_delivered" => Word::StageSoldDelivered,
        _ => return None,
    })
}

/// The words of what happens within a stage.
fn detail_word(key: &str) -> Option<Word> {
    Some(match key {
        "customs" => Word::DetailCustoms,
        "released" => Word::DetailReleased,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use shared::stage::{ArrivalDetail, Stage};

    use super::*;

    #[test]
    fn every_stage_and_detail_has_its_words() {
        for stage in Stage::ALL {
            assert!(stage_word(stage.as_str()).is_some(), "{}", stage.as_str());
        }
        for detail in [ArrivalDetail::Customs, ArrivalDetail::Released] {
            assert!(detail_word(detail.as_str()).is_some(), "{}", detail.as_str());
        }
    }
}
