//! What follows when a photo did not arrive.

use shared::problem::ProblemCode;

use crate::client::ApiError;

/// What follows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It goes on by itself.
    Later(String),
    /// It was not taken.
    Refused { sentence: String, again: bool },
}

/// What follows from this error, with or without a connection. `are_kept` says whether the device keeps photos for when the page is closed.
pub(super) fn outcome(error: &ApiError, is_online: bool, are_kept: bool) -> Outcome {
    let waits_for = match (error, error.code()) {
        (ApiError::Network, _) if is_online => "The server could not be reached.",
        (ApiError::Network, _) => "You are offline.",
        (_, Some(ProblemCode::ServiceUnavailable | ProblemCode::TooManyRequests)) => "The server is busy.",
        (_, Some(ProblemCode::AuthenticationRequired)) => "Your session has ended: sign in again.",
        _ => return Outcome::Refused { sentence: error.message(), again: may_succeed(error) },
    };
    let promise = if are_kept {
        "The photo is sent by itself later, even if you close this page."
    } else {
        "Keep this page open."
    };
    Outcome::Later(format!("{waits_for} {promise}"))
}

/// Whether the same file may be taken when it is sent again: not when something is wrong with the file itself, or its vehicle is gone.
fn may_succeed(error: &ApiError) -> bool {
    let is_unsent = matches!(error, ApiError::Unsent(_));
    !is_unsent
        && !matches!(
            error.code(),
            Some(
                ProblemCode::UnsupportedImage
                    | ProblemCode::UnreadableImage
                    | ProblemCode::ImageTooLarge
                    | ProblemCode::PayloadTooLarge
                    | ProblemCode::VehicleDeleted
                    | ProblemCode::NotFound
                    | ProblemCode::PermissionDenied
            )
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_connection_goes_on_by_itself() {
        let Outcome::Later(kept) = outcome(&ApiError::Network, true, true) else { panic!("it was given up") };
        assert!(kept.ends_with("even if you close this page."), "{kept}");
        let Outcome::Later(fragile) = outcome(&ApiError::Network, false, false) else { panic!("it was given up") };
        assert!(fragile.ends_with("Keep this page open."), "{fragile}");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_not_sent_again() {
        let unsent = outcome(&ApiError::Unsent("Too large.".to_owned()), true, true);
        assert_eq!(unsent, Outcome::Refused { sentence: "Too large.".to_owned(), again: false });
        assert!(matches!(outcome(&ApiError::Unexpected, true, true), Outcome::Refused { again: true, .. }));
    }
}
