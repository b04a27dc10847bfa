//! What the tests send.

use std::time::Duration;

use mail::{Content, Logo, Mailer, Patience, Recipient, Sender, Settings};
use shared::time::Timestamp;

use crate::mailbox::{Mailbox, Received};

/// Whom mails come from.
pub const FROM: &str = "tracking@import-ops.example";

/// Long enough for a machine that is busy, and short enough to wait for.
const PATIENCE: Patience = Patience { command: Duration::from_secs(10), mail: Duration::from_secs(20) };

/// What waits for less than a mail server in no hurry takes.
pub const HASTE: Patience = Patience { command: Duration::from_millis(300), mail: Duration::from_secs(2) };

/// A logo: a picture of one pixel.
pub const LOGO: Logo<'static> = Logo {
    bytes: b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x0b\x5c\xad\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    media_type: "image/gif",
};

/// The importer.
pub const HARBOUR: Sender<'static> =
    Sender { name: "Harbour Imports", logo: None, reply_to: Some("hello@harbour.example") };

/// What asks a customer.
pub const QUESTION: Content<'static> = Content::Confirmation {
    vehicle: "2021 Toyota Land Cruiser",
    confirm_url: "https://import-ops.example/subscription/9k2v7m4q8x3t",
};

/// Somebody who reads English.
pub const fn reader(address: &str) -> Recipient<'_> {
    Recipient { address, language: "en", locale: "en-GB" }
}

/// When it is.
pub fn now() -> Timestamp {
    Timestamp::parse("2026-05-14T09:30:00Z").unwrap()
}

/// What sends to a mail server.
pub fn mailer(mailbox: &Mailbox) -> Mailer {
    mailer_to(&mailbox.url(), PATIENCE)
}

/// What sends to a URL.
pub fn mailer_to(url: &str, patience: Patience) -> Mailer {
    Mailer::with_patience(&Settings::parse(url, FROM).unwrap(), patience).unwrap()
}

/// Sends a mail, and reads what came.
pub async fn sent(
    mailer: &Mailer,
    mailbox: &Mailbox,
    sender: &Sender<'_>,
    recipient: &Recipient<'_>,
    content: &Content<'_>,
) -> Received {
    let mail = mailer.compose(sender, recipient, content, "mail-1", now()).unwrap();
    mailer.send(mail).await.unwrap();
    mailbox.next()
}
