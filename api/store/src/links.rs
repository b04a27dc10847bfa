//! Tracking links and every slug there ever was.

mod unrevoked;

use shared::ids::{MemberId, OrganizationId, PhotoId, TrackingLinkId, VehicleId};
use shared::link::{LinkState, RetiredUrlOpens, RevokeReason, Views};
use shared::member::MemberRef;
use shared::organization::LinkOptions;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::retired_url_opens::{newest_retirement, retired_opens_of_link};
use crate::vehicles::LockedVehicle;
use crate::{Db, Pages, Tx, instant, on, one_row, optional_instant, pages, stored};
use domain::slug::SlugHash;
pub use unrevoked::{UnrevokedLink, find_unrevoked};

macro_rules! link_columns {
    () => {
        concat!(
            retired_opens_of_link!("CAST(COALESCE(SUM(q.knock_count), 0) AS BIGINT)"),
            " AS knock_count, ",
            retired_opens_of_link!("MAX(q.last_knock_at)"),
            " AS last_knock_at, ",
            "l.id, l.vehicle_id, l.show_photo, l.show_eta, l.show_progress, l.show_notes, l.expires_at, \
         l.customer_changed, l.view_count, l.first_viewed_at, l.last_viewed_at, l.created_at, l.created_by, \
         c.name AS created_by_name, l.updated_at, l.revoked_at, l.revoked_by, r.name AS revoked_by_name, \
         l.revoke_reason, l.version, s.sealed_slug, \
         (SELECT string_agg(t.photo_id, ',' ORDER BY t.position) FROM tracking_link_photos t \
          JOIN photos p ON p.id = t.photo_id \
          WHERE t.tracking_link_id = l.id AND p.deleted_at IS NULL) AS photo_ids, \
         (SELECT CAST(COUNT(*) AS BIGINT) FROM tracking_link_photos t JOIN photos p ON p.id = t.photo_id \
          WHERE t.tracking_link_id = l.id AND p.deleted_at IS NOT NULL) AS deleted_photo_count "
        )
    };
}

macro_rules! link_joins {
    () => {
        "FROM tracking_links l JOIN members c ON c.id = l.created_by LEFT JOIN members r ON r.id = l.revoked_by \
         LEFT JOIN tracking_link_slugs s ON s.tracking_link_id = l.id AND s.retired_at IS NULL "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct LinkRow {
    id: String,
    vehicle_id: String,
    show_photo: bool,
    show_eta: bool,
    show_progress: bool,
    show_notes: bool,
    expires_at: Option<i64>,
    customer_changed: bool,
    view_count: i64,
    first_viewed_at: Option<i64>,
    last_viewed_at: Option<i64>,
    knock_count: i64,
    last_knock_at: Option<i64>,
    created_at: i64,
    created_by: String,
    created_by_name: String,
    updated_at: i64,
    revoked_at: Option<i64>,
    revoked_by: Option<String>,
    revoked_by_name: Option<String>,
    revoke_reason: Option<String>,
    version: i64,
    sealed_slug: Option<String>,
    photo_ids: Option<String>,
    deleted_photo_count: i64,
}

/// A tracking link as it is stored; its state is derived by `domain::link`.
#[derive(Debug, Clone)]
pub struct StoredLink {
    /// Id of the link.
    pub id: TrackingLinkId,
    /// The vehicle that it shows.
    pub vehicle_id: VehicleId,
    /// What the page shows.
    pub options: LinkOptions,
    /// The picked photos that the gallery has, in their order.
    pub photo_ids: Vec<PhotoId>,
    /// How many picked photos were deleted from the gallery.
    pub deleted_photo_count: i64,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Whether the vehicle went to another customer since the URL was made.
    pub customer_changed: bool,
    /// How often the page was opened.
    pub views: Views,
    /// How often old URLs were opened.
    pub retired_url_opens: RetiredUrlOpens,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: MemberRef,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When, by whom and why it was revoked.
    pub revocation: Option<Revocation>,
    /// Counts the changes.
    pub version: i64,
    /// The slug, sealed; none once revoked.
    pub sealed_slug: Option<String>,
}

/// The end of a link.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<MemberRef>,
    /// Why.
    pub reason: RevokeReason,
}

impl LinkRow {
    fn read(self) -> Result<StoredLink, Error> {
        let member =
            |id: String, name: String| stored(MemberId::try_from(id), "member id").map(|id| MemberRef { id, name });
        let revoked_by = self.revoked_by.zip(self.revoked_by_name).map(|(id, name)| member(id, name)).transpose()?;
        let revocation = match (self.revoked_at, self.revoke_reason) {
            (Some(at), Some(reason)) => Some(Revocation {
                at: instant(at)?,
                by: revoked_by,
                reason: stored(RevokeReason::parse(&reason), "revoke reason")?,
            }),
            _ => None,
        };
        Ok(StoredLink {
            id: stored(TrackingLinkId::try_from(self.id), "tracking link id")?,
            vehicle_id: stored(VehicleId::try_from(self.vehicle_id), "vehicle id")?,
            options: LinkOptions {
                show_photo: self.show_photo,
                show_eta: self.show_eta,
                show_progress: self.show_progress,
                show_notes: self.show_notes,
            },
            photo_ids: self
                .photo_ids
                .as_deref()
                .unwrap_or_default()
                .split_terminator(',')
                .map(|id| stored(id.parse(), "photo id"))
                .collect::<Result<_, _>>()?,
            deleted_photo_count: self.deleted_photo_count,
            expires_at: optional_instant(self.expires_at)?,
            customer_changed: self.customer_changed,
            views: Views {
                count: self.view_count,
                first_at: optional_instant(self.first_viewed_at)?,
                last_at: optional_instant(self.last_viewed_at)?,
            },
            retired_url_opens: RetiredUrlOpens {
                count: self.knock_count,
                last_at: optional_instant(self.last_knock_at)?,
            },
            created_at: instant(self.created_at)?,
            created_by: member(self.created_by, self.created_by_name)?,
            updated_at: instant(self.updated_at)?,
            revocation,
            version: self.version,
            sealed_slug: self.sealed_slug,
        })
    }
}

const FIND_LATEST: &str = concat!(
    "SELECT ",
    link_columns!(),
    link_joins!(),
    "WHERE l.organization_id = $1 AND l.vehicle_id = $2 ORDER BY (l.revoked_at IS NULL) DESC, l.id DESC LIMIT 1"
);

/// The link of a vehicle: the unrevoked one, else the one that was revoked last.
pub async fn find_latest(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
) -> Result<Option<StoredLink>, Error> {
    on!(db, c => sqlx::query_as::<_, LinkRow>(FIND_LATEST)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .fetch_optional(c)
        .await?)
    .map(LinkRow::read)
    .transpose()
}

/// A link with its vehicle, for the list of all links.
#[derive(Debug)]
pub struct StoredListedLink {
    /// The link.
    pub link: StoredLink,
    /// Year, make and model.
    pub vehicle_title: String,
    /// Stage of the vehicle.
    pub stage: Stage,
    /// Name of the customer.
    pub customer_name: Option<String>,
    /// When the vehicle was deleted.
    pub vehicle_deleted_at: Option<Timestamp>,
}

#[derive(Debug, sqlx_macros::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    link: LinkRow,
    year: i64,
    make: String,
    model: String,
    stage: String,
    customer_name: Option<String>,
    vehicle_deleted_at: Option<i64>,
}

const LIST: Pages = pages!(
    [
        "SELECT v.year, v.make, v.model, v.stage, v.customer_name, v.deleted_at AS vehicle_deleted_at, ",
        link_columns!(),
        link_joins!(),
        "JOIN vehicles v ON v.id = l.vehicle_id WHERE l.organization_id = $1 AND"
    ],
    "$2",
    "l.id < $2",
    ["AND ($3 IS NULL OR $3 = CASE
             WHEN l.revoked_at IS NOT NULL THEN 'revoked'
             WHEN l.expires_at IS NOT NULL AND l.expires_at <= $4 THEN 'expired'
             ELSE 'active'
           END)
       AND ($5 IS NULL OR l.expires_at < $5)
     ORDER BY l.id DESC LIMIT $6"]
);

/// What a list of links is narrowed to.
#[derive(Debug, Default, Clone, Copy)]
pub struct LinkFilter {
    /// Only this state.
    pub state: Option<LinkState>,
    /// Only links that expire before this instant.
    pub expires_before: Option<Timestamp>,
}

/// Lists the links of an organisation, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: LinkFilter,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<StoredListedLink>, Error> {
    on!(db, c => sqlx::query_as::<_, ListedRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(before)
        .bind(filter.state.map(LinkState::as_str))
        .bind(now.unix_ms())
        .bind(filter.expires_before.map(Timestamp::unix_ms))
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| {
        Ok(StoredListedLink {
            link: row.link.read()?,
            vehicle_title: vehicle_title(row.year, &row.make, &row.model),
            stage: stored(Stage::parse(&row.stage), "stage")?,
            customer_name: row.customer_name,
            vehicle_deleted_at: optional_instant(row.vehicle_deleted_at)?,
        })
    })
    .collect()
}

const INSERT: &str = "
    INSERT INTO tracking_links (
        id, organization_id, vehicle_id, show_photo, show_eta, show_progress, show_notes, expires_at,
        customer_changed, view_count, first_viewed_at, last_viewed_at, created_at, created_by, updated_at,
        revoked_at, revoked_by, revoke_reason, version
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, 0, NULL, NULL, $9, $10, $9, NULL, NULL, NULL, 1)";

/// A link to create.
#[derive(Debug)]
pub struct NewLinkRow<'a> {
    /// Id of the link.
    pub id: &'a TrackingLinkId,
    /// What the page shows.
    pub options: LinkOptions,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Who creates it.
    pub created_by: &'a MemberId,
}

/// Creates a link, still without a slug.
pub async fn insert(
    tx: &mut Tx,
    vehicle: &LockedVehicle,
    link: NewLinkRow<'_>,
    now: Timestamp,
) -> Result<UnrevokedLink, Error> {
    let rows = on!(tx.db(), c => sqlx::query(INSERT)
        .bind(link.id.as_str())
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(link.options.show_photo)
        .bind(link.options.show_eta)
        .bind(link.options.show_progress)
        .bind(link.options.show_notes)
        .bind(link.expires_at.map(Timestamp::unix_ms))
        .bind(now.unix_ms())
        .bind(link.created_by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    find_unrevoked(tx, vehicle).await?.ok_or_else(|| Error::invalid("a link that was just created is not there"))
}

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

/// Retires the slug of a link: its hash stays, so that it is never used again.
pub async fn retire_slug(db: Db<'_>, link: &UnrevokedLink, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(RETIRE_SLUG)
        .bind(link.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const UPDATE: &str = "
    UPDATE tracking_links SET
        show_photo = $2, show_eta = $3, show_progress = $4, show_notes = $5, expires_at = $6, customer_changed = $7,
        updated_at = $8, version = version + 1
    WHERE id = $1 AND revoked_at IS NULL";

/// What can be changed on an unrevoked link.
#[derive(Debug)]
pub struct LinkFields {
    /// What the page shows.
    pub options: LinkOptions,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Whether the vehicle went to another customer since the URL was made.
    pub customer_changed: bool,
}

/// Changes a link.
pub async fn update(db: Db<'_>, link: &UnrevokedLink, fields: LinkFields, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(UPDATE)
        .bind(link.id.as_str())
        .bind(fields.options.show_photo)
        .bind(fields.options.show_eta)
        .bind(fields.options.show_progress)
        .bind(fields.options.show_notes)
        .bind(fields.expires_at.map(Timestamp::unix_ms))
        .bind(fields.customer_changed)
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const FLAG_CUSTOMER: &str = "
    UPDATE tracking_links SET customer_changed = TRUE, updated_at = $3, version = version + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND revoked_at IS NULL AND customer_changed = FALSE";

/// Flags the unrevoked link of a vehicle, if there is one: its URL is with another customer.
pub async fn flag_customer_changed(db: Db<'_>, vehicle: &LockedVehicle, now: Timestamp) -> Result<(), Error> {
    on!(db, c => sqlx::query(FLAG_CUSTOMER)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const REVOKE: &str = "
    UPDATE tracking_links SET
        revoked_at = $2, revoked_by = $3, revoke_reason = $4, updated_at = $2, version = version + 1
    WHERE id = $1 AND revoked_at IS NULL";

/// Revokes a link and retires its slug. The evidence that it is not revoked is used up.
pub async fn revoke(
    tx: &mut Tx,
    link: UnrevokedLink,
    by: &MemberId,
    reason: RevokeReason,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(tx.db(), c => sqlx::query(REVOKE)
        .bind(link.id.as_str())
        .bind(now.unix_ms())
        .bind(by.as_str())
        .bind(reason.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    retire_slug(tx.db(), &link, now).await
}

const LIST_UNREVOKED: &str = "
    SELECT l.id, l.vehicle_id FROM tracking_links l
    WHERE l.organization_id = $1 AND l.revoked_at IS NULL ORDER BY l.vehicle_id";

/// Every unrevoked link of an organisation with its vehicle, in the order in which their locks are taken.
pub async fn list_unrevoked(
    db: Db<'_>,
    organization: &OrganizationId,
) -> Result<Vec<(TrackingLinkId, VehicleId)>, Error> {
    let rows: Vec<(String, String)> =
        on!(db, c => sqlx::query_as(LIST_UNREVOKED).bind(organization.as_str()).fetch_all(c).await?);
    rows.into_iter().map(link_and_vehicle).collect()
}

const FIND_VEHICLE: &str = "SELECT l.id, l.vehicle_id FROM tracking_links l WHERE l.organization_id = $1 AND l.id = $2";

/// The vehicle of a link of an organisation.
pub async fn find_vehicle(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &TrackingLinkId,
) -> Result<Option<(TrackingLinkId, VehicleId)>, Error> {
    let row: Option<(String, String)> = on!(db, c => sqlx::query_as(FIND_VEHICLE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?);
    row.map(link_and_vehicle).transpose()
}

fn link_and_vehicle((link, vehicle): (String, String)) -> Result<(TrackingLinkId, VehicleId), Error> {
    Ok((
        stored(TrackingLinkId::try_from(link), "tracking link id")?,
        stored(VehicleId::try_from(vehicle), "vehicle id")?,
    ))
}
