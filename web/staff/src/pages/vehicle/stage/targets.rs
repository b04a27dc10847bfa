//! The six stages to choose from: where the vehicle can go, and why it cannot go elsewhere.

use shared::stage::Stage;
use ui::components::Choice;

/// All stages in their order; those that the vehicle cannot move to say why.
pub(super) fn targets(from: Stage) -> Vec<Choice> {
    let choice = |stage: Stage| {
        let choice = Choice::new(stage.as_str(), stage.label());
        if from.allowed_moves().contains(&stage) { choice } else { choice.impossible(why_not(from, stage)) }
    };
    Stage::ALL.map(choice).into()
}

fn why_not(from: Stage, to: Stage) -> String {
    if from == to {
        return "The vehicle is in this stage now.".to_owned();
    }
    let ways: Vec<_> =
        Stage::ALL.into_iter().filter(|stage| stage.allowed_moves().contains(&to)).map(Stage::label).collect();
    if ways.is_empty() {
        "No vehicle moves back to the first stage.".to_owned()
    } else {
        format!("Possible only from {}.", ways.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_chosen_says_why() {
        for from in Stage::ALL {
            for (stage, choice) in Stage::ALL.into_iter().zip(targets(from)) {
                assert_eq!(choice.disabled, !from.allowed_moves().contains(&stage), "{from:?} to {stage:?}");
                assert_eq!(choice.disabled, choice.hint.is_some());
            }
        }
        assert_eq!(why_not(Stage::Purchased, Stage::Purchased), "The vehicle is in this stage now.");
        assert_eq!(why_not(Stage::InTransit, Stage::Purchased), "No vehicle moves back to the first stage.");
        let preparation = why_not(Stage::Purchased, Stage::Preparation);
        assert_eq!(preparation, "Possible only from Arrived at destination or Sale ready.");
    }
}
