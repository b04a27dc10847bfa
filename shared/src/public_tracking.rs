//! What a customer gets: closed types that name no staff type.
//!
//! First of the five fences (ARCHITECTURE.md): no flatten, no map, no free-form value, and no field that the customer
//! must not see. What an option switches off is absent, not null.

use serde::{Deserialize, Serialize};

use crate::time::CivilDate;
use crate::wire::wire_enum;

/// How wide the hero photo is on the page (`sizes` of an HTML image). The document's preload and the image itself must
/// say the same, or the browser loads two sizes.
pub const HERO_SIZES: &str = "(min-width: 44rem) 37rem, 100vw";

/// The whole content of a tracking page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicTracking {
    /// Who imports the vehicle.
    pub organization: PublicOrganization,
    /// The vehicle.
    pub vehicle: PublicVehicle,
    /// The hero photo; absent when it is switched off or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub hero_photo: Option<PublicPhoto>,
    /// The progress tracker; absent when it is switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub progress: Option<PublicProgress>,
    /// The estimated arrival; absent when it is switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub eta: Option<PublicEta>,
    /// The notes for the customer, newest first; absent when they are switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub notes: Option<Vec<PublicNote>>,
    /// The additional photos, in their order.
    #[serde(default)]
    pub photos: Vec<PublicPhoto>,
    /// Whether the page offers to be told of changes by mail; absent where it does not: the link does not let customers
    /// subscribe, or this server sends no mail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subscribe_by_mail: bool,
    /// Whether the page offers the address of its calendar file to calendars that follow it; absent where it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subscribe_by_calendar: bool,
    /// BCP 47 tag of the organisation, with a region. It formats dates for readers of its language; for others its
    /// region, calendar and digits count (`en` and `de-DE` make `en-DE`).
    #[cfg_attr(feature = "openapi", schema(example = "de-DE"))]
    pub locale: String,
    /// IANA time zone of the organisation.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// The day, in that time zone, on which something on this page last changed.
    pub updated_on: CivilDate,
    /// Changes whenever anything on this page changes; says nothing else.
    #[cfg_attr(feature = "openapi", schema(example = "5f2b8c1d9e3a70465f2b8c1d9e3a70465f2b8c1d9e3a7046"))]
    pub revision: String,
}

/// What a customer sees of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicOrganization {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Harbour Imports"))]
    pub name: String,
    /// Where its logo is: a path on this server, which stops working with the link; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub logo_url: Option<String>,
    /// Width of the logo in pixels; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = 480, minimum = 1))]
    pub logo_width: Option<i64>,
    /// Height of the logo in pixels; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = 120, minimum = 1))]
    pub logo_height: Option<i64>,
    /// Its email address for customers; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub contact_email: Option<String>,
    /// The link that writes to this address (RFC 6068); absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "mailto:hello@harbour.example"))]
    pub contact_email_url: Option<String>,
    /// Its phone number for customers, as it was typed; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub contact_phone: Option<String>,
    /// The link that dials this number (RFC 3966): the first one, without extension; absent when what was typed has no
    /// number that can be dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "tel:+49405550100"))]
    pub contact_phone_url: Option<String>,
}

/// What a customer sees of the vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicVehicle {
    /// Year, make and model in one line.
    #[cfg_attr(feature = "openapi", schema(example = "2021 Toyota Land Cruiser"))]
    pub title: String,
    /// Model year.
    #[cfg_attr(feature = "openapi", schema(example = 2021))]
    pub year: i32,
    /// Make.
    #[cfg_attr(feature = "openapi", schema(example = "Toyota"))]
    pub make: String,
    /// Model.
    #[cfg_attr(feature = "openapi", schema(example = "Land Cruiser"))]
    pub model: String,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicPhoto {
    /// Where the picture is, in a middle size: a path on this server. It stops working with the link.
    pub src: String,
    /// The sizes, as the `srcset` of an HTML image: paths and widths.
    pub srcset: String,
    /// Width of the largest size, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 2048, minimum = 1))]
    pub width: i64,
    /// Height of the largest size, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 1536, minimum = 1))]
    pub height: i64,
    /// A tiny blurred picture to show while the photo loads: twelve colours `RRGGBB`, a grid of four columns and three
    /// rows, row by row.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{72}$", min_length = 72, max_length = 72))]
    pub placeholder: String,
}

/// The progress tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicProgress {
    /// The six stages in their order. Nothing after the current one is ever done.
    pub stages: Vec<PublicStage>,
    /// What happens within the current stage ("Customs"); absent when there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub detail: Option<String>,
    /// Stable name of that detail; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "customs"))]
    pub detail_key: Option<String>,
}

/// One stage of the progress tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicStage {
    /// Stable name of the stage.
    #[cfg_attr(feature = "openapi", schema(example = "in_transit"))]
    pub key: String,
    /// What people read.
    #[cfg_attr(feature = "openapi", schema(example = "In transit"))]
    pub label: String,
    /// Whether it is over, now, or to come.
    pub state: PublicStageState,
}

wire_enum! {
    /// Where a stage stands.
    PublicStageState {
        /// Over.
        Done = "done",
        /// The vehicle is in it.
        Current = "current",
        /// To come.
        Upcoming = "upcoming",
    }
}

/// The estimated arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicEta {
    /// What can be said about it.
    pub status: PublicEtaStatus,
    /// With `expected` the expected day; with `being_updated` the day that has passed and is no longer promised; with
    /// `arrived` the day of arrival, if it is known; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub date: Option<CivilDate>,
    /// The last ten changes of the date, newest first.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub changes: Vec<PublicEtaChange>,
}

impl PublicEta {
    /// What can be said on a day, and the date that belongs to it: an ETA is expected only until it has passed; afterwards it is the
    /// date that is being updated.
    pub fn status_on(
        today: CivilDate,
        has_arrived: bool,
        eta: Option<CivilDate>,
        arrived_on: Option<CivilDate>,
    ) -> (PublicEtaStatus, Option<CivilDate>) {
        match eta {
            _ if has_arrived => (PublicEtaStatus::Arrived, arrived_on),
            None => (PublicEtaStatus::Unknown, None),
            Some(eta) if eta < today => (PublicEtaStatus::BeingUpdated, Some(eta)),
            Some(eta) => (PublicEtaStatus::Expected, Some(eta)),
        }
    }
}

/// One change of the estimated arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicEtaChange {
    /// The new date; absent when it became unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub to: Option<CivilDate>,
    /// The date before; absent when none was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub from: Option<CivilDate>,
    /// Stable name of the reason, one of the values of `EtaReason`; absent when none was given. New ones may be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "vessel_delayed"))]
    pub reason: Option<String>,
    /// What the importer added in words: plain text, one line; absent when nothing was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_length = 200))]
    pub remark: Option<String>,
    /// The day on which it changed, in the organisation's time zone.
    pub changed_on: CivilDate,
}

wire_enum! {
    /// What can be said about the arrival.
    PublicEtaStatus {
        /// There is a date, and it has not passed.
        Expected = "expected",
        /// The date has passed and the vehicle has not arrived: a new date will follow.
        BeingUpdated = "being_updated",
        /// No date is known yet.
        Unknown = "unknown",
        /// The vehicle has arrived.
        Arrived = "arrived",
    }
}

/// A note for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicNote {
    /// Plain text with line breaks.
    #[cfg_attr(feature = "openapi", schema(example = "Your car has been loaded."))]
    pub body: String,
    /// The day it was written, in the organisation's time zone.
    pub posted_on: CivilDate,
}
