//! What a call of the API can come to besides its answer.

use serde::Deserialize;
use shared::problem::{FieldError, Problem, ProblemCode};
use ui::browser;

/// The server's refusal, as far as every page has to understand it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refusal {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// What happened this time and what to do.
    pub detail: String,
    /// Id of the request.
    pub request_id: String,
    /// What is not valid, and where.
    #[serde(default)]
    pub errors: Vec<FieldError>,
    /// All of it, as it came.
    #[serde(skip)]
    pub(super) whole: String,
}

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// The server refused, and says why.
    Refused(Box<Refusal>),
    /// The server was not reached, or its answer did not arrive in time.
    Network,
    /// The answer was not one that this app understands.
    Unexpected,
    /// The file was not sent, for this reason.
    Unsent(String),
}

/// What an answer with this status says that is no success.
pub(super) fn refusal(status: u16, body: &str) -> ApiError {
    match serde_json::from_str(body) {
        Ok(refusal) => ApiError::Refused(Box::new(Refusal { whole: body.to_owned(), ..refusal })),
        // A proxy in between answers so while the server restarts.
        Err(_) if matches!(status, 502..=504) => ApiError::Network,
        Err(_) => ApiError::Unexpected,
    }
}

impl ApiError {
    /// The problem in words for the person in front of the screen.
    pub fn message(&self) -> String {
        match self {
            Self::Refused(problem) => problem_message(problem),
            Self::Network if browser::is_online() => {
                "The server could not be reached. Try again in a moment.".to_owned()
            }
            Self::Network => "You are offline. Connect to the internet, then try again.".to_owned(),
            Self::Unexpected => {
                "This page did not understand the server's answer. Reload the page, then try again.".to_owned()
            }
            Self::Unsent(sentence) => sentence.clone(),
        }
    }

    /// The server's code of the problem, if the server refused.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Network | Self::Unexpected | Self::Unsent(_) => None,
        }
    }

    /// The whole problem, if the server refused: with what is there now. It takes all that the API knows to understand it.
    pub fn problem(&self) -> Option<Problem> {
        serde_json::from_str(&self.refusal()?.whole).ok()
    }

    /// The problem, if the server refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(problem) => Some(problem),
            Self::Network | Self::Unexpected | Self::Unsent(_) => None,
        }
    }

    /// What is wrong with the field at this JSON Pointer, as a sentence.
    pub fn field(&self, pointer: &str) -> Option<String> {
        let error = self.refusal()?.errors.iter().find(|error| error.pointer == pointer)?;
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

fn problem_message(problem: &Refusal) -> String {
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
