//! What the links in a mail do: confirm that its reader wants more of them, or end them.

use domain::slug::SlugHash;
use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, AcrossTx, on, optional_instant};

const FIND: &str = "
    SELECT s.language, s.confirmed_at, s.asked_at, o.name AS organization_name
    FROM subscribers s JOIN organizations o ON o.id = s.organization_id
    WHERE s.token_hash = $1 AND (s.confirmed_at IS NOT NULL OR s.asked_at > $2)";

#[derive(Debug, sqlx_macros::FromRow)]
struct AskedRow {
    language: String,
    confirmed_at: Option<i64>,
    organization_name: String,
}

/// Somebody who asked to be told.
#[derive(Debug)]
pub struct Asked {
    /// BCP 47 tag of the language of their mails.
    pub language: String,
    /// When they confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// Whom they asked.
    pub organization_name: String,
}

/// Who asked, by the hash of the secret in their mails: confirmed, or asked after an instant.
pub async fn find_by_token(
    across: Across<'_>,
    token_hash: &str,
    asked_after: Timestamp,
) -> Result<Option<Asked>, Error> {
    let row: Option<AskedRow> = on!(across.db(), c => sqlx::query_as(FIND)
        .bind(token_hash)
        .bind(asked_after.unix_ms())
        .fetch_optional(c)
        .await?);
    row.map(|row| {
        Ok(Asked {
            language: row.language,
            confirmed_at: optional_instant(row.confirmed_at)?,
            organization_name: row.organization_name,
        })
    })
    .transpose()
}

const FIND_SLUG: &str = "
    SELECT k.slug_hash FROM subscribers s
    JOIN tracking_link_slugs k ON k.tracking_link_id = s.tracking_link_id AND k.retired_at IS NULL
    WHERE s.token_hash = $1";

/// The slug of the page that somebody asked about, by the hash of the secret in their mails.
pub async fn find_slug(across: Across<'_>, token_hash: &str) -> Result<Option<SlugHash>, Error> {
    let hash: Option<String> =
        on!(across.db(), c => sqlx::query_scalar(FIND_SLUG).bind(token_hash).fetch_optional(c).await?);
    Ok(hash.map(SlugHash::made))
}

/// Due at once: the page may have changed since it was read.
const CONFIRM: &str = "
    UPDATE subscribers SET confirmed_at = $3, told = $4, due_at = $3, changes = changes + 1
    WHERE token_hash = $1 AND confirmed_at IS NULL AND asked_at > $2";

/// Confirms what was asked after an instant, by somebody who knows what this JSON says of the page. Confirming it again changes nothing.
pub async fn confirm(
    tx: &mut AcrossTx,
    token_hash: &str,
    asked_after: Timestamp,
    told: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(CONFIRM)
        .bind(token_hash)
        .bind(asked_after.unix_ms())
        .bind(now.unix_ms())
        .bind(told)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const UNSUBSCRIBE: &str = "DELETE FROM subscribers WHERE token_hash = $1";

/// Ends the mails that carry this secret, and forgets the address.
pub async fn unsubscribe(tx: &mut AcrossTx, token_hash: &str) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(UNSUBSCRIBE).bind(token_hash).execute(c).await.map(drop))?;
    Ok(())
}
