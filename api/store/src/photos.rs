//! Photos of vehicles: rows only; the files are in `pictures::blobs`.

use shared::capture_time::CaptureTime;
use shared::ids::{MemberId, OrganizationId, PhotoId, VehicleId};
use shared::time::Timestamp;

use crate::change::Change;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::photo_files::read_avif_widths;
use crate::vehicles::LockedVehicle;
use crate::{Db, Tx, instant, on, one_row, optional_instant, stored};
use domain::picture::AvifWidths;
use domain::public::ShownPhoto;

macro_rules! photo_select {
    () => {
        "SELECT p.id, p.is_hero, p.width, p.height, p.placeholder, p.storage_key, p.avif_widths, \
         p.capture_time, p.created_at, p.deleted_at \
         FROM photos p "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct PhotoRow {
    id: String,
    is_hero: bool,
    width: i64,
    height: i64,
    placeholder: String,
    storage_key: Option<String>,
    avif_widths: Option<String>,
    capture_time: Option<String>,
    created_at: i64,
    deleted_at: Option<i64>,
}

/// A photo as it is stored.
#[derive(Debug, Clone)]
pub struct StoredPhoto {
    /// Id of the photo.
    pub id: PhotoId,
    /// Whether it is the hero photo, or was when it was deleted.
    pub is_hero: bool,
    /// Width of the largest size, in pixels.
    pub width: i64,
    /// Height of the largest size, in pixels.
    pub height: i64,
    /// Twelve colours.
    pub placeholder: String,
    /// Where the files are; none once they are removed.
    pub storage_key: Option<String>,
    /// The widths that there are as AVIF; none until that was tried.
    pub avif_widths: Option<AvifWidths>,
    /// When it was taken, by the camera's clock.
    pub capture_time: Option<CaptureTime>,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

impl StoredPhoto {
    /// What a page shows of it.
    pub fn shown(&self) -> ShownPhoto {
        ShownPhoto {
            id: self.id.clone(),
            width: self.width,
            height: self.height,
            placeholder: self.placeholder.clone(),
        }
    }
}

impl PhotoRow {
    fn read(self) -> Result<StoredPhoto, Error> {
        Ok(StoredPhoto {
            id: stored(PhotoId::try_from(self.id), "photo id")?,
            is_hero: self.is_hero,
            width: self.width,
            height: self.height,
            placeholder: self.placeholder,
            storage_key: self.storage_key,
            avif_widths: read_avif_widths(self.avif_widths.as_deref())?,
            capture_time: self
                .capture_time
                .map(|text| stored(CaptureTime::parse(&text), "time of a photo"))
                .transpose()?,
            created_at: instant(self.created_at)?,
            deleted_at: optional_instant(self.deleted_at)?,
        })
    }
}

const LIST: &str = concat!(
    photo_select!(),
    "WHERE p.organization_id = $1 AND p.vehicle_id = $2 AND p.deleted_at IS NULL ORDER BY p.position, p.id"
);

/// The gallery of a vehicle, in its order.
pub async fn list(db: Db<'_>, organization: &OrganizationId, vehicle: &VehicleId) -> Result<Vec<StoredPhoto>, Error> {
    on!(db, c => sqlx::query_as::<_, PhotoRow>(LIST)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(PhotoRow::read)
    .collect()
}

const FIND: &str = concat!(photo_select!(), "WHERE p.organization_id = $1 AND p.vehicle_id = $2 AND p.id = $3");

/// A photo of a vehicle, deleted or not.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    id: &PhotoId,
) -> Result<Option<StoredPhoto>, Error> {
    on!(db, c => sqlx::query_as::<_, PhotoRow>(FIND)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(PhotoRow::read)
    .transpose()
}

const FIND_VERSION: &str = "SELECT v.gallery_version FROM vehicles v WHERE v.organization_id = $1 AND v.id = $2";

/// How often the gallery of a vehicle was changed; none when the vehicle does not exist.
pub async fn gallery_version(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
) -> Result<Option<i64>, Error> {
    Ok(on!(db, c => sqlx::query_scalar(FIND_VERSION)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .fetch_optional(c)
        .await?))
}

const COUNT_IN_VEHICLE: &str = "
    SELECT CAST(COUNT(*) AS BIGINT) FROM photos p
    WHERE p.organization_id = $1 AND p.vehicle_id = $2 AND p.deleted_at IS NULL";

const SUM_OF_ORGANIZATION: &str = "
    SELECT CAST(COALESCE(SUM(p.size_bytes), 0) AS BIGINT) FROM photos p
    WHERE p.organization_id = $1 AND p.storage_key IS NOT NULL";

/// How many photos the vehicle has, and how many bytes all photos of the organisation take.
pub async fn usage(db: Db<'_>, organization: &OrganizationId, vehicle: &VehicleId) -> Result<(i64, i64), Error> {
    Ok(on!(db, c => {
        let organization = organization.as_str();
        let count = sqlx::query_scalar(COUNT_IN_VEHICLE).bind(organization).bind(vehicle.as_str());
        let count = count.fetch_one(&mut *c).await?;
        let bytes = sqlx::query_scalar(SUM_OF_ORGANIZATION).bind(organization).fetch_one(c).await?;
        (count, bytes)
    }))
}

/// A photo to add.
#[derive(Debug)]
pub struct NewPhotoRow<'a> {
    /// Id of the photo.
    pub id: &'a PhotoId,
    /// Width of the largest size, in pixels.
    pub width: i64,
    /// Height of the largest size, in pixels.
    pub height: i64,
    /// Twelve colours.
    pub placeholder: &'a str,
    /// Where the files are.
    pub storage_key: &'a str,
    /// How much they take, in bytes.
    pub size_bytes: i64,
    /// When it was taken, by the camera's clock.
    pub capture_time: Option<CaptureTime>,
    /// Who uploaded it.
    pub created_by: &'a MemberId,
}

const INSERT: &str = "
    INSERT INTO photos (
        id, organization_id, vehicle_id, position, is_hero, width, height, placeholder, storage_key, size_bytes,
        capture_time, created_at, created_by, deleted_at
    ) VALUES (
        $1, $2, $3, (SELECT COALESCE(MAX(p.position), 0) + 1 FROM photos p WHERE p.vehicle_id = $3), FALSE, $4, $5,
        $6, $7, $8, $9, $10, $11, NULL
    )";

/// Adds a photo at the end of a gallery.
pub async fn insert(db: Db<'_>, vehicle: &LockedVehicle, photo: NewPhotoRow<'_>, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(photo.id.as_str())
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(photo.width)
        .bind(photo.height)
        .bind(photo.placeholder)
        .bind(photo.storage_key)
        .bind(photo.size_bytes)
        .bind(photo.capture_time.map(|time| time.to_string()))
        .bind(now.unix_ms())
        .bind(photo.created_by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const TOUCH_GALLERY: &str = "
    UPDATE vehicles SET gallery_version = gallery_version + 1 WHERE organization_id = $1 AND id = $2";

/// Counts a change of a gallery.
pub async fn touch_gallery(db: Db<'_>, vehicle: &LockedVehicle) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(TOUCH_GALLERY)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const TOUCH_HERO: &str = "UPDATE vehicles SET hero_changed_at = $3 WHERE organization_id = $1 AND id = $2";

/// Notes that another photo, or none, is the hero now: the page changed.
pub async fn touch_hero(db: Db<'_>, vehicle: &LockedVehicle, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(TOUCH_HERO)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const SET_POSITION: &str = "
    UPDATE photos SET position = $4
    WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3 AND deleted_at IS NULL";

/// Puts the photos of a gallery into an order.
pub async fn set_order(tx: &mut Tx, vehicle: &LockedVehicle, order: &Change<Vec<PhotoId>>) -> Result<(), Error> {
    for (position, id) in (1_i64..).zip(&**order) {
        let rows = on!(tx.db(), c => sqlx::query(SET_POSITION)
            .bind(vehicle.organization_id().as_str())
            .bind(vehicle.id.as_str())
            .bind(id.as_str())
            .bind(position)
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    Ok(())
}

const UNSET_HERO: &str = "
    UPDATE photos SET is_hero = FALSE
    WHERE organization_id = $1 AND vehicle_id = $2 AND is_hero AND deleted_at IS NULL";

const SET_HERO: &str = "
    UPDATE photos SET is_hero = TRUE
    WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3 AND deleted_at IS NULL";

/// Makes a photo the hero of its vehicle, instead of the one that was; or leaves the vehicle without one.
pub async fn set_hero(tx: &mut Tx, vehicle: &LockedVehicle, hero: Option<&PhotoId>) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(UNSET_HERO)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    let Some(hero) = hero else { return Ok(()) };
    let rows = on!(tx.db(), c => sqlx::query(SET_HERO)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(hero.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const SET_DELETED: &str = "
    UPDATE photos SET deleted_at = $4, is_hero = $5 WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3";

/// A photo as it is deleted or comes back.
#[derive(Debug)]
pub struct PhotoDeletion<'a> {
    /// Which photo.
    pub id: &'a PhotoId,
    /// When it is deleted; none undoes it.
    pub deleted_at: Option<Timestamp>,
    /// Whether it is the hero, or was when it was deleted.
    pub is_hero: bool,
}

/// Deletes a photo, or undoes it; with it goes whether it is the hero.
pub async fn set_deleted(db: Db<'_>, vehicle: &LockedVehicle, deletion: PhotoDeletion<'_>) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(SET_DELETED)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(deletion.id.as_str())
        .bind(deletion.deleted_at.map(Timestamp::unix_ms))
        .bind(deletion.is_hero)
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
