//! Tells a customer what is new on the page that they follow. The mail is made behind the one gate at the moment of sending: what was
//! switched off or revoked meanwhile is not in it.

use api_http::error::ApiError;
use domain::news::{News, Told as Known};
use domain::public::Projection;
use domain::slug::SlugHash;
use mail::{Content, EtaNews, Failure, NoteNews, StageNews};
use shared::ids::{MailId, SubscriberId};
use shared::outgoing_mail::{MailKind, MailState};
use shared::paths::SUBSCRIPTION;
use shared::public_tracking::{PublicEta, PublicEtaStatus};
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;
use store::deliveries::BETWEEN_MAILS_MS;
use store::mails::{self, NewMail};
use store::subscribers::{self, DueSubscriber, Told};

use super::Postman;
use super::letter::{self, Reader};
use super::patience::next_attempt;
use domain::zone;
use host::random;

/// What came of looking at a page for somebody who follows it.
enum Outcome {
    /// This is what they know now, or when they are due again.
    Told(Told),
    /// A mail was sent, and this is what they know.
    Sent(Told),
    /// A mail could not be sent: why, and whether it is tried again.
    Failed(Failure, Option<Timestamp>),
}

/// Tells somebody who is due what is new to them, if anything is.
pub(super) async fn tell(postman: &Postman, due: &DueSubscriber) -> Result<(), ApiError> {
    let outcome = match &due.slug {
        Some((hash, sealed)) => look(postman, due, hash, sealed).await?,
        None => Outcome::Told(Told::default()),
    };
    let now = postman.clock.now();
    let mut tx = postman.store.begin_across().await?;
    let settled = match &outcome {
        Outcome::Told(told) => {
            subscribers::told(&mut tx, due, told, now).await?;
            None
        }
        Outcome::Sent(told) => {
            subscribers::told(&mut tx, due, told, now).await?;
            Some((MailState::Sent, None))
        }
        Outcome::Failed(failure, again) => {
            let told = Told { again: *again, failed: again.is_some(), ..Told::default() };
            subscribers::told(&mut tx, due, &told, now).await?;
            if failure.is_lasting() {
                subscribers::erase(&mut tx, &due.id).await?;
            }
            again.is_none().then_some((MailState::Failed, Some(failure.as_str())))
        }
    };
    if settled.is_some() {
        let mail = NewMail {
            id: &MailId::from_u128(random::id(now)),
            organization_id: &due.organization_id,
            kind: MailKind::Update,
            subscriber: Some(&due.id),
            about: Some((&due.vehicle_id, &due.link_id)),
            member: None,
            mailbox_hash: None,
            sealed_letter: None,
            settled,
            tries: due.tries + 1,
        };
        mails::insert(tx.db(), &mail, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Looks at the page, and sends what is new on it.
async fn look(postman: &Postman, due: &DueSubscriber, hash: &SlugHash, sealed_slug: &str) -> Result<Outcome, ApiError> {
    let now = postman.clock.now();
    let page = postman.subscriptions.page(hash, now).await?.filter(|page| page.lets_subscribe);
    // The next change is looked at again: a lock can be lifted, and the option be switched on.
    let Some(page) = page else { return Ok(Outcome::Told(Told::default())) };
    let all_of_it = || Told { knows: Known::of(&page).to_json(), ..Told::default() };
    let Some(told) = &due.told else { return Ok(Outcome::Told(all_of_it())) };
    let known: Known = serde_json::from_str(told).map_err(ApiError::internal)?;
    let news = known.news(&page);
    if news.is_empty() {
        return Ok(Outcome::Told(all_of_it()));
    }
    let earliest = due.last_mail_at.and_then(|at| Timestamp::from_unix_ms(at.unix_ms() + BETWEEN_MAILS_MS));
    if let Some(earliest) = earliest.filter(|earliest| *earliest > now) {
        let told = known.with_new_parts(&page).to_json();
        return Ok(Outcome::Told(Told { knows: told, again: Some(earliest), ..Told::default() }));
    }
    let slug = postman.keys.open_slug(sealed_slug, due.link_id.as_str());
    let slug = slug.ok_or_else(|| ApiError::internal("the slug of a page that is followed cannot be opened"))?;
    let reader = Reader::of(postman, &due.id, &due.sealed_address, &due.sealed_token, &due.language)?;
    let sent = send(postman, due, &reader, (hash, slug.as_str()), &page, &news).await?;
    Ok(match sent {
        Ok(()) => Outcome::Sent(Told { mailed: true, ..all_of_it() }),
        Err(failure) => {
            let again = if failure.is_lasting() { None } else { next_attempt(due.tries + 1, now) };
            Outcome::Failed(failure, again)
        }
    })
}

async fn send(
    postman: &Postman,
    due: &DueSubscriber,
    reader: &Reader,
    (hash, slug): (&SlugHash, &str),
    page: &Projection,
    news: &News,
) -> Result<Result<(), Failure>, ApiError> {
    let now = postman.clock.now();
    let base = &postman.site.base_url;
    let (page_url, end) = (format!("{base}/t/{slug}"), format!("{base}{SUBSCRIPTION}/{}/end", reader.token));
    let day_of = |instant| zone::civil_date(instant, &page.time_zone);
    let today = day_of(now);
    let vehicle = vehicle_title(page.year, &page.make, &page.model);
    let eta = news.arrival.as_ref().map(|arrival| {
        let (eta, arrived_on) = if arrival.has_arrived { (None, arrival.day) } else { (arrival.day, None) };
        let (status, date) = today.map_or((PublicEtaStatus::Unknown, None), |today| {
            PublicEta::status_on(today, arrival.has_arrived, eta, arrived_on)
        });
        let moved = arrival.moved.as_ref();
        EtaNews {
            status,
            date,
            previous: arrival.before.filter(|_| !arrival.has_arrived),
            reason: moved.and_then(|moved| moved.reason),
            remark: moved.and_then(|moved| moved.remark.as_deref()),
        }
    });
    let notes = news.notes.iter().map(|note| NoteNews { body: &note.body, posted_on: day_of(note.created_at) });
    let content = Content::Update {
        vehicle: &vehicle,
        page_url: &page_url,
        unsubscribe_url: &end,
        stage: news.progress.map(|(stage, detail)| StageNews { stage, detail }),
        eta,
        notes: notes.collect(),
        new_photos: news.photos,
    };
    // The same for every attempt to tell this, so that a mail that arrives twice can be known by its id.
    let id = format!("{}.{}", due.id, due.changes);
    letter::post(postman, reader, page, hash, &content, &id).await
}

/// Who reads a mail.
impl Reader {
    /// Opens what is sealed of a subscriber.
    pub(super) fn of(
        postman: &Postman,
        id: &SubscriberId,
        sealed_address: &str,
        sealed_token: &str,
        language: &str,
    ) -> Result<Self, ApiError> {
        let open = |sealed: &str| postman.keys.open(sealed, id.as_str());
        let (address, token) = open(sealed_address)
            .zip(open(sealed_token))
            .ok_or_else(|| ApiError::internal("what is sealed of a subscriber cannot be opened"))?;
        Ok(Self { address, token, language: language.to_owned() })
    }
}
