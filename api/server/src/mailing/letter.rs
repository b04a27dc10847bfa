//! Sends the mails that wait in the list of mails, and whatever is composed for a reader of a page.

use api_http::error::ApiError;
use domain::picture::Format;
use domain::public::Projection;
use domain::slug::SlugHash;
use mail::{Content, Failure, Logo, Recipient, Sender};
use shared::language::page_locale;
use shared::outgoing_mail::{MailKind, MailState};
use shared::paths::SUBSCRIPTION;
use shared::vehicle::vehicle_title;
use store::mails::{self, ClaimedMail, Next, SettledMail};

use super::Postman;
use super::patience::next_attempt;

/// Who reads a mail about a page.
pub(super) struct Reader {
    /// Their address.
    pub(super) address: String,
    /// The secret of their mails.
    pub(super) token: String,
    /// BCP 47 tag of their language.
    pub(super) language: String,
}

/// Sends a mail that waits, and keeps what became of it.
pub(super) async fn send(postman: &Postman, mail: &ClaimedMail) -> Result<(), ApiError> {
    let sent = match mail.kind {
        MailKind::Confirmation => confirm(postman, mail).await?,
        MailKind::Update => None,
    };
    let now = postman.clock.now();
    let (failure, next) = match sent {
        None => (None, Next::Settled(MailState::Dropped)),
        Some(Ok(())) => (None, Next::Settled(MailState::Sent)),
        Some(Err(failure)) => {
            let again = if failure.is_lasting() { None } else { next_attempt(mail.tries, now) };
            (Some(failure.as_str()), again.map_or(Next::Settled(MailState::Failed), Next::Again))
        }
    };
    let mut tx = postman.store.begin_across().await?;
    mails::settle(&mut tx, &SettledMail { id: &mail.id, tries: mail.tries, failure, next }, now).await?;
    Ok(tx.commit().await?)
}

/// Asks a customer whether they want to be told; none if the page or the wish is gone.
async fn confirm(postman: &Postman, mail: &ClaimedMail) -> Result<Option<Result<(), Failure>>, ApiError> {
    let Some(customer) = &mail.customer else { return Ok(None) };
    let (hash, _) = &customer.slug;
    let page = postman.subscriptions.page(hash, postman.clock.now()).await?.filter(|page| page.lets_subscribe);
    let Some(page) = page else { return Ok(None) };
    let reader =
        Reader::of(postman, &customer.id, &customer.sealed_address, &customer.sealed_token, &customer.language)?;
    let vehicle = vehicle_title(page.year, &page.make, &page.model);
    let confirm_url = format!("{}{SUBSCRIPTION}/{}", postman.site.base_url, reader.token);
    let content = Content::Confirmation { vehicle: &vehicle, confirm_url: &confirm_url };
    post(postman, &reader, &page, hash, &content, mail.id.as_str()).await.map(Some)
}

/// Composes a mail from the organisation behind a page, and sends it.
pub(super) async fn post(
    postman: &Postman,
    reader: &Reader,
    page: &Projection,
    slug: &SlugHash,
    content: &Content<'_>,
    id: &str,
) -> Result<Result<(), Failure>, ApiError> {
    let now = postman.clock.now();
    let logo = logo(postman, slug).await?;
    let sender = Sender {
        name: &page.organization_name,
        logo: logo.as_ref().map(|(bytes, media_type)| Logo { bytes, media_type }),
        reply_to: page.contact_email.as_deref(),
    };
    let locale = page_locale(&reader.language, &page.locale);
    let recipient = Recipient { address: &reader.address, language: &reader.language, locale: &locale };
    let mail = postman.mailer.compose(&sender, &recipient, content, id, now);
    let mail = match mail {
        Ok(mail) => mail,
        // An address that no mail can be written to.
        Err(error) => return Ok(Err(error.into())),
    };
    Ok(postman.mailer.send(mail).await)
}

/// The logo, in a format that every mail program shows; a mail goes without it rather than not at all.
async fn logo(postman: &Postman, slug: &SlugHash) -> Result<Option<(Vec<u8>, &'static str)>, ApiError> {
    let Some(logo) = postman.subscriptions.logo(slug, postman.clock.now()).await? else { return Ok(None) };
    let media_type = match logo.fallback {
        Format::Png => "image/png",
        _ => "image/jpeg",
    };
    let width = u32::try_from(logo.width).unwrap_or(u32::MAX);
    let bytes = postman.blobs.read(&logo.storage_key, width, logo.fallback).await;
    Ok(bytes.ok().map(|bytes| (bytes.to_vec(), media_type)))
}
