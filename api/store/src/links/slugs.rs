//! The slugs of a link: one that is alive, and every one that there was.

use domain::slug::SlugHash;
use shared::ids::MemberId;
use shared::link::SentChannel;
use shared::time::Timestamp;

use super::unrevoked::UnrevokedLink;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;
use crate::{Db, on, one_row};

const INSERT_SLUG: &str = "
    INSERT INTO tracking_link_slugs (slug_hash, tracking_link_id, sealed_slug, created_at, retired_at)
    VALUES ($1, $2, $3, $4, NULL)";

/// A slug as it is stored.
#[derive(Debug)]
pub struct NewSlugRow<'a> {
    /// The hash by which it is found.
    pub hash: &'a SlugHash,
    /// The slug, sealed.
    pub sealed: &'a str,
}

/// Gives a link its slug.
pub async fn insert_slug(db: Db<'_>, link: &UnrevokedLink, slug: NewSlugRow<'_>, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT_SLUG)
        .bind(slug.hash.as_str())
        .bind(link.id.as_str())
        .bind(slug.sealed)
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const RETIRE_SLUG: &str = "
    UPDATE tracking_link_slugs SET sealed_slug = NULL, retired_at = $2
    WHERE tracking_link_id = $1 AND retired_at IS NULL";

const ERASE_SUBSCRIBERS: &str = "DELETE FROM subscribers WHERE organization_id = $1 AND tracking_link_id = $2";

/// Forgets who follows the page of a link by mail: what they would be told of next has another URL, or none.
async fn erase_subscribers(db: Db<'_>, link: &UnrevokedLink) -> Result<(), Error> {
    on!(db, c => sqlx::query(ERASE_SUBSCRIBERS)
        .bind(link.organization_id().as_str())
        .bind(link.id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Retires the slug of a link: its hash stays, so that it is never used again. Who followed its page by mail is forgotten.
pub async fn retire_slug(mut db: Db<'_>, link: &UnrevokedLink, now: Timestamp) -> Result<(), Error> {
    erase_subscribers(db.again(), link).await?;
    let rows = on!(db, c => sqlx::query(RETIRE_SLUG)
        .bind(link.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const SET_SENT: &str = "
    UPDATE tracking_link_slugs SET sent_at = $2, sent_by = $3, sent_channel = $4
    WHERE tracking_link_id = $1 AND retired_at IS NULL";

/// Keeps that the URL of a link was sent, how and by whom; none that it was not.
pub async fn set_sent(
    db: Db<'_>,
    link: &UnrevokedLink,
    sent: Option<(SentChannel, &MemberId)>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(SET_SENT)
        .bind(link.id.as_str())
        .bind(sent.map(|_| now.unix_ms()))
        .bind(sent.map(|(_, member)| member.as_str()))
        .bind(sent.map(|(channel, _)| channel.as_str()))
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const FORGET_SENT: &str = "
    UPDATE tracking_link_slugs SET sent_at = NULL, sent_by = NULL, sent_channel = NULL
    WHERE retired_at IS NULL AND sent_at IS NOT NULL AND tracking_link_id IN (
        SELECT id FROM tracking_links WHERE organization_id = $1 AND vehicle_id = $2 AND revoked_at IS NULL)";

/// Forgets that the URL of a vehicle was sent, if it was: somebody else is its customer now.
pub async fn forget_sent(db: Db<'_>, vehicle: &LockedVehicle) -> Result<(), Error> {
    on!(db, c => sqlx::query(FORGET_SENT)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
