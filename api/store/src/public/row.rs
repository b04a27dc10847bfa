//! The columns of the public view, and the one conversion out of them, by exhaustive destructuring: the third of the five
//! fences.

use domain::public::{Arrival, CustomerNote, EtaMove, Projection, ShownLogo, ShownPhoto};
use shared::eta::EtaReason;
use shared::language::in_country;
use shared::link_options::LinkOptions;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::Timestamp;

use crate::error::Error;
use crate::link_options::OptionColumns;
use crate::logos::StoredLogo;
use crate::organizations::locale_for;
use crate::vehicles::civil_date;
use crate::{instant, optional_instant, stored};

/// The columns of the public view, by name. There is no other.
#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct PublicTrackingRow {
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
    #[sqlx(flatten)]
    options: OptionColumns,
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

/// One row a note (one row in all when there is none) becomes one projection.
pub(super) fn projection(rows: Vec<PublicTrackingRow>) -> Result<Option<Projection>, Error> {
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
        options: OptionColumns(options),
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
    // What they permit is selected or not; here they tell "switched off" from "nothing there".
    let LinkOptions { show_photo: _, show_eta, show_progress, show_notes, allow_subscriptions } = options;
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
                history: listed(eta_history.as_deref(), '\n', eta_move)?,
            })
        } else {
            None
        },
        notes: show_notes.then_some(notes),
        lets_subscribe: allow_subscriptions,
        logo: StoredLogo::read((logo_key, logo_width, logo_height, logo_fallback))?.map(|logo| ShownLogo {
            revision: logo.storage_key.get(..8).unwrap_or_default().to_owned(),
            width: logo.width,
            height: logo.height,
        }),
        hero_photo: hero_photo.as_deref().map(shown_photo).transpose()?,
        photos: listed(photos.as_deref(), ',', shown_photo)?,
        changed_at,
    }))
}

/// Takes apart a list that the statement put into one column.
fn listed<T>(text: Option<&str>, separator: char, item: impl Fn(&str) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    text.unwrap_or_default().split_terminator(separator).map(item).collect()
}

/// Takes apart what `eta_history` put together.
fn eta_move(text: &str) -> Result<EtaMove, Error> {
    let mut parts = text.splitn(5, ' ');
    let mut part = || stored(parts.next(), "change of the ETA").map(|part| Some(part).filter(|part| *part != "-"));
    let (to, from, reason, moved_at) = (part()?, part()?, part()?, part()?);
    Ok(EtaMove {
        to: civil_date(to.map(str::to_owned))?,
        from: civil_date(from.map(str::to_owned))?,
        reason: reason.map(|reason| stored(EtaReason::parse(reason), "reason of a change of the ETA")).transpose()?,
        remark: parts.next().map(str::to_owned),
        moved_at: instant(stored(moved_at.unwrap_or_default().parse::<i64>(), "instant")?)?,
    })
}

/// Takes apart what `photo_text` put together.
fn shown_photo(text: &str) -> Result<ShownPhoto, Error> {
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
