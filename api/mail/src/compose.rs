//! A mail as it is sent.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Mailboxes, MultiPart, SinglePart};
use lettre::{Address, Message};
use shared::time::Timestamp;

use crate::content::Content;
use crate::html::{LOGO_ID, html};
use crate::plain::text;
use crate::words::Words;

/// Whose mail it is.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The organisation's name, which stands before the address.
    pub name: &'a str,
    /// Its logo.
    pub logo: Option<Logo<'a>>,
    /// Where answers go; one that is no address is left out.
    pub reply_to: Option<&'a str>,
}

/// A logo, in a format that every mail program shows.
#[derive(Debug, Clone, Copy)]
pub struct Logo<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its media type, like `image/png`.
    pub media_type: &'a str,
}

/// Whom it is for.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// Their address.
    pub address: &'a str,
    /// BCP 47 tag of their language; English where mails do not speak it.
    pub language: &'a str,
    /// BCP 47 tag of the locale that writes dates.
    pub locale: &'a str,
}

/// A mail.
#[derive(Debug)]
pub struct Mail(pub(crate) Message);

impl Mail {
    /// The mail as it goes over the wire (RFC 5322).
    pub fn formatted(&self) -> Vec<u8> {
        self.0.formatted()
    }
}

/// Why there is no such mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// No mail can be written to this address.
    #[error("no mail can be written to this address")]
    Address,
    /// A part of it could not be put together.
    #[error("the mail could not be put together")]
    Parts,
}

macro_rules! headers {
    ($($(#[$about:meta])* $header:ident = $name:literal;)+) => {
        $(
            $(#[$about])*
            #[derive(Clone)]
            struct $header(String);

            impl Header for $header {
                fn name() -> HeaderName {
                    HeaderName::new_from_ascii_str($name)
                }

                fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                    Ok(Self(text.to_owned()))
                }

                fn display(&self) -> HeaderValue {
                    HeaderValue::new(Self::name(), self.0.clone())
                }
            }
        )+
    };
}

headers! {
    /// No person wrote it, so no program answers it (RFC 3834, section 5).
    AutoSubmitted = "Auto-Submitted";
    /// The same for mail servers that know only this.
    AutoResponseSuppress = "X-Auto-Response-Suppress";
    /// Where it is unsubscribed from (RFC 2369).
    ListUnsubscribe = "List-Unsubscribe";
    /// That a POST there is enough (RFC 8058).
    ListUnsubscribePost = "List-Unsubscribe-Post";
}

/// Puts a mail together that comes from an address.
pub(crate) fn compose(
    from: &Address,
    sender: &Sender<'_>,
    recipient: &Recipient<'_>,
    content: &Content<'_>,
    id: &str,
    now: Timestamp,
) -> Result<Mail, ComposeError> {
    let words = Words::of(recipient.language);
    let importer = one_line(sender.name);
    let letter = content.letter(&importer, words, recipient.locale);
    let to: Address = recipient.address.parse().map_err(|_| ComposeError::Address)?;
    let millis = u64::try_from(now.unix_ms()).unwrap_or(0);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(importer.clone()), from.clone()))
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(date)
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .header(AutoSubmitted("auto-generated".to_owned()))
        .header(AutoResponseSuppress("All".to_owned()));
    if let Some(reply_to) = sender.reply_to.and_then(|address| address.parse::<Address>().ok()) {
        builder = builder.mailbox(lettre::message::header::ReplyTo::from(Mailboxes::from(Mailbox::new(
            Some(importer.clone()),
            reply_to,
        ))));
    }
    if let Some(url) = &letter.unsubscribe_url {
        builder = builder
            .header(ListUnsubscribe(format!("<{url}>")))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
    }
    let page = SinglePart::html(html(&letter, &importer, sender.logo.is_some(), words));
    let mut alternatives = MultiPart::alternative().singlepart(SinglePart::plain(text(&letter, &importer)));
    alternatives = match sender.logo {
        None => alternatives.singlepart(page),
        Some(logo) => {
            let media_type = ContentType::parse(logo.media_type).map_err(|_| ComposeError::Parts)?;
            let logo = Attachment::new_inline(LOGO_ID.to_owned()).body(logo.bytes.to_vec(), media_type);
            alternatives.multipart(MultiPart::related().singlepart(page).singlepart(logo))
        }
    };
    builder.multipart(alternatives).map(Mail).map_err(|_| ComposeError::Parts)
}

/// What is shown of a name in one line: no control character can end a header.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
