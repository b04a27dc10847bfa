//! What a page shows: of a slug, for customers; of a vehicle with some options, for staff who preview it. The same columns,
//! the same conversion. What an option switches off is not even selected.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::public::Projection;
use domain::slug::SlugHash;
use shared::ids::{OrganizationId, VehicleId};
use shared::link_options::LinkOptions;
use shared::time::Timestamp;

use super::by_slug::{Statements, ask};
use super::found::{FoundPage, SlugRow, found_page};
use super::gate::{alive, ends};
use super::row::{PublicTrackingRow, projection};
use crate::error::Error;
use crate::link_options::{bind_options, option_columns, option_parameters};
use crate::{Db, Store, on};

/// What may be shown of a vehicle, whatever led to it: `o`, `v` and `n` are organisation, vehicle and customer notes, and `l`
/// has the options, under which the columns stand that need one.
macro_rules! public_columns {
    ($changed_at:literal, $photos:expr) => {
        concat!(
            "o.name AS organization_name, o.contact_email, o.contact_phone, o.country, o.locale, o.time_zone, \
             o.logo_key, o.logo_width, o.logo_height, o.logo_fallback, \
             v.year, v.make, v.model, ",
            option_columns!("l."),
            ", ",
            $changed_at,
            " AS changed_at, ",
            shared::link_options!(permitted![]),
            $photos,
            " AS photos "
        )
    };
}

/// The part of the page that each option permits: the columns that are selected only where it is on. An option without a line
/// here does not compile.
macro_rules! permitted {
    ([] $($option:ident $_about:tt)+) => {
        concat!($(permitted!($option)),+)
    };
    (show_photo) => {
        only_with!("l.show_photo",
            "hero_changed_at": "v.hero_changed_at",
            "hero_photo": hero_photo!())
    };
    (show_eta) => {
        only_with!("l.show_eta",
            "has_arrived": "CASE WHEN v.stage IN ('purchased', 'in_transit') THEN 0 ELSE 1 END",
            "eta": "v.eta",
            "arrived_on": "v.arrived_on",
            "eta_changed_at": "v.eta_changed_at",
            "eta_history": eta_history!())
    };
    (show_progress) => {
        only_with!("l.show_progress",
            "stage": "v.stage",
            "arrival_detail": "v.arrival_detail",
            "stage_changed_at": "v.stage_changed_at")
    };
    // What it offers is told by the option alone.
    (allow_subscriptions) => {
        ""
    };
    // The notes are joined only with the option.
    (show_notes) => {
        "n.body AS note_body, n.created_at AS note_created_at, n.updated_at AS note_updated_at, "
    };
}

/// Columns that are nothing while an option is off.
macro_rules! only_with {
    ($option:literal, $($name:literal: $column:expr),+) => {
        concat!($("CASE WHEN ", $option, " THEN ", $column, " END AS ", $name, ", "),+)
    };
}

/// What is shown of a photo, as one text, so that a list of them fits into one column of the one statement. None of its
/// parts holds a space or a comma: an id, two numbers and hexadecimal digits.
macro_rules! photo_text {
    () => {
        "p.id || ' ' || CAST(p.width AS TEXT) || ' ' || CAST(p.height AS TEXT) || ' ' || p.placeholder"
    };
}

/// The hero photo of vehicle `v`.
macro_rules! hero_photo {
    () => {
        concat!(
            "(SELECT ",
            photo_text!(),
            " FROM photos p WHERE p.vehicle_id = v.id AND p.is_hero AND p.deleted_at IS NULL)"
        )
    };
}

/// The last moves of the ETA of vehicle `v`, newest first, as one text like the photos: two dates, a reason, an
/// instant each, `-` for what there is not, and the remark if there is one; each move on its line, for a remark is one line.
macro_rules! eta_history {
    () => {
        "(SELECT string_agg(m.move, '\n' ORDER BY m.changed_at DESC, m.id DESC) FROM (\
            SELECT e.id, e.changed_at, COALESCE(e.to_eta, '-') || ' ' || COALESCE(e.from_eta, '-') || ' ' \
                || COALESCE(e.reason, '-') || ' ' || CAST(e.changed_at AS TEXT) || COALESCE(' ' || e.remark, '') AS move \
            FROM eta_changes e WHERE e.vehicle_id = v.id AND NOT e.taken_back \
            ORDER BY e.changed_at DESC, e.id DESC LIMIT 10) m)"
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
    () => {
        "LEFT JOIN notes n ON n.vehicle_id = v.id AND n.scope = 'customer' AND n.deleted_at IS NULL AND l.show_notes"
    };
}

/// `$1` is now, the slugs' hashes follow.
const FIND_BY_SLUG: &str = concat!(
    "SELECT k.slug_hash, v.id AS vehicle_id, v.organization_id, ",
    ends!(),
    ", ",
    public_columns!("l.updated_at", picked_photos!()),
    "FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id
     JOIN subscriptions s ON s.organization_id = o.id ",
    customer_notes!(),
    " WHERE ",
    alive!("$1"),
    " AND k.slug_hash IN ("
);

static STATEMENTS: LazyLock<Statements> =
    LazyLock::new(|| Statements::of(FIND_BY_SLUG, ") ORDER BY n.created_at DESC, n.id DESC"));

/// What slugs show now, in their order; none for every dead cause alike. At most [`SLUGS_AT_A_TIME`](super::SLUGS_AT_A_TIME).
pub async fn find(store: &Store, slugs: &[SlugHash], now: Timestamp) -> Result<Vec<Option<FoundPage>>, Error> {
    let mut reader = store.read_across().await?;
    let rows: Vec<SlugRow> = ask!(reader.db(), STATEMENTS, slugs, now);
    drop(reader);
    let mut by_slug: HashMap<String, Vec<SlugRow>> = HashMap::with_capacity(slugs.len());
    for row in rows {
        match by_slug.get_mut(&row.slug_hash) {
            Some(rows) => rows.push(row),
            None => drop(by_slug.insert(row.slug_hash.clone(), vec![row])),
        }
    }
    let mut found = HashMap::with_capacity(by_slug.len());
    for (slug, rows) in by_slug {
        found.insert(slug, found_page(rows)?);
    }
    Ok(slugs.iter().map(|slug| found.get(slug.as_str()).cloned().flatten()).collect())
}

/// Options that no link has stand in the place of one.
const FIND_FOR_PREVIEW: &str = concat!(
    "WITH l (",
    option_columns!(""),
    ") AS (SELECT ",
    option_parameters!(after 1 2),
    ") SELECT ",
    public_columns!("v.created_at", "CAST(NULL AS TEXT)"),
    "FROM vehicles v CROSS JOIN l JOIN organizations o ON o.id = v.organization_id ",
    customer_notes!(),
    " WHERE v.organization_id = $1 AND v.id = $2 ORDER BY n.created_at DESC, n.id DESC"
);

/// What a vehicle's page would show with these options, for staff: the same columns, the same conversion.
pub async fn find_for_preview(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    options: LinkOptions,
) -> Result<Option<Projection>, Error> {
    let rows = on!(db, c => {
        let query = sqlx::query_as::<_, PublicTrackingRow>(FIND_FOR_PREVIEW)
            .bind(organization.as_str())
            .bind(vehicle.as_str());
        bind_options!(query, options).fetch_all(c).await?
    });
    projection(rows)
}
