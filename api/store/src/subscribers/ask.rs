//! Asking to be told.

use shared::ids::SubscriberId;
use shared::time::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::public::SubscribableLink;
use crate::{Db, on, stored};

/// Who asks again keeps the secret of their mails, whether they have confirmed it or not. A link has at most $11 who follow it.
const ASK: &str = "
    INSERT INTO subscribers (
        id, organization_id, vehicle_id, tracking_link_id, mailbox_hash, sealed_address, language, token_hash, sealed_token,
        created_at, asked_at
    )
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, CAST($10 AS BIGINT), CAST($10 AS BIGINT)
    WHERE (SELECT COUNT(*) FROM subscribers o WHERE o.tracking_link_id = $4 AND o.mailbox_hash <> $5) < $11
    ON CONFLICT (tracking_link_id, mailbox_hash) DO UPDATE SET asked_at = excluded.asked_at, language = excluded.language
    RETURNING id";

/// Somebody who asks to be told.
#[derive(Debug)]
pub struct NewSubscriber<'a> {
    /// The id, unless the same mailbox has asked before.
    pub id: &'a SubscriberId,
    /// The hash of the address, for this link.
    pub mailbox_hash: &'a str,
    /// The address, sealed for `id`.
    pub sealed_address: &'a str,
    /// The language of the mails: BCP 47 tag of a language of the page.
    pub language: &'a str,
    /// The hash of the secret that their mails carry.
    pub token_hash: &'a str,
    /// The secret, sealed for `id`.
    pub sealed_token: &'a str,
}

/// Keeps that somebody asks; tells who that is, or none where a link has no room for more than `most`.
pub async fn ask(
    db: Db<'_>,
    link: &SubscribableLink,
    new: &NewSubscriber<'_>,
    most: i64,
    now: Timestamp,
) -> Result<Option<SubscriberId>, Error> {
    let id: Option<String> = on!(db, c => sqlx::query_scalar(ASK)
        .bind(new.id.as_str())
        .bind(link.organization_id().as_str())
        .bind(link.vehicle_id().as_str())
        .bind(link.id().as_str())
        .bind(new.mailbox_hash)
        .bind(new.sealed_address)
        .bind(new.language)
        .bind(new.token_hash)
        .bind(new.sealed_token)
        .bind(now.unix_ms())
        .bind(most)
        .fetch_optional(c)
        .await?);
    id.map(|id| stored(SubscriberId::try_from(id), "subscriber id")).transpose()
}
