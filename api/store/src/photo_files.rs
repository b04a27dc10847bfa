//! Which files of photos and logos the database refers to: for the sweeper, and for the operator's commands.

use std::collections::HashSet;

use domain::picture::AvifWidths;
use shared::time::Timestamp;

use crate::error::Error;
use crate::installation::unless_missing;
use crate::{Across, on, stored};

/// `$1` is a list of keys of 32 characters, one behind the other: both engines take a text apart alike, and no list.
const REFERENCED: &str = "
    WITH RECURSIVE keys (storage_key, place) AS (
        SELECT substr($1, 1, 32), 1
        UNION ALL
        SELECT substr($1, k.place + 32, 32), k.place + 32 FROM keys k WHERE k.place + 32 <= length($1)
    )
    SELECT k.storage_key FROM keys k
    WHERE EXISTS (SELECT 1 FROM photos p WHERE p.storage_key = k.storage_key)
        OR k.storage_key IN (SELECT o.logo_key FROM organizations o WHERE o.logo_key IS NOT NULL)";

/// Those of the keys under which a photo or a logo has its files; none in a database without the tables.
pub async fn referenced(across: Across<'_>, keys: &[&str]) -> Result<HashSet<String>, Error> {
    let keys: String = keys.iter().copied().filter(|key| key.len() == 32).collect();
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let found = on!(across.db(), c => sqlx::query_scalar(REFERENCED).bind(keys).fetch_all(c).await);
    Ok(unless_missing::<Vec<String>>(found)?.unwrap_or_default().into_iter().collect())
}

/// A deleted photo that still has files.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct DeletedFiles {
    /// Id of the photo.
    pub id: String,
    /// Where the files are.
    pub storage_key: String,
}

const DELETED: &str = "
    SELECT p.id, p.storage_key FROM photos p
    WHERE p.deleted_at IS NOT NULL AND p.deleted_at <= $1 AND p.storage_key IS NOT NULL ORDER BY p.id LIMIT 200";

/// Some of the photos that were deleted by an instant and still have files.
pub async fn deleted(across: Across<'_>, deleted_by: Timestamp) -> Result<Vec<DeletedFiles>, Error> {
    Ok(on!(across.db(), c => sqlx::query_as(DELETED).bind(deleted_by.unix_ms()).fetch_all(c).await?))
}

const LET_GO: &str = "
    UPDATE photos SET storage_key = NULL
    WHERE id = $1 AND storage_key = $2 AND deleted_at IS NOT NULL AND deleted_at <= $3";

/// Lets go of the files of a photo, if it is still deleted; tells whether it was.
pub async fn let_go(across: Across<'_>, photo: &DeletedFiles, deleted_by: Timestamp) -> Result<bool, Error> {
    let rows = on!(across.db(), c => sqlx::query(LET_GO)
        .bind(photo.id.as_str())
        .bind(photo.storage_key.as_str())
        .bind(deleted_by.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// What the files of a photo should be.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct PhotoFiles {
    /// Id of the photo.
    pub id: String,
    /// The vehicle that it shows.
    pub vehicle_id: String,
    /// Where the files are.
    pub storage_key: String,
    /// Width of the largest size, in pixels.
    pub width: i64,
    /// How much they take together, in bytes.
    pub size_bytes: i64,
    avif_widths: Option<String>,
}

impl PhotoFiles {
    /// The widths that there are as AVIF; none until that was tried.
    pub fn avif_widths(&self) -> Result<Option<AvifWidths>, Error> {
        read_avif_widths(self.avif_widths.as_deref())
    }
}

/// Widths as they are stored.
pub(crate) fn read_avif_widths(text: Option<&str>) -> Result<Option<AvifWidths>, Error> {
    text.map(|text| stored(AvifWidths::parse(text), "widths of a photo")).transpose()
}

const LACKS_AVIF: &str = "
    SELECT EXISTS (SELECT 1 FROM photos p WHERE p.storage_key = $1 AND p.avif_widths IS NULL)";

/// Whether a photo has files of which AVIF was not tried.
pub async fn lacks_avif(across: Across<'_>, storage_key: &str) -> Result<bool, Error> {
    Ok(on!(across.db(), c => sqlx::query_scalar(LACKS_AVIF).bind(storage_key).fetch_one(c).await?))
}

const SET_AVIF_WIDTHS: &str = "
    UPDATE photos SET avif_widths = $2, size_bytes = size_bytes + $3 WHERE storage_key = $1 AND avif_widths IS NULL";

/// Notes in which widths a photo is there as AVIF too, and how many bytes that takes together. Nothing happens if another server
/// has noted it, or the photo's files are let go of.
pub async fn set_avif_widths(
    across: Across<'_>,
    storage_key: &str,
    widths: &AvifWidths,
    size_bytes: i64,
) -> Result<(), Error> {
    on!(across.db(), c => sqlx::query(SET_AVIF_WIDTHS)
        .bind(storage_key)
        .bind(widths.to_string())
        .bind(size_bytes)
        .execute(c)
        .await?
        .rows_affected());
    Ok(())
}

const PHOTOS: &str = "
    SELECT p.id, p.vehicle_id, p.storage_key, p.width, p.size_bytes, p.avif_widths FROM photos p
    WHERE p.storage_key IS NOT NULL AND p.id > $1 ORDER BY p.id LIMIT 200";

/// Some of the photos that have files, in the order of their ids.
pub async fn photos_after(across: Across<'_>, id: &str) -> Result<Vec<PhotoFiles>, Error> {
    Ok(on!(across.db(), c => sqlx::query_as(PHOTOS).bind(id).fetch_all(c).await?))
}

/// What the files of a logo should be.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct LogoFiles {
    /// The organisation whose logo it is.
    pub id: String,
    /// Where the files are.
    pub logo_key: String,
    /// Width in pixels.
    pub logo_width: i64,
    /// How the file for browsers without WebP ends.
    pub logo_fallback: String,
}

const LOGOS: &str = "
    SELECT o.id, o.logo_key, o.logo_width, o.logo_fallback FROM organizations o
    WHERE o.logo_key IS NOT NULL AND o.logo_width IS NOT NULL AND o.logo_fallback IS NOT NULL AND o.id > $1
    ORDER BY o.id LIMIT 200";

/// Some of the logos, in the order of their organisations' ids.
pub async fn logos_after(across: Across<'_>, id: &str) -> Result<Vec<LogoFiles>, Error> {
    Ok(on!(across.db(), c => sqlx::query_as(LOGOS).bind(id).fetch_all(c).await?))
}
