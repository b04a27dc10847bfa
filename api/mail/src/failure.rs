//! Why a mail was not sent, in a word.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;

use crate::compose::ComposeError;

/// Why a mail was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The mail server could not be reached, hung up, or did not answer in time.
    Unreachable,
    /// The connection could not be encrypted, or the server's certificate is not trusted.
    NotEncrypted,
    /// The mail server did not accept user and password.
    NotSignedIn,
    /// The mail server put it off (a code of 400 to 499).
    PutOff,
    /// The mail server refused it (a code of 500 to 599), for another reason than the recipient.
    Refused,
    /// There is no such mailbox.
    NoMailbox,
}

/// What was being done when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Connect,
    SignIn,
    /// Everything of a mail but its recipient.
    Mail,
    Recipient,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Unreachable, Self::NotEncrypted, Self::NotSignedIn, Self::PutOff, Self::Refused, Self::NoMailbox];

    /// Its name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NotEncrypted => "not_encrypted",
            Self::NotSignedIn => "not_signed_in",
            Self::PutOff => "put_off",
            Self::Refused => "refused",
            Self::NoMailbox => "no_mailbox",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == name)
    }

    /// Whether trying again is in vain. Only a mailbox that does not exist is: everything else an operator can put right.
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::NoMailbox)
    }

    pub(crate) fn of(error: &Error, step: Step) -> Self {
        match error.status().map(|status| status.to_string()) {
            Some(status) => {
                Self::of_answer(&status, &error.source().map(ToString::to_string).unwrap_or_default(), step)
            }
            // The client gives up: the server offers no encryption, no way to sign in that it knows, or no addresses like this one.
            None if error.is_client() => match step {
                Step::Connect => Self::NotEncrypted,
                Step::SignIn => Self::NotSignedIn,
                Step::Mail | Step::Recipient => Self::Refused,
            },
            None if error.is_tls() || is_of_tls(error) => Self::NotEncrypted,
            None => Self::Unreachable,
        }
    }

    /// By the code of an answer (RFC 5321, section 4.2.3) and, where it begins with one, by the enhanced one (RFC 3463).
    fn of_answer(status: &str, text: &str, step: Step) -> Self {
        let enhanced = text.split(|letter: char| letter.is_whitespace() || letter == '-').find(|word| {
            word.split('.').count() == 3
                && word.starts_with(['4', '5'])
                && word.bytes().all(|b| b == b'.' || b.is_ascii_digit())
        });
        let is_of_mailbox = match enhanced {
            // Bad destination (5.1.1 to 5.1.3, 5.1.6, 5.1.10), and a mailbox that is disabled (5.2.1).
            Some(code) => ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(&code),
            // After the content these refuse the mail, whoever it is for: as spam, for example.
            None => step == Step::Recipient && matches!(status, "550" | "551" | "553"),
        };
        match status {
            _ if status.starts_with('4') => Self::PutOff,
            "530" | "534" | "535" | "538" => Self::NotSignedIn,
            _ if step == Step::SignIn => Self::NotSignedIn,
            _ if is_of_mailbox && matches!(step, Step::Mail | Step::Recipient) => Self::NoMailbox,
            _ => Self::Refused,
        }
    }
}

impl From<ComposeError> for Failure {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Address => Self::NoMailbox,
            ComposeError::Parts => Self::Refused,
        }
    }
}

/// Whether what is behind an error is that a certificate is not trusted, or the like: the standard library passes that on as data
/// that makes no sense.
fn is_of_tls(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_mailbox_is_lasting() {
        for (step, status, text, failure) in [
            (
                Step::Recipient,
                "550",
                "5.1.1 <x@y.example>: Recipient address rejected: User unknown",
                Failure::NoMailbox,
            ),
            (Step::Recipient, "550", "No such user here", Failure::NoMailbox),
            (Step::Mail, "550", "5.1.1 No such user here", Failure::NoMailbox),
            (Step::Mail, "550", "Looks like spam", Failure::Refused),
            (Step::Recipient, "550", "5.7.1 Relaying denied", Failure::Refused),
            (Step::Mail, "554", "5.7.1 Message contains spam", Failure::Refused),
            (Step::Recipient, "552", "5.2.2 Mailbox full", Failure::Refused),
            (Step::Recipient, "450", "4.2.1 Try again later", Failure::PutOff),
            (Step::Mail, "421", "Service not available", Failure::PutOff),
            (Step::Connect, "554", "No SMTP service here", Failure::Refused),
            (Step::Connect, "550", "5.1.1 Who are you", Failure::Refused),
            (Step::SignIn, "535", "5.7.8 Authentication credentials invalid", Failure::NotSignedIn),
            (Step::SignIn, "550", "User unknown", Failure::NotSignedIn),
            (Step::SignIn, "454", "4.7.0 Temporary authentication failure", Failure::PutOff),
            (Step::Mail, "530", "5.7.0 Authentication required", Failure::NotSignedIn),
            (Step::Mail, "553", "5.1.8 sender domain 10.1.2 does not exist", Failure::Refused),
        ] {
            assert_eq!(Failure::of_answer(status, text, step), failure, "{status} {text}");
            assert_eq!(failure.is_lasting(), failure == Failure::NoMailbox);
        }
    }

    #[test]
    fn a_name_is_read_back() {
        for failure in Failure::ALL {
            assert_eq!(Failure::parse(failure.as_str()), Some(failure));
        }
        assert_eq!(Failure::parse("gone"), None);
    }
}
