//! Customers who ask to be told by mail: what the page's form and the links in mails do. Asking tells nothing about an address or a
//! slug, and reaches nobody who does not confirm it.

use domain::news::Told;
use domain::public::Projection;
use domain::retention::{CONFIRMATION_MS, before};
use domain::slug::{HashedSlug, SlugHash};
use host::keys::{Keys, hash_token};
use host::random;
use shared::ids::{MailId, SubscriberId};
use shared::outgoing_mail::MailKind;
use shared::time::Timestamp;
use store::logos::StoredLogo;
use store::mails::{self, NewMail};
use store::public;
use store::subscribers::{self, Asked, NewSubscriber};
use store::{Error, Evidence, Store};

/// How many follow one page at most.
const PER_LINK: i64 = 10;
/// How many confirmations one mailbox is sent in a day, whichever pages ask for them.
const CONFIRMATIONS_PER_MAILBOX: i64 = 3;
/// How many confirmations the page of one link can ask for in a day.
const CONFIRMATIONS_PER_LINK: i64 = 20;
/// How many confirmations all pages of an organisation can ask for in a day.
const CONFIRMATIONS_PER_ORGANIZATION: i64 = 500;

/// The subscriptions of customers. Like [`PublicReader`](crate::PublicReader), it gives no other access to the database.
#[derive(Debug, Clone)]
pub struct Subscriptions {
    store: Store,
    keys: Keys,
    is_on: bool,
}

impl Subscriptions {
    /// Those in a database, if mail is sent.
    pub fn new(store: Store, keys: Keys, sends_mail: bool) -> Self {
        Self { store, keys, is_on: sends_mail }
    }

    /// Whether the page of this slug offers to be told by mail now.
    pub async fn is_offered(&self, slug: &HashedSlug, now: Timestamp) -> Result<bool, Error> {
        let mut reader = self.store.read_across().await?;
        let link = public::find_subscribable(reader.across(), slug.hash(), now).await?;
        Ok(self.is_on && link.is_some())
    }

    /// Sends a mail that asks whether its reader wants to be told, if the page of this slug offers it and nobody has asked for too
    /// many. It never tells whether it did.
    pub async fn ask(&self, slug: &HashedSlug, address: &str, language: &str, now: Timestamp) -> Result<(), Error> {
        if !self.is_on {
            return Ok(());
        }
        let mailbox = self.keys.hash_mailbox(address, "");
        let mut tx = self.store.begin_across().await?;
        let Some(link) = public::find_subscribable(tx.across(), slug.hash(), now).await? else { return Ok(()) };
        let asked = mails::asked(tx.across(), &link, &mailbox, before(now, CONFIRMATION_MS)).await?;
        if asked.of_mailbox >= CONFIRMATIONS_PER_MAILBOX
            || asked.of_link >= CONFIRMATIONS_PER_LINK
            || asked.of_organization >= CONFIRMATIONS_PER_ORGANIZATION
        {
            return Ok(());
        }
        let (id, token) = (SubscriberId::from_u128(random::id(now)), random::token());
        let new = NewSubscriber {
            id: &id,
            mailbox_hash: &self.keys.hash_mailbox(address, link.id().as_str()),
            sealed_address: &self.keys.seal(address, id.as_str()),
            language,
            token_hash: &hash_token(&token),
            sealed_token: &self.keys.seal(&token, id.as_str()),
        };
        let Some(subscriber) = subscribers::ask(tx.db(), &link, &new, PER_LINK, now).await? else { return Ok(()) };
        let mail = NewMail {
            id: &MailId::from_u128(random::id(now)),
            organization_id: link.organization_id(),
            kind: MailKind::Confirmation,
            subscriber: Some(&subscriber),
            about: Some((link.vehicle_id(), link.id())),
            member: None,
            mailbox_hash: Some(&mailbox),
            sealed_letter: None,
            settled: None,
            tries: 0,
        };
        mails::insert(tx.db(), &mail, now).await?;
        tx.commit().await
    }

    /// What the page of a slug shows now, for a mail; none for every dead cause alike.
    pub async fn page(&self, slug: &SlugHash, now: Timestamp) -> Result<Option<Projection>, Error> {
        let found = public::find(&self.store, std::slice::from_ref(slug), now).await?;
        Ok(found.into_iter().next().flatten().map(|found| found.projection))
    }

    /// The logo on the page of a slug.
    pub async fn logo(&self, slug: &SlugHash, now: Timestamp) -> Result<Option<StoredLogo>, Error> {
        public::find_logo(&self.store, slug, now).await
    }

    /// Who has the secret of a mail: confirmed, or asked less than a day ago.
    pub async fn find(&self, token: &str, now: Timestamp) -> Result<Option<Asked>, Error> {
        let mut reader = self.store.read_across().await?;
        subscribers::find_by_token(reader.across(), &hash_token(token), before(now, CONFIRMATION_MS)).await
    }

    /// Confirms that the reader of a mail wants to be told. What the page shows now, they know.
    pub async fn confirm(&self, token: &str, now: Timestamp) -> Result<(), Error> {
        let token = hash_token(token);
        let mut reader = self.store.read_across().await?;
        let slug = subscribers::find_slug(reader.across(), &token).await?;
        drop(reader);
        let page = match slug {
            Some(slug) => self.page(&slug, now).await?,
            None => None,
        };
        let told = page.and_then(|page| Told::of(&page).to_json());
        let mut tx = self.store.begin_across().await?;
        subscribers::confirm(&mut tx, &token, before(now, CONFIRMATION_MS), told.as_deref(), now).await?;
        tx.commit().await
    }

    /// Ends the mails to whoever has this secret, and forgets the address.
    pub async fn unsubscribe(&self, token: &str) -> Result<(), Error> {
        let mut tx = self.store.begin_across().await?;
        subscribers::unsubscribe(&mut tx, &hash_token(token)).await?;
        tx.commit().await
    }
}
