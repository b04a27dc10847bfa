//! What is new on a page since somebody was last told: the difference between two states of it, for a mail.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::ids::PhotoId;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;

use crate::public::{CustomerNote, EtaMove, Projection};
use crate::text::hex;

/// What a page showed when somebody was last told. What the options of its link hid is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The stage and its detail.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<(Stage, Option<ArrivalDetail>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival: Option<ToldArrival>,
    /// A digest of each note.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<String>>,
    /// The photos, the hero among them.
    photos: Vec<PhotoId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ToldArrival {
    has_arrived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    eta: Option<CivilDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived_on: Option<CivilDate>,
}

/// What is new, in the order in which it is told.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// The stage that the vehicle has reached, and its detail.
    pub progress: Option<(Stage, Option<ArrivalDetail>)>,
    /// The arrival.
    pub arrival: Option<NewArrival>,
    /// Notes that were not there, the newest first.
    pub notes: Vec<CustomerNote>,
    /// How many photos were not there.
    pub photos: usize,
}

/// What is new about the arrival.
#[derive(Debug, Clone)]
pub struct NewArrival {
    /// Whether it has arrived.
    pub has_arrived: bool,
    /// The day on which it is expected, or arrived; none if that is not known.
    pub day: Option<CivilDate>,
    /// The day that was told before.
    pub before: Option<CivilDate>,
    /// The move that led there, with its reason; none if the page lists none.
    pub moved: Option<EtaMove>,
}

impl News {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.progress.is_none() && self.arrival.is_none() && self.notes.is_empty() && self.photos == 0
    }
}

impl Told {
    /// What a page shows.
    pub fn of(page: &Projection) -> Self {
        Self {
            progress: page.progress,
            arrival: page.arrival.as_ref().map(|arrival| ToldArrival {
                has_arrived: arrival.has_arrived,
                eta: arrival.eta,
                arrived_on: arrival.arrived_on,
            }),
            notes: page.notes.as_ref().map(|notes| notes.iter().map(digest).collect()),
            photos: page.hero_photo.iter().chain(&page.photos).map(|photo| photo.id.clone()).collect(),
        }
    }

    /// As it is kept. Plain lists of strings always serialise.
    pub fn to_json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What a page shows that this somebody was not told. A part that was hidden then is no news when it appears: it was not
    /// the car that changed.
    pub fn news(&self, page: &Projection) -> News {
        News {
            progress: match (self.progress, page.progress) {
                (Some(before), Some(now)) if before != now => Some(now),
                _ => None,
            },
            arrival: self.new_arrival(page),
            notes: match (&self.notes, &page.notes) {
                (Some(before), Some(now)) => {
                    now.iter().filter(|note| !before.contains(&digest(note))).cloned().collect()
                }
                _ => Vec::new(),
            },
            photos: self.new_photos(page),
        }
    }

    /// What is known when a mail has to wait: the same, with the parts that were hidden before and are no news.
    #[must_use]
    pub fn with_new_parts(&self, page: &Projection) -> Self {
        let now = Self::of(page);
        Self {
            progress: self.progress.or(now.progress),
            arrival: self.arrival.clone().or(now.arrival),
            notes: self.notes.clone().or(now.notes),
            photos: self.photos.clone(),
        }
    }

    fn new_arrival(&self, page: &Projection) -> Option<NewArrival> {
        let (before, now) = (self.arrival.as_ref()?, page.arrival.as_ref()?);
        let day = if now.has_arrived { now.arrived_on } else { now.eta };
        let day_before = if before.has_arrived { before.arrived_on } else { before.eta };
        if (before.has_arrived, day_before) == (now.has_arrived, day) {
            return None;
        }
        let moved = now.history.first().filter(|moved| !now.has_arrived && moved.to == day && before.eta != day);
        Some(NewArrival { has_arrived: now.has_arrived, day, before: day_before, moved: moved.cloned() })
    }

    /// A photo is new once, whether it is picked or becomes the hero.
    fn new_photos(&self, page: &Projection) -> usize {
        let shown = page.hero_photo.iter().chain(&page.photos);
        shown.filter(|photo| !self.photos.contains(&photo.id)).count()
    }
}

/// What tells a note from others: its text and when it was written, which stay when staff save it unchanged.
fn digest(note: &CustomerNote) -> String {
    let mut digest = Sha256::new();
    digest.update(note.created_at.unix_ms().to_be_bytes());
    digest.update(note.body.as_bytes());
    hex(digest.finalize().get(..16).unwrap_or_default())
}
