//! The page's data, taken from what the browser itself parsed.
//!
//! By hand: a general reader would be a seventh of what a customer's phone loads. What a newer server adds is passed
//! over; what lacks a part that the page needs is no page.

use js_sys::{Array, JSON, Reflect};
use shared::public_tracking::{
    PublicEta, PublicEtaChange, PublicEtaStatus, PublicNote, PublicOrganization, PublicPhoto, PublicProgress,
    PublicStage, PublicStageState, PublicTracking, PublicVehicle,
};
use shared::time::CivilDate;
use wasm_bindgen::{JsCast, JsValue};

use crate::words::Words;

/// What the server puts into the document.
pub(super) struct Inlined {
    /// The words.
    pub(super) words: Words,
    /// Revision of the page that is shown; none on a static host, whose document shows nothing yet.
    pub(super) revision: Option<String>,
}

/// Reads what the server puts into the document, or the words alone.
pub(super) fn document(json: &str) -> Option<Inlined> {
    let document = Node::parse(json)?;
    Some(Inlined { words: document.words()?, revision: document.get("page").and_then(|page| page.text("revision")) })
}

/// The answer to a look at the link.
pub(super) fn tracking(json: &str) -> Option<PublicTracking> {
    Node::parse(json)?.tracking()
}

/// A value of JSON that is there and not null.
struct Node(JsValue);

impl Node {
    fn parse(json: &str) -> Option<Self> {
        JSON::parse(json).ok().and_then(Self::present)
    }

    fn present(value: JsValue) -> Option<Self> {
        (!value.is_undefined() && !value.is_null()).then_some(Self(value))
    }

    fn get(&self, key: &str) -> Option<Self> {
        Reflect::get(&self.0, &JsValue::from_str(key)).ok().and_then(Self::present)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.0.as_string()
    }

    fn day(&self, key: &str) -> Option<CivilDate> {
        CivilDate::parse(&self.text(key)?)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the numbers are years, and pixels of a picture")]
    fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.0.as_f64().map(|number| number as i64)
    }

    /// The elements of a list, read one by one; none if there is no list or one of them cannot be read.
    fn list<T>(&self, key: &str, read: fn(Self) -> Option<T>) -> Option<Vec<T>> {
        let list: Array = self.get(key)?.0.dyn_into().ok()?;
        list.iter().map(|item| read(Self(item))).collect()
    }

    fn words(&self) -> Option<Words> {
        Some(Words::new(&self.text("language")?, self.list("words", |word| word.0.as_string())?))
    }

    fn tracking(&self) -> Option<PublicTracking> {
        Some(PublicTracking {
            organization: self.get("organization")?.organization()?,
            vehicle: self.get("vehicle")?.vehicle()?,
            hero_photo: self.get("hero_photo").and_then(Self::photo),
            progress: self.get("progress").and_then(Self::progress),
            eta: self.get("eta").and_then(Self::eta),
            notes: self.list("notes", Self::note),
            photos: self.list("photos", Self::photo)?,
            subscribe_by_mail: self.get("subscribe_by_mail").is_some(),
            subscribe_by_calendar: self.get("subscribe_by_calendar").is_some(),
            locale: self.text("locale")?,
            time_zone: self.text("time_zone")?,
            updated_on: self.day("updated_on")?,
            revision: self.text("revision")?,
        })
    }

    fn organization(self) -> Option<PublicOrganization> {
        Some(PublicOrganization {
            name: self.text("name")?,
            logo_url: self.text("logo_url"),
            logo_width: self.number("logo_width"),
            logo_height: self.number("logo_height"),
            contact_email: self.text("contact_email"),
            contact_email_url: self.text("contact_email_url"),
            contact_phone: self.text("contact_phone"),
            contact_phone_url: self.text("contact_phone_url"),
        })
    }

    fn vehicle(self) -> Option<PublicVehicle> {
        Some(PublicVehicle {
            title: self.text("title")?,
            year: i32::try_from(self.number("year")?).ok()?,
            make: self.text("make")?,
            model: self.text("model")?,
        })
    }

    fn photo(self) -> Option<PublicPhoto> {
        Some(PublicPhoto {
            src: self.text("src")?,
            srcset: self.text("srcset")?,
            width: self.number("width")?,
            height: self.number("height")?,
            placeholder: self.text("placeholder")?,
        })
    }

    fn progress(self) -> Option<PublicProgress> {
        Some(PublicProgress {
            stages: self.list("stages", Self::stage)?,
            detail: self.text("detail"),
            detail_key: self.text("detail_key"),
        })
    }

    fn stage(self) -> Option<PublicStage> {
        Some(PublicStage {
            key: self.text("key")?,
            label: self.text("label")?,
            state: match &*self.text("state")? {
                "done" => PublicStageState::Done,
                "current" => PublicStageState::Current,
                _ => PublicStageState::Upcoming,
            },
        })
    }

    fn eta(self) -> Option<PublicEta> {
        Some(PublicEta {
            status: match &*self.text("status")? {
                "expected" => PublicEtaStatus::Expected,
                "being_updated" => PublicEtaStatus::BeingUpdated,
                "arrived" => PublicEtaStatus::Arrived,
                _ => PublicEtaStatus::Unknown,
            },
            date: self.day("date"),
            changes: self.list("changes", Self::change).unwrap_or_default(),
        })
    }

    fn change(self) -> Option<PublicEtaChange> {
        Some(PublicEtaChange {
            to: self.day("to"),
            from: self.day("from"),
            reason: self.text("reason"),
            remark: self.text("remark"),
            changed_on: self.day("changed_on")?,
        })
    }

    fn note(self) -> Option<PublicNote> {
        Some(PublicNote { body: self.text("body")?, posted_on: self.day("posted_on")? })
    }
}
