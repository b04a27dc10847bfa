//! The one way from a slug to a vehicle: the second and fourth of the five fences.
//!
//! One statement checks slug, revocation, expiry, deletion and subscription, and loads what may be shown, so that every
//! dead cause is the same zero rows after the same work. What an option switches off is not even selected.

use std::sync::Arc;

use shared::eta::EtaReason;
use shared::ids::{OrganizationId, PhotoId};
use shared::language::in_country;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::Timestamp;
use shared::webhook::EventType;

use crate::answers::{Answers, Lines};
use crate::domain::public::{
    Arrival, CustomerNote, EtaMove, Pictures, Projection, ShownLogo, ShownPhoto, public_tracking,
};
use crate::error::ApiError;
use crate::keys::Keys;
use crate::store::logos::{LogoColumns, StoredLogo};
use crate::store::organizations::locale_for;
use crate::store::vehicles::civil_date;
use crate::store::{Db, Store, instant, on, optional_instant, outbox, stored};

/// What may be shown of a vehicle, whatever led to it; `o`, `v` and `n` are organisation, vehicle and customer notes,
/// and each `show_*` is the switch that guards a column.
macro_rules! public_select {
    (
        $show_photo:literal, $show_eta:literal, $show_progress:literal, $show_notes:literal, $changed_at:literal,
        $photos:expr
    ) => {
        concat!(
            "SELECT o.name AS organization_name, o.contact_email, o.contact_phone, o.country, o.locale, o.time_zone, \
             o.logo_key, o.logo_width, o.logo_height, o.logo_fallback, \
             v.year, v.make, v.model, ",
            $show_progress,
            " AS show_progress, ",
            $show_eta,
            " AS show_eta, ",
            $show_notes,
            " AS show_notes, ",
            $changed_at,
            " AS changed_at, ",
            "CASE WHEN ",
            $show_progress,
            " THEN v.stage END AS stage, ",
            "CASE WHEN ",
            $show_progress,
            " THEN v.arrival_detail END AS arrival_detail, ",
            "CASE WHEN ",
            $show_progress,
            " THEN v.stage_changed_at END AS stage_changed_at, ",
            "CASE WHEN ",
            $show_eta,
            " THEN CASE WHEN v.stage IN ('purchased', 'in_transit') THEN 0 ELSE 1 END END \
             AS has_arrived, ",
            "CASE WHEN ",
            $show_eta,
            " THEN v.eta END AS eta, ",
            "CASE WHEN ",
            $show_eta,
            " THEN v.arrived_on END AS arrived_on, ",
            "CASE WHEN ",
            $show_eta,
            " THEN v.eta_changed_at END AS eta_changed_at, ",
            "CASE WHEN ",
            $show_eta,
            " THEN ",
            eta_history!(),
            " END AS eta_history, ",
            "CASE WHEN ",
            $show_photo,
            " THEN v.hero_changed_at END AS hero_changed_at, ",
            "CASE WHEN ",
            $show_photo,
            " THEN (SELECT ",
            photo_text!(),
            " FROM photos p WHERE p.vehicle_id = v.id AND p.is_hero AND p.deleted_at IS NULL) END AS hero_photo, ",
            $photos,
            " AS photos, ",
            "n.body AS note_body, n.created_at AS note_created_at, n.updated_at AS note_updated_at "
        )
    };
}

/// What is shown of a photo, as one text, so that a list of them fits into one column of the one statement. None of its
/// parts holds a space or a comma: an id, two numbers and hexadecimal digits.
macro_rules! photo_text {
    () => {
        "p.id || ' ' || CAST(p.width AS TEXT) || ' ' || CAST(p.height AS TEXT) || ' ' || p.placeholder"
    };
}

/// The last moves of the ETA of vehicle `v`, newest first, as one text like the photos: two dates, a reason and an
/// instant each, `-` for what there is not.
macro_rules! eta_history {
    () => {
        "(SELECT string_agg(m.move, ',' ORDER BY m.changed_at DESC, m.id DESC) FROM (\
            SELECT e.id, e.changed_at, COALESCE(e.to_eta, '-') || ' ' || COALESCE(e.from_eta, '-') || ' ' \
                || COALESCE(e.reason, '-') || ' ' || CAST(e.changed_at AS TEXT) AS move \
            FROM eta_changes e WHERE e.vehicle_id = v.id ORDER BY e.changed_at DESC, e.id DESC LIMIT 10) m)"
    };
}

/// The picked photos of link `l`, without those that the gallery lost, and without the hero where it is shown as such.
macro_rules! picked_photos {
    () => {
        concat!(
            "(SELECT string_agg(",
            photo_text!(),
            ", ',' ORDER BY t.position) FROM tracking_link_photos t JOIN photos p ON p.id = t.photo_id \
             WHERE t.tracking_link_id = l.id AND p.deleted_at IS NULL AND NOT (l.show_photo AND p.is_hero))"
        )
    };
}

macro_rules! customer_notes {
    ($show_notes:literal) => {
        concat!(
            "LEFT JOIN notes n ON n.vehicle_id = v.id AND n.scope = 'customer' AND n.deleted_at IS NULL AND ",
            $show_notes
        )
    };
}

/// The conditions under which a slug opens anything; the argument is now.
macro_rules! alive {
    ($now:literal) => {
        concat!(
            "k.retired_at IS NULL AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > ",
            $now,
            ") AND v.deleted_at IS NULL AND s.links_suspended_at IS NULL AND (s.status = 'active' \
             OR (s.status = 'past_due' AND s.grace_ends_at > ",
            $now,
            ") OR (s.status = 'canceled' AND s.access_until > ",
            $now,
            "))"
        )
    };
}

/// What could end a live link without anybody writing anything.
macro_rules! ends {
    () => {
        "l.expires_at, \
         CASE s.status WHEN 'past_due' THEN s.grace_ends_at WHEN 'canceled' THEN s.access_until END AS locked_at"
    };
}

/// The gate of one slug. `$1` is its hash, `$2` is now.
macro_rules! gate {
    () => {
        concat!(" WHERE k.slug_hash = $1 AND ", $crate::store::public::alive!("$2"))
    };
}

pub(super) use {alive, ends, gate};

const FIND_BY_SLUG: &str = concat!(
    public_select!("l.show_photo", "l.show_eta", "l.show_progress", "l.show_notes", "l.updated_at", picked_photos!()),
    "FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id
     JOIN subscriptions s ON s.organization_id = o.id ",
    customer_notes!("l.show_notes"),
    gate!(),
    " ORDER BY n.created_at DESC, n.id DESC"
);

const COUNT_VIEW: &str = concat!(
    "UPDATE tracking_links SET view_count = view_count + 1, \
     first_viewed_at = COALESCE(first_viewed_at, $2), last_viewed_at = $2 WHERE id IN (\
     SELECT l.id FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!(),
    ") RETURNING id, organization_id, view_count"
);

/// The photos that the page shows, each once; which of them is asked for is decided by its public id.
const FIND_PHOTOS: &str = concat!(
    "SELECT p.id, p.storage_key, p.width, p.height \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id \
     JOIN photos p ON p.vehicle_id = v.id AND p.deleted_at IS NULL AND ((l.show_photo AND p.is_hero) OR EXISTS (\
        SELECT 1 FROM tracking_link_photos t WHERE t.tracking_link_id = l.id AND t.photo_id = p.id))",
    gate!()
);

const FIND_LOGO: &str = concat!(
    "SELECT o.logo_key, o.logo_width, o.logo_height, o.logo_fallback \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id \
     JOIN subscriptions s ON s.organization_id = o.id",
    gate!()
);

/// Whose page it is, and what could end it without anybody writing anything.
const FIND_WATCHED: &str = concat!(
    "SELECT v.organization_id, ",
    ends!(),
    " FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!()
);

const FIND_FOR_PREVIEW: &str = concat!(
    public_select!("$6", "$3", "$4", "$5", "v.created_at", "CAST(NULL AS TEXT)"),
    "FROM vehicles v JOIN organizations o ON o.id = v.organization_id ",
    customer_notes!("$5"),
    " WHERE v.organization_id = $1 AND v.id = $2 ORDER BY n.created_at DESC, n.id DESC"
);

/// The columns of the public view, by name. There is no other.
#[derive(Debug, sqlx_macros::FromRow)]
struct PublicTrackingRow {
    organization_name: String,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    country: String,
    locale: Option<String>,
    time_zone: String,
    logo_key: Option<String>,
    logo_width: Option<i64>,
    logo_height: Option<i64>,
    logo_fallback: Option<String>,
    year: i64,
    make: String,
    model: String,
    show_progress: bool,
    show_eta: bool,
    show_notes: bool,
    changed_at: i64,
    stage: Option<String>,
    arrival_detail: Option<String>,
    stage_changed_at: Option<i64>,
    has_arrived: Option<i32>,
    eta: Option<String>,
    arrived_on: Option<String>,
    eta_changed_at: Option<i64>,
    eta_history: Option<String>,
    hero_changed_at: Option<i64>,
    hero_photo: Option<String>,
    photos: Option<String>,
    note_body: Option<String>,
    note_created_at: Option<i64>,
    note_updated_at: Option<i64>,
}

/// Where a photo that may be shown is.
#[derive(Debug)]
pub struct PublicPicture {
    /// Where its files are.
    pub storage_key: String,
    /// Its own width, in pixels.
    pub width: i64,
    /// Its own height, in pixels.
    pub height: i64,
}

/// What live updates have to know of an open page.
#[derive(Debug)]
pub struct Watched {
    /// Whose page it is.
    pub organization: OrganizationId,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
    /// Which state of the page it is.
    pub revision: String,
}

/// All that public handlers can reach of the database.
#[derive(Debug, Clone)]
pub struct PublicReader {
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    pub(crate) lines: Lines,
    pub(crate) answers: Arc<Answers>,
}

impl PublicReader {
    /// A reader over a database, for one worker of the server; what is kept is for all of them.
    pub fn new(store: Store, keys: Keys, answers: Arc<Answers>) -> Self {
        Self { lines: Lines::new(&store), store, keys, answers }
    }

    /// What a slug shows now; none for every dead cause alike.
    pub async fn find(&self, slug: &str, now: Timestamp) -> Result<Option<Projection>, ApiError> {
        let mut reader = self.store.read_across().await?;
        let rows = on!(reader.db(), c => sqlx::query_as::<_, PublicTrackingRow>(FIND_BY_SLUG)
            .bind(self.keys.hash_slug(slug))
            .bind(now.unix_ms())
            .fetch_all(c)
            .await?);
        projection(rows)
    }

    /// The content of the page that a slug opens now; none for every dead cause alike.
    pub async fn page(&self, slug: &str, now: Timestamp) -> Result<Option<PublicTracking>, ApiError> {
        let slug = slug.to_ascii_lowercase();
        let photo = |id: &PhotoId| ApiPath::PublicPhoto(&slug, &self.keys.public_photo_id(&slug, id)).to_string();
        let pictures = Pictures { photo: &photo, logo: ApiPath::PublicLogo(&slug).to_string() };
        Ok(self.find(&slug, now).await?.map(|projection| public_tracking(projection, &pictures, now)))
    }

    /// What live updates have to know of the page that a slug opens now; none for every dead cause alike.
    pub async fn watch(&self, slug: &str, now: Timestamp) -> Result<Option<Watched>, ApiError> {
        let mut reader = self.store.read_across().await?;
        let row: Option<(String, Option<i64>, Option<i64>)> = on!(reader.db(), c => sqlx::query_as(FIND_WATCHED)
                .bind(self.keys.hash_slug(slug))
                .bind(now.unix_ms())
                .fetch_optional(c)
                .await?);
        drop(reader);
        let Some((organization, expires_at, locked_at)) = row else { return Ok(None) };
        let Some(page) = self.page(slug, now).await? else { return Ok(None) };
        let ends = [optional_instant(expires_at)?, optional_instant(locked_at)?];
        Ok(Some(Watched {
            organization: stored(OrganizationId::try_from(organization), "organisation id")?,
            until: ends.into_iter().flatten().min(),
            revision: page.revision,
        }))
    }

    /// The photo with this public id, if the page that the slug opens now shows it; none for every dead cause alike.
    pub async fn find_photo(
        &self,
        slug: &str,
        public_id: &str,
        now: Timestamp,
    ) -> Result<Option<PublicPicture>, ApiError> {
        let mut reader = self.store.read_across().await?;
        let rows: Vec<(String, String, i64, i64)> = on!(reader.db(), c => sqlx::query_as(FIND_PHOTOS)
            .bind(self.keys.hash_slug(slug))
            .bind(now.unix_ms())
            .fetch_all(c)
            .await?);
        for (id, storage_key, width, height) in rows {
            let id = stored(PhotoId::try_from(id), "photo id")?;
            if self.keys.public_photo_id(slug, &id) == public_id {
                return Ok(Some(PublicPicture { storage_key, width, height }));
            }
        }
        Ok(None)
    }

    /// The logo of the organisation whose page the slug opens now; none for every dead cause alike.
    pub async fn find_logo(&self, slug: &str, now: Timestamp) -> Result<Option<StoredLogo>, ApiError> {
        let mut reader = self.store.read_across().await?;
        let row: Option<LogoColumns> = on!(reader.db(), c => sqlx::query_as(FIND_LOGO)
                .bind(self.keys.hash_slug(slug))
                .bind(now.unix_ms())
                .fetch_optional(c)
                .await?);
        row.map_or(Ok(None), StoredLogo::read)
    }

    /// Counts one page open; tells whether the slug is alive. Nothing but a number and two instants is written.
    pub async fn count_view(&self, slug: &str, now: Timestamp) -> Result<bool, ApiError> {
        let mut tx = self.store.begin_across().await?;
        let counted: Option<(String, String, i64)> = on!(tx.db(), c => sqlx::query_as(COUNT_VIEW)
            .bind(self.keys.hash_slug(slug))
            .bind(now.unix_ms())
            .fetch_optional(c)
            .await?);
        if let Some((link, organization, 1)) = &counted {
            let organization = stored(OrganizationId::try_from(organization.clone()), "organisation id")?;
            outbox::tell(&mut tx, &organization, EventType::TrackingLinkFirstViewed, link, now);
        }
        tx.commit().await?;
        Ok(counted.is_some())
    }
}

/// What a vehicle's page would show with these options, for staff: the same columns, the same conversion.
pub async fn find_for_preview(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &shared::ids::VehicleId,
    options: shared::organization::LinkOptions,
) -> Result<Option<Projection>, ApiError> {
    let rows = on!(db, c => sqlx::query_as::<_, PublicTrackingRow>(FIND_FOR_PREVIEW)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(options.show_eta)
        .bind(options.show_progress)
        .bind(options.show_notes)
        .bind(options.show_photo)
        .fetch_all(c)
        .await?);
    projection(rows)
}

/// One row a note (one row in all when there is none) becomes one projection.
fn projection(rows: Vec<PublicTrackingRow>) -> Result<Option<Projection>, ApiError> {
    let mut notes = Vec::new();
    let mut notes_changed_at = None;
    for row in &rows {
        if let (Some(body), Some(created_at)) = (&row.note_body, row.note_created_at) {
            notes.push(CustomerNote { body: body.clone(), created_at: instant(created_at)? });
            notes_changed_at = notes_changed_at.max(optional_instant(row.note_updated_at)?);
        }
    }
    let Some(first) = rows.into_iter().next() else { return Ok(None) };
    let PublicTrackingRow {
        organization_name,
        contact_email,
        contact_phone,
        country,
        locale,
        time_zone,
        logo_key,
        logo_width,
        logo_height,
        logo_fallback,
        year,
        make,
        model,
        show_progress,
        show_eta,
        show_notes,
        changed_at,
        stage,
        arrival_detail,
        stage_changed_at,
        has_arrived,
        eta,
        arrived_on,
        eta_changed_at,
        eta_history,
        hero_changed_at,
        hero_photo,
        photos,
        note_body: _,
        note_created_at: _,
        note_updated_at: _,
    } = first;
    let stage = stage.map(|stage| stored(Stage::parse(&stage), "stage")).transpose()?;
    let detail = arrival_detail.map(|detail| stored(ArrivalDetail::parse(&detail), "arrival detail")).transpose()?;
    let changes = [
        optional_instant(stage_changed_at)?,
        optional_instant(eta_changed_at)?,
        optional_instant(hero_changed_at)?,
        notes_changed_at,
    ];
    let changed_at = changes.into_iter().flatten().fold(instant(changed_at)?, Timestamp::max);
    Ok(Some(Projection {
        organization_name,
        contact_email,
        contact_phone,
        locale: in_country(&locale_for(locale.as_deref(), &country), &country),
        time_zone,
        year: stored(i32::try_from(year), "year")?,
        make,
        model,
        progress: if show_progress { stage.map(|stage| (stage, detail)) } else { None },
        arrival: if show_eta {
            Some(Arrival {
                has_arrived: has_arrived == Some(1),
                eta: civil_date(eta)?,
                arrived_on: civil_date(arrived_on)?,
                history: listed(eta_history.as_deref(), eta_move)?,
            })
        } else {
            None
        },
        notes: show_notes.then_some(notes),
        logo: StoredLogo::read((logo_key, logo_width, logo_height, logo_fallback))?.map(|logo| ShownLogo {
            revision: logo.storage_key.get(..8).unwrap_or_default().to_owned(),
            width: logo.width,
            height: logo.height,
        }),
        hero_photo: hero_photo.as_deref().map(shown_photo).transpose()?,
        photos: listed(photos.as_deref(), shown_photo)?,
        changed_at,
    }))
}

/// Takes apart a list that the statement put into one column.
fn listed<T>(text: Option<&str>, item: impl Fn(&str) -> Result<T, ApiError>) -> Result<Vec<T>, ApiError> {
    text.unwrap_or_default().split_terminator(',').map(item).collect()
}

/// Takes apart what `eta_history` put together.
fn eta_move(text: &str) -> Result<EtaMove, ApiError> {
    let mut parts = text.split(' ');
    let mut part = || stored(parts.next(), "change of the ETA").map(|part| Some(part).filter(|part| *part != "-"));
    let (to, from, reason, moved_at) = (part()?, part()?, part()?, part()?);
    Ok(EtaMove {
        to: civil_date(to.map(str::to_owned))?,
        from: civil_date(from.map(str::to_owned))?,
        reason: reason.map(|reason| stored(EtaReason::parse(reason), "reason of a change of the ETA")).transpose()?,
        moved_at: instant(stored(moved_at.unwrap_or_default().parse::<i64>(), "instant")?)?,
    })
}

/// Takes apart what `photo_text` put together.
fn shown_photo(text: &str) -> Result<ShownPhoto, ApiError> {
    let mut parts = text.split(' ');
    let mut part = || stored(parts.next(), "photo");
    let (id, width, height, placeholder) = (part()?, part()?, part()?, part()?);
    Ok(ShownPhoto {
        id: stored(id.parse(), "photo id")?,
        width: stored(width.parse::<i64>(), "width")?,
        height: stored(height.parse::<i64>(), "height")?,
        placeholder: placeholder.to_owned(),
    })
}
