//! Bringing a mail to the mail server.
//!
//! Connections are kept here and not by lettre: its pool keeps a connection that was given up in the middle of a conversation, so the
//! next mail would take the answers to the one before for its own, and count as sent although it was refused; and its asynchronous
//! connections wait for an answer for ever (findings/lettre-pool-late-answer.sh).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use host::clock::Stopwatch;
use host::tls::use_ring;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{self, Data, Rcpt};
use shared::time::Timestamp;
use tokio::time::timeout;

use crate::compose::{self, ComposeError, Mail, Recipient, Sender};
use crate::content::Content;
use crate::failure::{Failure, Step};
use crate::settings::{Encryption, Settings};

/// How many connections are kept open at most.
const CONNECTIONS: usize = 8;
/// How long a connection waits for its next mail: less than the five minutes that servers wait (RFC 5321, section 4.5.3.2.7), and few
/// enough that a busy server does not keep many of them.
const IDLE: Duration = Duration::from_secs(20);
/// The ways to sign in that are tried, if the server offers them. Each shows it the password, so the connection is encrypted.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// How long the mail server may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection to one of its addresses, and for the answer to a command.
    pub command: Duration,
    /// For all of a mail, whatever the server does meanwhile. A server may think for long about a mail that it has got (RFC 5321,
    /// section 4.5.3.2.6 says ten minutes), but who sends it has to know in time whether it was taken.
    pub mail: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { command: Duration::from_secs(15), mail: Duration::from_secs(45) }
    }
}

/// No mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
#[error("the mail server's settings cannot be used")]
pub struct MailerError(#[source] Error);

/// Sends mails by one mail server.
#[derive(Clone)]
pub struct Mailer {
    settings: Settings,
    tls: Option<TlsParameters>,
    patience: Patience,
    idle: Arc<Mutex<Vec<Idle>>>,
    from: Address,
}

/// A connection on which nothing is awaited.
struct Idle {
    connection: AsyncSmtpConnection,
    since: Stopwatch,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mailer").finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer for these settings. Nothing is connected yet.
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        Self::with_patience(settings, Patience::default())
    }

    /// One that waits shorter or longer.
    pub fn with_patience(settings: &Settings, patience: Patience) -> Result<Self, MailerError> {
        use_ring();
        let tls = match settings.encryption {
            Encryption::Never => None,
            _ => Some(TlsParameters::new(settings.host.clone()).map_err(MailerError)?),
        };
        let from = settings.from.clone();
        Ok(Self { settings: settings.clone(), tls, patience, idle: Arc::default(), from })
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

    /// Whether the mail server can be reached, encrypted and signed in to as the settings say.
    pub async fn check(&self) -> Result<(), Failure> {
        let connection = timeout(self.patience.mail, self.connect()).await.map_err(|_| Failure::Unreachable)??;
        self.keep(connection);
        Ok(())
    }

    /// Hands a mail over to the mail server.
    pub async fn send(&self, mail: Mail) -> Result<(), Failure> {
        // Whatever fails or takes too long drops its connection: what the server still says belongs to this mail.
        let sent = timeout(self.patience.mail, self.send_now(&mail)).await;
        self.keep(sent.map_err(|_| Failure::Unreachable)??);
        Ok(())
    }

    /// Gives the connection back on which the mail went.
    async fn send_now(&self, mail: &Mail) -> Result<AsyncSmtpConnection, Failure> {
        let mut connection = match self.idle_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        self.hand_over(&mut connection, mail).await?;
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let Settings { host, port, hello, credentials, .. } = &self.settings;
        // A literal of IPv6 is written without its brackets.
        let server = (host.trim_matches(['[', ']']), *port);
        let implicit = self.tls.clone().filter(|_| self.settings.encryption == Encryption::Implicit);
        let patience = self.patience.command;
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(patience), hello, implicit, None);
        // One of its addresses may not answer, and then the greeting has to come.
        let mut connection = in_time(2 * patience, Step::Connect, connecting).await?;
        if let Some(tls) = self.tls.clone().filter(|_| self.settings.encryption == Encryption::StartTls) {
            in_time(patience, Step::Connect, connection.starttls(tls, hello)).await?;
        }
        if let Some(credentials) = credentials {
            in_time(patience, Step::SignIn, connection.auth(&MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, mail: &Mail) -> Result<(), Failure> {
        let patience = self.patience.command;
        let (envelope, text) = (mail.0.envelope(), mail.0.formatted());
        // Nothing else is asked of the server than that it takes mail: all of it is ASCII.
        let from = commands::Mail::new(envelope.from().cloned(), Vec::new());
        in_time(patience, Step::Mail, connection.command(from)).await?;
        for recipient in envelope.to() {
            let recipient = Rcpt::new(recipient.clone(), Vec::new());
            in_time(patience, Step::Recipient, connection.command(recipient)).await?;
        }
        in_time(patience, Step::Mail, connection.command(Data)).await?;
        // For as long as is left for all of it.
        in_time(self.patience.mail, Step::Mail, connection.message(&text)).await.map(drop)
    }

    /// A connection that waits for a mail and still works.
    async fn idle_connection(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let newest = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = newest.filter(|idle| idle.since.elapsed() < IDLE)?.connection;
            if timeout(self.patience.command, connection.test_connected()).await.unwrap_or(false) {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|idle| idle.since.elapsed() < IDLE);
        if idle.len() < CONNECTIONS && !connection.has_broken() {
            idle.push(Idle { connection, since: Stopwatch::start() });
        }
    }
}

/// What the server says within a time.
async fn in_time<T>(most: Duration, step: Step, work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match timeout(most, work).await {
        Ok(done) => done.map_err(|error| Failure::of(&error, step)),
        Err(_) => Err(Failure::Unreachable),
    }
}
