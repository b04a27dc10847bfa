//! The logo of an organisation: columns of its row; the files are in `pictures::blobs`.

use shared::ids::OrganizationId;

use crate::change::Change;
use crate::error::Error;
use crate::{Db, on, one_row, stored};
use domain::picture::Format;

/// A logo as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLogo {
    /// Where the files are.
    pub storage_key: String,
    /// Width in pixels.
    pub width: i64,
    /// Height in pixels.
    pub height: i64,
    /// The format for who does not take WebP.
    pub fallback: Format,
}

/// Key, width, height and fallback format, as they stand in the row of an organisation.
pub(crate) type LogoColumns = (Option<String>, Option<i64>, Option<i64>, Option<String>);

impl StoredLogo {
    /// Puts the columns together; none when there is no logo.
    pub(crate) fn read(columns: LogoColumns) -> Result<Option<Self>, Error> {
        let (Some(storage_key), Some(width), Some(height), fallback) = columns else { return Ok(None) };
        let fallback = match fallback.as_deref() {
            Some("jpg") => Some(Format::Jpeg),
            Some("png") => Some(Format::Png),
            _ => None,
        };
        Ok(Some(Self { storage_key, width, height, fallback: stored(fallback, "logo format")? }))
    }
}

const FIND: &str = "
    SELECT o.logo_key, o.logo_width, o.logo_height, o.logo_fallback FROM organizations o WHERE o.id = $1";

/// The logo of an organisation.
pub async fn find(db: Db<'_>, organization: &OrganizationId) -> Result<Option<StoredLogo>, Error> {
    let row: Option<LogoColumns> =
        on!(db, c => sqlx::query_as(FIND).bind(organization.as_str()).fetch_optional(c).await?);
    row.map_or(Ok(None), StoredLogo::read)
}

const SET: &str = "
    UPDATE organizations SET logo_key = $2, logo_width = $3, logo_height = $4, logo_fallback = $5 WHERE id = $1";

/// Sets the logo, or removes it.
pub async fn set(db: Db<'_>, organization: &OrganizationId, logo: &Change<Option<StoredLogo>>) -> Result<(), Error> {
    let logo = logo.as_ref();
    let rows = on!(db, c => sqlx::query(SET)
        .bind(organization.as_str())
        .bind(logo.map(|logo| logo.storage_key.as_str()))
        .bind(logo.map(|logo| logo.width))
        .bind(logo.map(|logo| logo.height))
        .bind(logo.map(|logo| logo.fallback.extension()))
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
