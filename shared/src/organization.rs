//! The organisation of an importer: settings and subscription.

use serde::{Deserialize, Serialize};

use crate::ids::OrganizationId;
use crate::patch::Patch;
use crate::time::Timestamp;
use crate::wire::wire_enum;

/// An importer's organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organization {
    /// TypeID of the organisation.
    pub id: OrganizationId,
    /// Name, as customers see it at the top of a tracking page.
    #[cfg_attr(feature = "openapi", schema(example = "Harbour Imports"))]
    pub name: String,
    /// Where the logo is; null when there is none. It changes with the logo. Send the credential with the request.
    pub logo_url: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    #[cfg_attr(feature = "openapi", schema(example = "DE", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// BCP 47 tag of the organisation's own language and conventions: the chosen one, else the one of the country. A page in
    /// another language writes dates with this region, calendar and digits.
    #[cfg_attr(feature = "openapi", schema(example = "de-DE"))]
    pub locale: String,
    /// IANA time zone in which staff see and enter times.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Email address that customers may write to; shown on tracking pages when set.
    #[cfg_attr(feature = "openapi", schema(example = "hello@harbour.example"))]
    pub contact_email: Option<String>,
    /// Phone number that customers may call; shown on tracking pages when set.
    #[cfg_attr(feature = "openapi", schema(example = "+49 40 555 0100"))]
    pub contact_phone: Option<String>,
    /// ISO 4217 code preselected for new amounts.
    #[cfg_attr(feature = "openapi", schema(example = "EUR", pattern = "^[A-Z]{3}$"))]
    pub currency: String,
    /// What a vehicle's first tracking link shows unless the request says otherwise.
    pub link_defaults: LinkOptions,
    /// The subscription, which decides whether links work and whether staff can write.
    pub subscription: Subscription,
    /// Since when tracking links, API keys and webhooks are suspended because a backup was restored; null when they are
    /// not.
    pub links_suspended_at: Option<Timestamp>,
    /// Counts the changes of the organisation's settings.
    pub version: i64,
}

/// Resumes tracking links after a restore. It has no members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinksResumption {}

/// What a tracking page shows: four switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOptions {
    /// Show photo: the hero photo.
    pub show_photo: bool,
    /// Show estimated arrival: the ETA date.
    pub show_eta: bool,
    /// Show progress tracker: the staged progress bar.
    pub show_progress: bool,
    /// Show customer notes on tracking page: notes of scope `customer`.
    pub show_notes: bool,
}

impl LinkOptions {
    /// What a new organisation starts with: everything on.
    pub const ALL_ON: Self = Self { show_photo: true, show_eta: true, show_progress: true, show_notes: true };

    /// These options with the named ones replaced.
    #[must_use]
    pub fn with(self, update: LinkOptionsUpdate) -> Self {
        Self {
            show_photo: update.show_photo.unwrap_or(self.show_photo),
            show_eta: update.show_eta.unwrap_or(self.show_eta),
            show_progress: update.show_progress.unwrap_or(self.show_progress),
            show_notes: update.show_notes.unwrap_or(self.show_notes),
        }
    }
}

/// A change of some of the four switches; what is absent stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOptionsUpdate {
    /// Show photo: the hero photo.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub show_photo: Option<bool>,
    /// Show estimated arrival: the ETA date.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub show_eta: Option<bool>,
    /// Show progress tracker: the staged progress bar.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub show_progress: Option<bool>,
    /// Show customer notes on tracking page: notes of scope `customer`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub show_notes: Option<bool>,
}

impl From<LinkOptions> for LinkOptionsUpdate {
    fn from(options: LinkOptions) -> Self {
        let LinkOptions { show_photo, show_eta, show_progress, show_notes } = options;
        Self {
            show_photo: Some(show_photo),
            show_eta: Some(show_eta),
            show_progress: Some(show_progress),
            show_notes: Some(show_notes),
        }
    }
}

/// Reads a member that may be absent but, being required in what is stored, must not be null.
pub(crate) fn not_null<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A change of the organisation's settings (JSON Merge Patch, RFC 7396).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationUpdate {
    /// Name, 1 to 120 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_length = 1, max_length = 120))]
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, pattern = "^[A-Z]{2}$"))]
    pub country: Option<String>,
    /// BCP 47 tag: a language, then optionally a script, a region, and a calendar or digits (`fr-BE`, `th-TH-u-ca-buddhist`);
    /// null goes back to the locale of the country.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub locale: Patch<String>,
    /// IANA time zone.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub time_zone: Option<String>,
    /// Email address for customers; null removes it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub contact_email: Patch<String>,
    /// Phone number for customers; null removes it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub contact_phone: Patch<String>,
    /// ISO 4217 code.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, pattern = "^[A-Z]{3}$"))]
    pub currency: Option<String>,
    /// Defaults of new links; absent switches stay.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub link_defaults: Option<LinkOptionsUpdate>,
}

wire_enum! {
    /// The state of a subscription.
    SubscriptionStatus {
        /// Paid.
        Active = "active",
        /// A payment failed; everything works until `grace_ends_at`.
        PastDue = "past_due",
        /// Ended; everything works until `access_until`.
        Canceled = "canceled",
    }
}

/// The organisation's subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Subscription {
    /// What the billing system last said.
    pub status: SubscriptionStatus,
    /// With `past_due`: when the grace period ends.
    pub grace_ends_at: Option<Timestamp>,
    /// With `canceled`: until when everything still works.
    pub access_until: Option<Timestamp>,
    /// Whether the organisation is locked now: tracking links answer "link not available" and writes answer 402.
    pub locked: bool,
}

/// What the billing system sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionUpdate {
    /// The new status.
    pub status: SubscriptionStatus,
    /// Required with `past_due`, refused otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_ends_at: Option<Timestamp>,
    /// Only with `canceled`; absent or null ends the access at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_until: Option<Timestamp>,
}
