//! What a call of the API can come to besides its answer.

use shared::problem::{Problem, ProblemCode};

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// The server refused, and says why.
    Problem(Box<Problem>),
    /// The server was not reached, or its answer did not arrive in time.
    Network,
    /// The answer was not one that this app understands.
    Unexpected,
    /// The file was not sent, for this reason.
    Unsent(String),
}

impl ApiError {
    /// The problem in words for the person in front of the screen.
    pub fn message(&self) -> String {
        match self {
            Self::Problem(problem) => problem_message(problem),
            Self::Network => "The server cannot be reached. Check your connection, then try again.".to_owned(),
            Self::Unexpected => {
                "This page did not understand the server's answer. Reload the page, then try again.".to_owned()
            }
            Self::Unsent(sentence) => sentence.clone(),
        }
    }

    /// The server's code of the problem, if the server refused.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Network | Self::Unexpected | Self::Unsent(_) => None,
        }
    }

    /// The problem, if the server refused.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::Network | Self::Unexpected | Self::Unsent(_) => None,
        }
    }

    /// What is wrong with the field at this JSON Pointer, as a sentence.
    pub fn field(&self, pointer: &str) -> Option<String> {
        let error = self.problem()?.errors.iter().find(|error| error.pointer == pointer)?;
        Some(sentence(&error.detail))
    }

    /// Whether somebody else changed the thing since it was read.
    pub fn is_stale(&self) -> bool {
        self.code() == Some(ProblemCode::PreconditionFailed)
    }

    /// Whether what was asked for is not there.
    pub fn is_not_found(&self) -> bool {
        self.code() == Some(ProblemCode::NotFound)
    }
}

fn problem_message(problem: &Problem) -> String {
    match problem.code {
        ProblemCode::InvalidCredentials => "Wrong email address or password.".to_owned(),
        ProblemCode::AuthenticationRequired => "Your session has ended. Sign in again.".to_owned(),
        // The detail speaks to programs; the fields say what is wrong.
        ProblemCode::ValidationFailed => "Some of what you entered is not valid.".to_owned(),
        ProblemCode::SubscriptionInactive => {
            "Your subscription is inactive, so nothing can be changed until billing is repaired.".to_owned()
        }
        ProblemCode::InternalError | ProblemCode::ServiceUnavailable | ProblemCode::InsufficientStorage => {
            format!(
                "{} If this keeps happening, quote this request ID: {}.",
                sentence(&problem.detail),
                problem.request_id
            )
        }
        _ => sentence(&problem.detail),
    }
}

/// A text with a capital letter at its start and a full stop at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut characters = text.chars();
    let mut sentence: String =
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect());
    if !sentence.is_empty() && !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_become_sentences() {
        assert_eq!(sentence("must be in the future"), "Must be in the future.");
        assert_eq!(sentence("Über. "), "Über.");
        assert_eq!(sentence(""), "");
    }
}
