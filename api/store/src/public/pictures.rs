//! The pictures of the page that a slug opens.

use domain::picture::AvifWidths;
use domain::slug::SlugHash;
use shared::ids::PhotoId;
use shared::time::Timestamp;

use super::found::{OfRow, PageOf};
use super::gate::{ends, gate};
use crate::error::Error;
use crate::logos::{LogoColumns, StoredLogo};
use crate::photo_files::read_avif_widths;
use crate::{Store, on, stored};

/// Where a photo that may be shown is.
#[derive(Debug, Clone)]
pub struct PublicPicture {
    /// Its id, which no customer gets to see.
    pub id: PhotoId,
    /// Where its files are.
    pub storage_key: String,
    /// Its own width, in pixels.
    pub width: i64,
    /// Its own height, in pixels.
    pub height: i64,
    /// The widths that there are as AVIF; none until that was tried.
    pub avif_widths: Option<AvifWidths>,
}

/// The photos that the page shows, each once; which of them is asked for is decided by its public id. A page without photos has one
/// row.
const FIND_PHOTOS: &str = concat!(
    "SELECT v.id AS vehicle_id, v.organization_id, ",
    ends!(),
    ", p.id AS photo_id, p.storage_key, p.width, p.height, p.avif_widths \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id \
     LEFT JOIN photos p ON p.vehicle_id = v.id AND p.deleted_at IS NULL AND ((l.show_photo AND p.is_hero) OR EXISTS (\
        SELECT 1 FROM tracking_link_photos t WHERE t.tracking_link_id = l.id AND t.photo_id = p.id))",
    gate!()
);

#[derive(Debug, sqlx_macros::FromRow)]
struct PhotoRow {
    #[sqlx(flatten)]
    of: OfRow,
    photo_id: Option<String>,
    storage_key: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    avif_widths: Option<String>,
}

impl PhotoRow {
    fn read(self) -> Result<Option<PublicPicture>, Error> {
        let (Some(id), Some(storage_key), Some(width), Some(height)) =
            (self.photo_id, self.storage_key, self.width, self.height)
        else {
            return Ok(None);
        };
        let id = stored(PhotoId::try_from(id), "photo id")?;
        let avif_widths = read_avif_widths(self.avif_widths.as_deref())?;
        Ok(Some(PublicPicture { id, storage_key, width, height, avif_widths }))
    }
}

/// The photos that the page shows now, and whose page it is; none for every dead cause alike.
pub async fn find_photos(
    store: &Store,
    slug: &SlugHash,
    now: Timestamp,
) -> Result<Option<(PageOf, Vec<PublicPicture>)>, Error> {
    let mut reader = store.read_across().await?;
    let rows: Vec<PhotoRow> = on!(reader.db(), c => sqlx::query_as(FIND_PHOTOS)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_all(c)
        .await?);
    let Some(of) = rows.first().map(|row| row.of.read()).transpose()? else { return Ok(None) };
    let photos = rows.into_iter().filter_map(|row| row.read().transpose()).collect::<Result<_, _>>()?;
    Ok(Some((of, photos)))
}

const FIND_LOGO: &str = concat!(
    "SELECT o.logo_key, o.logo_width, o.logo_height, o.logo_fallback \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id \
     JOIN subscriptions s ON s.organization_id = o.id",
    gate!()
);

/// The logo of the organisation whose page the slug opens now; none for every dead cause alike.
pub async fn find_logo(store: &Store, slug: &SlugHash, now: Timestamp) -> Result<Option<StoredLogo>, Error> {
    let mut reader = store.read_across().await?;
    let row: Option<LogoColumns> = on!(reader.db(), c => sqlx::query_as(FIND_LOGO)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    row.map_or(Ok(None), StoredLogo::read)
}
