//! Those who are due to be told.

use domain::slug::SlugHash;
use shared::ids::{OrganizationId, SubscriberId, TrackingLinkId, VehicleId};
use shared::time::Timestamp;

use crate::deliveries::{BETWEEN_MAILS_MS, LEASE_MS};
use crate::error::Error;
use crate::{AcrossTx, on, optional_instant, stored};

// One statement takes a row, so no two servers take the same. Organisations take turns: one with many waits for its own.
const CLAIM: &str = "
    UPDATE subscribers SET claimed_until = $2
    WHERE id IN (
        SELECT f.id FROM (
            SELECT d.id, d.due_at, ROW_NUMBER() OVER (PARTITION BY d.organization_id ORDER BY d.due_at, d.id) AS place
            FROM subscribers d WHERE d.due_at <= $1 AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
        ) f ORDER BY f.place, f.due_at, f.id LIMIT $3
    ) AND (claimed_until IS NULL OR claimed_until <= $1)
    RETURNING id, organization_id, vehicle_id, tracking_link_id, sealed_address, sealed_token, language, told, last_mail_at,
        changes, tries,
        (SELECT k.slug_hash FROM tracking_link_slugs k
            WHERE k.tracking_link_id = subscribers.tracking_link_id AND k.retired_at IS NULL) AS slug_hash,
        (SELECT k.sealed_slug FROM tracking_link_slugs k
            WHERE k.tracking_link_id = subscribers.tracking_link_id AND k.retired_at IS NULL) AS sealed_slug";

#[derive(Debug, sqlx_macros::FromRow)]
struct DueRow {
    id: String,
    organization_id: String,
    vehicle_id: String,
    tracking_link_id: String,
    sealed_address: String,
    sealed_token: String,
    language: String,
    told: Option<String>,
    last_mail_at: Option<i64>,
    changes: i64,
    tries: i64,
    slug_hash: Option<String>,
    sealed_slug: Option<String>,
}

/// Somebody who may have to be told, whom this server sees to and no other.
#[derive(Debug)]
pub struct DueSubscriber {
    /// Who.
    pub id: SubscriberId,
    /// The organisation whose page they follow.
    pub organization_id: OrganizationId,
    /// The vehicle of the page.
    pub vehicle_id: VehicleId,
    /// The link of the page.
    pub link_id: TrackingLinkId,
    /// Their address, sealed for their id.
    pub sealed_address: String,
    /// The secret of their mails, sealed for their id.
    pub sealed_token: String,
    /// BCP 47 tag of their language.
    pub language: String,
    /// What they know, as JSON; none of somebody who has just confirmed.
    pub told: Option<String>,
    /// When they were last sent a mail.
    pub last_mail_at: Option<Timestamp>,
    /// How often something had changed when this was read.
    pub changes: i64,
    /// How often it was tried in vain.
    pub tries: i64,
    /// The slug of the page, hashed and sealed; none if it was retired this very moment.
    pub slug: Option<(SlugHash, String)>,
}

/// Takes up some who are due.
pub async fn claim(tx: &mut AcrossTx, limit: i64, now: Timestamp) -> Result<Vec<DueSubscriber>, Error> {
    let rows: Vec<DueRow> = on!(tx.db(), c => sqlx::query_as(CLAIM)
        .bind(now.unix_ms())
        .bind(now.unix_ms() + LEASE_MS)
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.into_iter()
        .map(|row| {
            Ok(DueSubscriber {
                id: stored(SubscriberId::try_from(row.id), "subscriber id")?,
                organization_id: stored(OrganizationId::try_from(row.organization_id), "organisation id")?,
                vehicle_id: stored(VehicleId::try_from(row.vehicle_id), "vehicle id")?,
                link_id: stored(TrackingLinkId::try_from(row.tracking_link_id), "tracking link id")?,
                sealed_address: row.sealed_address,
                sealed_token: row.sealed_token,
                language: row.language,
                told: row.told,
                last_mail_at: optional_instant(row.last_mail_at)?,
                changes: row.changes,
                tries: row.tries,
                slug: row.slug_hash.map(SlugHash::made).zip(row.sealed_slug),
            })
        })
        .collect()
}

/// What became of somebody who was due.
#[derive(Debug, Default)]
pub struct Told {
    /// What they know from now on, as JSON; none if that is what they knew.
    pub knows: Option<String>,
    /// Whether a mail told them.
    pub mailed: bool,
    /// When they are due again whatever happens.
    pub again: Option<Timestamp>,
    /// Whether an attempt to send failed.
    pub failed: bool,
}

// What changed after they were taken up is told by the next mail.
const TOLD: &str = "
    UPDATE subscribers SET
        told = CASE WHEN CAST($3 AS TEXT) IS NULL THEN told ELSE $3 END,
        last_mail_at = CASE WHEN $4 THEN $5 ELSE last_mail_at END,
        due_at = CASE
            WHEN CAST($6 AS BIGINT) IS NOT NULL THEN $6
            WHEN changes = $2 THEN NULL
            WHEN $4 THEN $5 + $8
            WHEN last_mail_at + $8 > $5 THEN last_mail_at + $8
            ELSE $5
        END,
        tries = CASE WHEN $7 THEN tries + 1 ELSE 0 END,
        claimed_until = NULL
    WHERE id = $1";

/// Keeps what became of them. Somebody who has been erased meanwhile stays erased.
pub async fn told(tx: &mut AcrossTx, due: &DueSubscriber, told: &Told, now: Timestamp) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(TOLD)
        .bind(due.id.as_str())
        .bind(due.changes)
        .bind(told.knows.as_deref())
        .bind(told.mailed)
        .bind(now.unix_ms())
        .bind(told.again.map(Timestamp::unix_ms))
        .bind(told.failed)
        .bind(BETWEEN_MAILS_MS)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
