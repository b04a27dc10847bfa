//! A mail as it is sent.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Mailboxes, MultiPart, SinglePart};
use lettre::{Address, Message};
use shared::time::Timestamp;

use crate::content::Content;
use crate::html::{LOGO_ID, html};
use crate::plain::plain;
use crate::text::{address, is_token, one_line};
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
    /// What mail programs sort by (RFC 2919).
    ListId = "List-Id";
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
    let words = Words::of(if content.is_for_customers() { recipient.language } else { "en" });
    let importer = one_line(sender.name);
    let name = Some(importer.clone()).filter(|name| !name.is_empty());
    let letter = content.letter(&importer, words, recipient.locale);
    if !is_token(id) || letter.unsubscribe_url.as_deref().is_some_and(|url| !is_token(url)) {
        return Err(ComposeError::Parts);
    }
    let to = address(recipient.address).ok_or(ComposeError::Address)?;
    let millis = u64::try_from(now.unix_ms()).unwrap_or(0);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    let mut builder = Message::builder()
        .from(Mailbox::new(name.clone(), from.clone()))
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(date)
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .header(AutoSubmitted("auto-generated".to_owned()))
        .header(AutoResponseSuppress("All".to_owned()));
    if let Some(reply_to) = sender.reply_to.and_then(address) {
        builder =
            builder.mailbox(lettre::message::header::ReplyTo::from(Mailboxes::from(Mailbox::new(name, reply_to))));
    }
    if let Some(url) = &letter.unsubscribe_url {
        builder = builder
            .header(ListUnsubscribe(format!("<{url}>")))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()))
            .header(ListId(format!("<updates.{}>", from.domain())));
    }
    let page = SinglePart::html(html(&letter, &importer, sender.logo.is_some(), words));
    let mut alternatives = MultiPart::alternative().singlepart(SinglePart::plain(plain(&letter, &importer)));
    alternatives = match sender.logo {
        None => alternatives.singlepart(page),
        Some(logo) => {
            let media_type = ContentType::parse(logo.media_type).map_err(|_| ComposeError::Parts)?;
            let logo = Attachment::new_inline(LOGO_ID.to_owned()).body(logo.bytes.to_vec(), media_type);
            alternatives.multipart(MultiPart::related().singlepart(page).singlepart(logo))
        }
    };
    let mut message = builder.multipart(alternatives).map_err(|_| ComposeError::Parts)?;
    quote_dots(&mut message, &importer);
    Ok(Mail(message))
}

/// Quotes a name of one word with a dot. lettre leaves it bare, which is no name (RFC 5322, section 3.2.3).
fn quote_dots(message: &mut Message, name: &str) {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if !is_bare || !name.contains('.') {
        return;
    }
    for header in ["From", "Reply-To"] {
        let Some(address) = message.headers().get_raw(header).and_then(|value| value.rsplit_once(' ')) else {
            continue;
        };
        let quoted = format!("\"{name}\" {}", address.1);
        let name = HeaderName::new_from_ascii_str(header);
        message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(name, quoted.clone(), quoted));
    }
}
