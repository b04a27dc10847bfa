//! The pictures of the page that a slug opens.

use domain::picture::AvifWidths;
use domain::slug::SlugHash;
use shared::ids::PhotoId;
use shared::time::Timestamp;

use super::gate::gate;
use crate::error::Error;
use crate::logos::{LogoColumns, StoredLogo};
use crate::photo_files::read_avif_widths;
use crate::{Store, on, stored};

/// Where a photo that may be shown is.
#[derive(Debug)]
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

/// The photos that the page shows, each once; which of them is asked for is decided by its public id.
const FIND_PHOTOS: &str = concat!(
    "SELECT p.id, p.storage_key, p.width, p.height, p.avif_widths \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id \
     JOIN photos p ON p.vehicle_id = v.id AND p.deleted_at IS NULL AND ((l.show_photo AND p.is_hero) OR EXISTS (\
        SELECT 1 FROM tracking_link_photos t WHERE t.tracking_link_id = l.id AND t.photo_id = p.id))",
    gate!()
);

/// The photos that the page shows now; none for every dead cause alike.
pub async fn find_photos(store: &Store, slug: &SlugHash, now: Timestamp) -> Result<Vec<PublicPicture>, Error> {
    let mut reader = store.read_across().await?;
    let rows: Vec<(String, String, i64, i64, Option<String>)> = on!(reader.db(), c => sqlx::query_as(FIND_PHOTOS)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_all(c)
        .await?);
    let read = |(id, storage_key, width, height, avif_widths): (_, _, _, _, Option<String>)| {
        let id = stored(PhotoId::try_from(id), "photo id")?;
        let avif_widths = read_avif_widths(avif_widths.as_deref())?;
        Ok(PublicPicture { id, storage_key, width, height, avif_widths })
    };
    rows.into_iter().map(read).collect()
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
