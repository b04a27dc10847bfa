//! The words of the page: one catalogue, `web/locales`, a file a language. The program of the page has none of them; it
//! gets those of one language with the document.

use std::sync::Arc;

macro_rules! catalogue {
    ($($word:ident = $key:literal),+ $(,)?) => {
        /// Something that the page says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is what web/locales/en.json says under its key")]
        pub enum Word {
            $($word),+
        }

        impl Word {
            /// Every word, in the order in which a document carries them.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// Its name in the catalogue.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$word => $key),+
                }
            }
        }
    };
}

catalogue! {
    VehicleTracking = "vehicle_tracking",
    YourVehicle = "your_vehicle",
    StatusPurchased = "status_purchased",
    StatusInTransit = "status_in_transit",
    StatusArrived = "status_arrived",
    StatusPreparation = "status_preparation",
    StatusSaleReady = "status_sale_ready",
    StatusSoldDelivered = "status_sold_delivered",
    NothingToShow = "nothing_to_show",
    ArrivalExpected = "arrival_expected",
    ArrivalExpectedHint = "arrival_expected_hint",
    ArrivalBeingUpdated = "arrival_being_updated",
    ArrivalBeingUpdatedHint = "arrival_being_updated_hint",
    ArrivalUnknown = "arrival_unknown",
    ArrivalUnknownHint = "arrival_unknown_hint",
    ArrivalArrived = "arrival_arrived",
    ArrivalArrivedOn = "arrival_arrived_on",
    ArrivalArrivedHint = "arrival_arrived_hint",
    ArrivalArrivedText = "arrival_arrived_text",
    Progress = "progress",
    StepDone = "step_done",
    StepNow = "step_now",
    StepToCome = "step_to_come",
    StepComplete = "step_complete",
    StagePurchased = "stage_purchased",
    StageInTransit = "stage_in_transit",
    StageArrived = "stage_arrived",
    StagePreparation = "stage_preparation",
    StageSaleReady = "stage_sale_ready",
    StageSoldDelivered = "stage_sold_delivered",
    DetailCustoms = "detail_customs",
    DetailReleased = "detail_released",
    Photos = "photos",
    PhotoFirst = "photo_first",
    PhotoOther = "photo_other",
    PhotoShow = "photo_show",
    PhotoFailed = "photo_failed",
    PhotoCount = "photo_count",
    PhotoPrevious = "photo_previous",
    PhotoNext = "photo_next",
    Close = "close",
    News = "news",
    NewsNone = "news_none",
    Questions = "questions",
    QuestionsText = "questions_text",
    Subscribe = "subscribe",
    SubscribeMail = "subscribe_mail",
    SubscribeCalendar = "subscribe_calendar",
    Updated = "updated",
    Changed = "changed",
    ChangedVehicle = "changed_vehicle",
    Unavailable = "unavailable",
    UnavailableText = "unavailable_text",
    UnavailableAdvice = "unavailable_advice",
    Offline = "offline",
    OfflineText = "offline_text",
    TryAgain = "try_again",
    Outdated = "outdated",
    Checked = "checked",
    CheckedNow = "checked_now",
    Stale = "stale",
    Loading = "loading",
    TooManyRequests = "too_many_requests",
    TooManyRequestsText = "too_many_requests_text",
    New = "new",
    AddToCalendar = "add_to_calendar",
    ArrivalHistory = "arrival_history",
    ArrivalWas = "arrival_was",
    ReasonVesselDelayed = "reason_vessel_delayed",
    ReasonPortCongestion = "reason_port_congestion",
    ReasonCustomsInspection = "reason_customs_inspection",
    ReasonWeather = "reason_weather",
    ReasonScheduleChanged = "reason_schedule_changed",
    ReasonTransportBooked = "reason_transport_booked",
    ReasonEarlierThanPlanned = "reason_earlier_than_planned",
}

/// The catalogue in one language. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Words {
    /// BCP 47 tag of the language.
    pub language: Arc<str>,
    texts: Arc<[String]>,
}

impl Words {
    /// A catalogue from its texts, in the order of the words.
    pub fn new(language: &str, texts: Vec<String>) -> Self {
        Self { language: language.into(), texts: texts.into() }
    }

    /// No words at all.
    pub fn none() -> Self {
        Self::new("en", Vec::new())
    }

    /// The direction in which the language is read, as the attribute `dir` names it.
    pub fn direction(&self) -> &'static str {
        if &*self.language == "ar" { "rtl" } else { "ltr" }
    }

    /// What the page says; nothing where a newer program meets an older document.
    pub fn get(&self, word: Word) -> String {
        self.texts.get(word as usize).cloned().unwrap_or_default()
    }

    /// What the page says, with what stands for a `{name}` in it.
    pub fn fill(&self, word: Word, name: &str, value: &str) -> String {
        put(&self.get(word), name, value)
    }

    /// What stands before and after a `{name}`.
    pub fn around(&self, word: Word, name: &str) -> (String, String) {
        let text = self.get(word);
        let (before, after) = text.split_once(&*["{", name, "}"].concat()).unwrap_or((&text, ""));
        (before.to_owned(), after.to_owned())
    }

    /// The texts, in the order of the words.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// Replaces `{name}` by a value.
pub fn put(text: &str, name: &str, value: &str) -> String {
    text.replace(&*["{", name, "}"].concat(), value)
}
