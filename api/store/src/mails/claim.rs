//! Taking up mails that are due.

use domain::slug::SlugHash;
use shared::ids::{MailId, OrganizationId, SubscriberId, TrackingLinkId};
use shared::outgoing_mail::MailKind;
use shared::time::Timestamp;

use crate::deliveries::LEASE_MS;
use crate::error::Error;
use crate::{AcrossTx, on, stored};

// One statement takes a row, so no two servers take the same. Organisations take turns: one with many waits for its own.
const CLAIM: &str = "
    UPDATE mails SET claimed_until = $2
    WHERE id IN (
        SELECT f.id FROM (
            SELECT m.id, m.next_attempt_at,
                ROW_NUMBER() OVER (PARTITION BY m.organization_id ORDER BY m.next_attempt_at, m.id) AS place
            FROM mails m WHERE m.state = 'pending' AND m.next_attempt_at <= $1
                AND (m.claimed_until IS NULL OR m.claimed_until <= $1)
        ) f ORDER BY f.place, f.next_attempt_at, f.id LIMIT $3
    ) AND state = 'pending' AND (claimed_until IS NULL OR claimed_until <= $1)
    RETURNING id, organization_id, kind, sealed_letter, tries, subscriber_id, tracking_link_id,
        (SELECT s.sealed_address FROM subscribers s WHERE s.id = mails.subscriber_id) AS sealed_address,
        (SELECT s.sealed_token FROM subscribers s WHERE s.id = mails.subscriber_id) AS sealed_token,
        (SELECT s.language FROM subscribers s WHERE s.id = mails.subscriber_id) AS language,
        (SELECT k.slug_hash FROM tracking_link_slugs k
            WHERE k.tracking_link_id = mails.tracking_link_id AND k.retired_at IS NULL) AS slug_hash,
        (SELECT k.sealed_slug FROM tracking_link_slugs k
            WHERE k.tracking_link_id = mails.tracking_link_id AND k.retired_at IS NULL) AS sealed_slug";

#[derive(Debug, sqlx_macros::FromRow)]
struct ClaimedRow {
    id: String,
    organization_id: String,
    kind: String,
    sealed_letter: Option<String>,
    tries: i64,
    subscriber_id: Option<String>,
    tracking_link_id: Option<String>,
    sealed_address: Option<String>,
    sealed_token: Option<String>,
    language: Option<String>,
    slug_hash: Option<String>,
    sealed_slug: Option<String>,
}

/// A mail that this server sends, and no other.
#[derive(Debug)]
pub struct ClaimedMail {
    /// Its id.
    pub id: MailId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// What it is for.
    pub kind: MailKind,
    /// What it says and to whom, sealed for its id.
    pub sealed_letter: Option<String>,
    /// How often it was tried, the attempt that is to come included.
    pub tries: i64,
    /// The customer that it is for, if they are still there.
    pub customer: Option<MailedCustomer>,
}

/// The customer that a mail is for.
#[derive(Debug)]
pub struct MailedCustomer {
    /// Who.
    pub id: SubscriberId,
    /// The link that they follow.
    pub link_id: TrackingLinkId,
    /// Their address, sealed for their id.
    pub sealed_address: String,
    /// The secret of their mails, sealed for their id.
    pub sealed_token: String,
    /// BCP 47 tag of their language.
    pub language: String,
    /// The slug of the page, hashed and sealed.
    pub slug: (SlugHash, String),
}

impl ClaimedRow {
    /// The customer, with all that leads to them and to their page; none if any of it is gone.
    fn customer(&mut self) -> Result<Option<MailedCustomer>, Error> {
        let who = self.subscriber_id.take().zip(self.tracking_link_id.take());
        let secrets = self.sealed_address.take().zip(self.sealed_token.take()).zip(self.language.take());
        let slug = self.slug_hash.take().zip(self.sealed_slug.take());
        let Some((((id, link_id), ((sealed_address, sealed_token), language)), (hash, sealed_slug))) =
            who.zip(secrets).zip(slug)
        else {
            return Ok(None);
        };
        Ok(Some(MailedCustomer {
            id: stored(SubscriberId::try_from(id), "subscriber id")?,
            link_id: stored(TrackingLinkId::try_from(link_id), "tracking link id")?,
            sealed_address,
            sealed_token,
            language,
            slug: (SlugHash::made(hash), sealed_slug),
        }))
    }
}

/// Takes up some mails that are due.
pub async fn claim(tx: &mut AcrossTx, limit: i64, now: Timestamp) -> Result<Vec<ClaimedMail>, Error> {
    let rows: Vec<ClaimedRow> = on!(tx.db(), c => sqlx::query_as(CLAIM)
        .bind(now.unix_ms())
        .bind(now.unix_ms() + LEASE_MS)
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.into_iter()
        .map(|mut row| {
            Ok(ClaimedMail {
                customer: row.customer()?,
                id: stored(MailId::try_from(row.id), "mail id")?,
                organization_id: stored(OrganizationId::try_from(row.organization_id), "organisation id")?,
                kind: stored(MailKind::parse(&row.kind), "kind of a mail")?,
                sealed_letter: row.sealed_letter,
                tries: row.tries + 1,
            })
        })
        .collect()
}
