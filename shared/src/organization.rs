//! The organisation of an importer: settings and subscription.

use serde::{Deserialize, Serialize};

use crate::ids::OrganizationId;
use crate::link_options::{LinkOptions, LinkOptionsUpdate};
use crate::patch::{Patch, not_null};
use crate::photo::PictureWarning;
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
    /// The websites whose scripts may read the organisation's data with an API key, and the data of its tracking pages.
    #[cfg_attr(feature = "openapi", schema(example = json!(["https://www.harbour.example"])))]
    pub allowed_origins: Vec<String>,
    /// The subscription, which decides whether links work and whether staff can write.
    pub subscription: Subscription,
    /// Since when tracking links, API keys and webhooks are suspended because a backup was restored; null when they are
    /// not.
    pub links_suspended_at: Option<Timestamp>,
    /// Counts the changes of the organisation's settings.
    pub version: i64,
    /// What the uploader of a logo should know of the file. Only in the answer to the upload, and only if there is something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logo_warnings: Vec<PictureWarning>,
}

/// Resumes tracking links after a restore. It has no members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinksResumption {}

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
    /// The websites whose scripts may read the organisation's data with an API key, and the data of its tracking pages: up to 20
    /// origins, which are scheme, host and port, with `https`, or with `http` for `localhost`. Duplicates are merged.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, max_items = 20, example = json!(["https://www.harbour.example", "http://localhost:5173"]))
    )]
    pub allowed_origins: Option<Vec<String>>,
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
