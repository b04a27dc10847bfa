//! From the public projection to what the customer sees: the third of the five fences.

use sha2::{Digest, Sha256};
use shared::eta::EtaReason;
use shared::ids::PhotoId;
use shared::mail::mailto;
use shared::phone::tel;
use shared::photo::widths_of;
use shared::public_tracking::{
    PublicEta, PublicEtaChange, PublicNote, PublicOrganization, PublicPhoto, PublicProgress, PublicStage,
    PublicStageState, PublicTracking, PublicVehicle,
};
use shared::stage::{ArrivalDetail, Stage};
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::vehicle_title;

use crate::text::hex;
use crate::zone;

/// Everything that the public query loads, and nothing more: what an option switches off is not even loaded.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The organisation's name.
    pub organization_name: String,
    /// The organisation's email address for customers.
    pub contact_email: Option<String>,
    /// The organisation's phone number for customers.
    pub contact_phone: Option<String>,
    /// BCP 47 tag for dates and numbers.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Model year.
    pub year: i32,
    /// Make.
    pub make: String,
    /// Model.
    pub model: String,
    /// With "Show progress tracker": the stage and its detail.
    pub progress: Option<(Stage, Option<ArrivalDetail>)>,
    /// The organisation's logo.
    pub logo: Option<ShownLogo>,
    /// With "Show photo": the hero photo, if there is one.
    pub hero_photo: Option<ShownPhoto>,
    /// The picked photos, without the hero photo where it is shown as such.
    pub photos: Vec<ShownPhoto>,
    /// With "Show estimated arrival": what is known about it.
    pub arrival: Option<Arrival>,
    /// With "Show customer notes": the notes, newest first.
    pub notes: Option<Vec<CustomerNote>>,
    /// With "Let customers subscribe": the page offers it.
    pub lets_subscribe: bool,
    /// When something that is shown last changed.
    pub changed_at: Timestamp,
}

/// A logo that is shown.
#[derive(Debug, Clone)]
pub struct ShownLogo {
    /// Changes with the logo, and says nothing else.
    pub revision: String,
    /// Width in pixels.
    pub width: i64,
    /// Height in pixels.
    pub height: i64,
}

/// A photo that is shown.
#[derive(Debug, Clone)]
pub struct ShownPhoto {
    /// TypeID of the photo, from which its public id is derived; it is not shown itself.
    pub id: PhotoId,
    /// Width of the largest size, in pixels.
    pub width: i64,
    /// Height of the largest size, in pixels.
    pub height: i64,
    /// Twelve colours.
    pub placeholder: String,
}

/// Where the pictures of a page are: behind the slug on the page itself, behind the staff's session in a preview.
pub struct Pictures<'a> {
    /// The address of a photo, without its size.
    pub photo: &'a dyn Fn(&PhotoId) -> String,
    /// The address of the logo, without its revision.
    pub logo: String,
}

/// What is known about the arrival.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Whether the vehicle is in the stage `arrived` or a later one.
    pub has_arrived: bool,
    /// The expected day.
    pub eta: Option<CivilDate>,
    /// The day of arrival.
    pub arrived_on: Option<CivilDate>,
    /// The last changes of the expected day, newest first.
    pub history: Vec<EtaMove>,
}

/// One change of the expected day, without its author.
#[derive(Debug, Clone)]
pub struct EtaMove {
    /// The new day.
    pub to: Option<CivilDate>,
    /// The day before.
    pub from: Option<CivilDate>,
    /// Why, in words for customers.
    pub reason: Option<EtaReason>,
    /// What the importer added in words.
    pub remark: Option<String>,
    /// When.
    pub moved_at: Timestamp,
}

/// A note of scope `customer`, without its author.
#[derive(Debug, Clone)]
pub struct CustomerNote {
    /// Plain text.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Makes the page's content. Only where mail is sent does it offer to be told by mail.
pub fn public_tracking(
    projection: Projection,
    pictures: &Pictures<'_>,
    sends_mail: bool,
    now: Timestamp,
) -> PublicTracking {
    // Destructured field by field, never with `..`: every new field needs a decision here.
    let Projection {
        organization_name,
        contact_email,
        contact_phone,
        locale,
        time_zone,
        year,
        make,
        model,
        progress,
        logo,
        hero_photo,
        photos,
        arrival,
        notes,
        lets_subscribe,
        changed_at,
    } = projection;
    let day_of = |instant| zone::civil_date(instant, &time_zone).unwrap_or_else(unix_epoch);
    let mut tracking = PublicTracking {
        organization: PublicOrganization {
            name: organization_name,
            logo_url: logo.as_ref().map(|logo| format!("{}?revision={}", pictures.logo, logo.revision)),
            logo_width: logo.as_ref().map(|logo| logo.width),
            logo_height: logo.as_ref().map(|logo| logo.height),
            contact_email_url: contact_email.as_deref().map(mailto),
            contact_email,
            contact_phone_url: contact_phone.as_deref().and_then(tel),
            contact_phone,
        },
        hero_photo: hero_photo.map(|photo| public_photo(photo, pictures)),
        photos: photos.into_iter().map(|photo| public_photo(photo, pictures)).collect(),
        progress: progress.map(|(stage, detail)| public_progress(stage, detail)),
        eta: arrival.map(|arrival| public_eta(arrival, day_of(now), day_of)),
        notes: notes.map(|notes| {
            notes
                .into_iter()
                .map(|CustomerNote { body, created_at }| PublicNote { body, posted_on: day_of(created_at) })
                .collect()
        }),
        subscribe_by_mail: lets_subscribe && sends_mail,
        subscribe_by_calendar: lets_subscribe,
        updated_on: day_of(changed_at),
        vehicle: PublicVehicle { title: vehicle_title(year, &make, &model), year, make, model },
        locale,
        time_zone,
        revision: String::new(),
    };
    tracking.revision = revision(&tracking);
    tracking
}

/// The width, in pixels, for browsers that do not support `srcset`.
const PLAIN_WIDTH: u32 = 1280;

fn public_photo(photo: ShownPhoto, pictures: &Pictures<'_>) -> PublicPhoto {
    let ShownPhoto { id, width, height, placeholder } = photo;
    let address = (pictures.photo)(&id);
    let widths = widths_of(width);
    let plain = widths.iter().copied().rfind(|width| *width <= PLAIN_WIDTH).unwrap_or(PLAIN_WIDTH);
    let sizes: Vec<_> = widths.iter().map(|width| format!("{address}?width={width} {width}w")).collect();
    PublicPhoto { src: format!("{address}?width={plain}"), srcset: sizes.join(", "), width, height, placeholder }
}

/// The six stages. Nothing after the current one is ever done, whatever stages the vehicle had before.
fn public_progress(current: Stage, detail: Option<ArrivalDetail>) -> PublicProgress {
    let state = |stage: Stage| match stage.cmp(&current) {
        std::cmp::Ordering::Less => PublicStageState::Done,
        std::cmp::Ordering::Equal => PublicStageState::Current,
        std::cmp::Ordering::Greater => PublicStageState::Upcoming,
    };
    PublicProgress {
        stages: Stage::ALL
            .into_iter()
            .map(|stage| PublicStage {
                key: stage.as_str().to_owned(),
                label: stage.customer_label().to_owned(),
                state: state(stage),
            })
            .collect(),
        detail: detail.map(|detail| detail.label().to_owned()),
        detail_key: detail.map(|detail| detail.as_str().to_owned()),
    }
}

fn public_eta(arrival: Arrival, today: CivilDate, day_of: impl Fn(Timestamp) -> CivilDate) -> PublicEta {
    let Arrival { has_arrived, eta, arrived_on, history } = arrival;
    let (status, date) = PublicEta::status_on(today, has_arrived, eta, arrived_on);
    let change = |EtaMove { to, from, reason, remark, moved_at }| PublicEtaChange {
        to,
        from,
        reason: reason.map(|reason| reason.as_str().to_owned()),
        remark,
        changed_on: day_of(moved_at),
    };
    PublicEta { status, date, changes: history.into_iter().map(change).collect() }
}

/// Digests of all that is shown, part by part: by their places the page's program knows which part is new
/// (`page::visits`).
fn revision(tracking: &PublicTracking) -> String {
    let PublicTracking {
        organization,
        vehicle,
        hero_photo,
        progress,
        eta,
        notes,
        photos,
        subscribe_by_mail,
        subscribe_by_calendar,
        locale,
        time_zone,
        updated_on,
        revision: _,
    } = tracking;
    let parts = [
        digest(&(organization, vehicle)),
        digest(progress),
        digest(eta),
        digest(notes),
        digest(&(hero_photo, photos)),
        digest(&(locale, time_zone, updated_on, subscribe_by_mail, subscribe_by_calendar)),
    ];
    parts.concat()
}

/// The first 32 bits of a digest: it misses one change in four thousand million.
fn digest(part: &impl serde::Serialize) -> String {
    // Plain structs of strings and numbers always serialise.
    let bytes = serde_json::to_vec(part).unwrap_or_default();
    hex(Sha256::digest(bytes).get(..4).unwrap_or_default())
}

fn unix_epoch() -> CivilDate {
    CivilDate::from(time::macros::date!(1970 - 01 - 01))
}

#[cfg(test)]
mod tests {
    use shared::public_tracking::PublicEtaStatus;

    use super::*;

    fn date(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn nothing_after_the_current_stage_is_done() {
        for current in Stage::ALL {
            let states: Vec<_> = public_progress(current, None).stages.into_iter().map(|stage| stage.state).collect();
            let position = states.iter().position(|state| *state == PublicStageState::Current).unwrap();
            assert_eq!(Stage::ALL[position], current);
            assert!(states[..position].iter().all(|state| *state == PublicStageState::Done));
            assert!(states[position + 1..].iter().all(|state| *state == PublicStageState::Upcoming));
        }
    }

    #[test]
    fn a_stale_promise_is_never_shown() {
        let today = date("2026-05-14");
        let eta = |eta, has_arrived, arrived_on| {
            public_eta(Arrival { has_arrived, eta, arrived_on, history: Vec::new() }, today, |_| today)
        };
        let is = |answer: PublicEta, status, shown: Option<&str>| {
            assert_eq!((answer.status, answer.date), (status, shown.map(date)));
        };
        is(eta(Some(date("2026-05-14")), false, None), PublicEtaStatus::Expected, Some("2026-05-14"));
        is(eta(Some(date("2026-05-13")), false, None), PublicEtaStatus::BeingUpdated, Some("2026-05-13"));
        is(eta(None, false, None), PublicEtaStatus::Unknown, None);
        is(eta(Some(date("2026-05-13")), true, None), PublicEtaStatus::Arrived, None);
        is(eta(None, true, Some(date("2026-05-12"))), PublicEtaStatus::Arrived, Some("2026-05-12"));
    }
}
