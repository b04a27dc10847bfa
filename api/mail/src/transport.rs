//! Bringing a mail to the mail server.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use host::tls::use_ring;
use lettre::transport::smtp::{self, AsyncSmtpTransport, PoolConfig};
use lettre::{Address, AsyncTransport, Tokio1Executor};

use shared::time::Timestamp;

use crate::compose::{self, ComposeError, Mail, Recipient, Sender};
use crate::content::Content;
use crate::settings::Settings;

/// How long a connection, or the answer to a command, may take. A server may think for long about a mail that it has got (RFC 5321,
/// section 4.5.3.2): ten minutes are more than anybody waits for here.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How many connections are kept open at most.
const CONNECTIONS: u32 = 8;

/// No mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
#[error("the mail server's settings cannot be used")]
pub struct MailerError(#[source] smtp::Error);

/// Sends mails by one mail server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mailer").finish_non_exhaustive()
    }
}

/// Why a mail was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The mail server could not be reached, or did not answer in time.
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

impl Failure {
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

    /// Whether trying again is in vain. Only a mailbox that does not exist is: everything else an operator can put right.
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::NoMailbox)
    }

    fn of(error: &smtp::Error) -> Self {
        match error.status().map(|status| status.to_string()) {
            Some(status) => Self::of_answer(&status, &error.source().map(ToString::to_string).unwrap_or_default()),
            // The client gives up: the server offers no encryption, or no way to sign in.
            None if error.is_client() && error.to_string().contains("authentication") => Self::NotSignedIn,
            None if error.is_client() || error.is_tls() || is_of_tls(error) => Self::NotEncrypted,
            None => Self::Unreachable,
        }
    }

    /// By the code of an answer (RFC 5321, section 4.2.3) and, where it begins with one, by the enhanced one (RFC 3463).
    fn of_answer(status: &str, text: &str) -> Self {
        let enhanced = text.split(|letter: char| letter.is_whitespace() || letter == '-').find(|word| {
            word.split('.').count() == 3
                && word.starts_with(['4', '5'])
                && word.bytes().all(|b| b == b'.' || b.is_ascii_digit())
        });
        let is_of_mailbox = match enhanced {
            // Bad destination (5.1.1 to 5.1.3, 5.1.6, 5.1.10), and a mailbox that is disabled (5.2.1).
            Some(code) => ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(&code),
            None => matches!(status, "550" | "551" | "553"),
        };
        match status {
            "530" | "534" | "535" | "538" => Self::NotSignedIn,
            _ if status.starts_with('4') => Self::PutOff,
            _ if is_of_mailbox => Self::NoMailbox,
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

impl Mailer {
    /// A mailer for these settings. Nothing is connected yet.
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        use_ring();
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url).map_err(MailerError)?;
        let transport = transport
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(20)))
            .build();
        Ok(Self { transport, from: settings.from.clone() })
    }

    /// Whether the mail server can be reached, encrypted and signed in to as the settings say.
    pub async fn check(&self) -> Result<(), Failure> {
        let is_ready = in_time(TIMEOUT, self.transport.test_connection()).await?;
        if is_ready { Ok(()) } else { Err(Failure::Unreachable) }
    }

    /// Puts a mail together. `id` tells it from all others of this server, and is the same where it is sent again.
    pub fn compose(
        &self,
        sender: &Sender<'_>,
        recipient: &Recipient<'_>,
        content: &Content<'_>,
        id: &str,
        now: Timestamp,
    ) -> Result<Mail, ComposeError> {
        compose::compose(&self.from, sender, recipient, content, id, now)
    }

    /// Hands a mail over to the mail server.
    pub async fn send(&self, mail: Mail) -> Result<(), Failure> {
        in_time(2 * TIMEOUT, self.transport.send(mail.0)).await.map(drop)
    }
}

/// Whether what is behind an error is that a certificate is not trusted, or the like: the standard library passes that on as data
/// that makes no sense.
fn is_of_tls(error: &smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        source = error.source();
    }
    false
}

/// What is done within a time, whatever the mail server does meanwhile.
async fn in_time<T>(most: Duration, work: impl Future<Output = Result<T, smtp::Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(most, work).await {
        Ok(done) => done.map_err(|error| Failure::of(&error)),
        Err(_) => Err(Failure::Unreachable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_mailbox_is_lasting() {
        for (status, text, failure) in [
            ("550", "5.1.1 <x@y.example>: Recipient address rejected: User unknown", Failure::NoMailbox),
            ("550", "No such user here", Failure::NoMailbox),
            ("550", "5.7.1 Relaying denied", Failure::Refused),
            ("554", "5.7.1 Message contains spam", Failure::Refused),
            ("552", "5.2.2 Mailbox full", Failure::Refused),
            ("450", "4.2.1 Try again later", Failure::PutOff),
            ("421", "Service not available", Failure::PutOff),
            ("535", "5.7.8 Authentication credentials invalid", Failure::NotSignedIn),
            ("553", "5.1.8 sender domain 10.1.2 does not exist", Failure::Refused),
        ] {
            assert_eq!(Failure::of_answer(status, text), failure, "{status} {text}");
            assert_eq!(failure.is_lasting(), failure == Failure::NoMailbox);
        }
    }
}
