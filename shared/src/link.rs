//! Tracking links as staff see them.

use serde::{Deserialize, Serialize};

use crate::ids::{PhotoId, TrackingLinkId, VehicleId};
use crate::link_options::{LinkOptions, LinkOptionsUpdate};
use crate::member::MemberRef;
use crate::patch::{Patch, not_null};
use crate::stage::Stage;
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// State of a tracking link, derived from data and the clock when it is read.
    #[derive(Hash)]
    LinkState {
        /// The URL works, unless the link is suspended.
        Active = "active",
        /// The instant `expires_at` has come. A future one, or none, re-opens the same URL.
        Expired = "expired",
        /// Ended for good; only a new link, with a new URL, gives access again.
        Revoked = "revoked",
    }
}

wire_enum! {
    /// State of a vehicle's tracking link.
    #[derive(Hash)]
    VehicleLinkState {
        /// There never was one.
        None = "none",
        /// The URL works, unless the link is suspended.
        Active = "active",
        /// The instant `expires_at` has come.
        Expired = "expired",
        /// The last one was revoked.
        Revoked = "revoked",
    }
}

impl From<Option<LinkState>> for VehicleLinkState {
    fn from(state: Option<LinkState>) -> Self {
        match state {
            None => Self::None,
            Some(LinkState::Active) => Self::Active,
            Some(LinkState::Expired) => Self::Expired,
            Some(LinkState::Revoked) => Self::Revoked,
        }
    }
}

wire_enum! {
    /// Why a link that is otherwise alive answers "link not available".
    Suspension {
        /// The organisation's subscription is inactive; the same URL works again once billing is repaired.
        OrganizationLocked = "organization_locked",
        /// A backup was restored, which does not know what was revoked since; the same URL works again once an admin
        /// resumes the links.
        RestoredBackup = "restored_backup",
    }
}

wire_enum! {
    /// Why a link was revoked.
    RevokeReason {
        /// A member revoked it.
        Revoked = "revoked",
        /// Its vehicle was deleted.
        VehicleDeleted = "vehicle_deleted",
    }
}

/// How often the page was opened; approximate, without any trace of who opened it. The first page open is here at once,
/// others take up to a second to be counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Views {
    /// Page opens since the link was created.
    pub count: i64,
    /// First one; null when there was none.
    pub first_at: Option<Timestamp>,
    /// Last one; null when there was none.
    pub last_at: Option<Timestamp>,
}

/// How often the old URLs were opened since the newest of them stopped working; approximate, without any trace of who
/// opened them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetiredUrlOpens {
    /// Opens of URLs of this vehicle that were regenerated or revoked, since that last happened.
    pub count: i64,
    /// Last one; null when there was none.
    pub last_at: Option<Timestamp>,
}

wire_enum! {
    /// How staff sent a URL to the customer.
    SentChannel {
        /// By email.
        Email = "email",
        /// By WhatsApp.
        WhatsApp = "whatsapp",
        /// By SMS.
        Sms = "sms",
        /// As a QR code, printed or on a screen.
        QrCode = "qr_code",
        /// In another way.
        Other = "other",
    }
}

impl SentChannel {
    /// The channel in words that follow "sent".
    pub const fn how(self) -> &'static str {
        match self {
            Self::Email => "by email",
            Self::WhatsApp => "by WhatsApp",
            Self::Sms => "by SMS",
            Self::QrCode => "as a QR code",
            Self::Other => "in another way",
        }
    }
}

/// That the URL was sent to the customer, as staff say: the server cannot know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sent {
    /// When this was said.
    pub at: Timestamp,
    /// Who said so.
    pub by: MemberRef,
    /// How it was sent.
    pub channel: SentChannel,
}

/// Says that the URL was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentMark {
    /// How it was sent.
    pub channel: SentChannel,
}

/// The tracking link of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackingLink {
    /// TypeID of the link. It is not the slug and opens nothing.
    pub id: TrackingLinkId,
    /// The vehicle that it shows.
    pub vehicle_id: VehicleId,
    /// State at the moment of the answer.
    pub state: LinkState,
    /// Why the URL does not work although the state is `active`; null when it works.
    pub suspended: Option<Suspension>,
    /// The URL for the customer; null once revoked.
    #[cfg_attr(feature = "openapi", schema(example = "https://import-ops.example/t/k7m2q9x4w8p3n6r5t1v0z2y4ab"))]
    pub url: Option<String>,
    /// What the page shows.
    pub options: LinkOptions,
    /// The additional photos on the page, in their order. The hero photo among them is shown once, as hero.
    pub photo_ids: Vec<PhotoId>,
    /// How many photos were picked and then deleted from the gallery: they are gone from the page. Saving `photo_ids`
    /// clears it.
    #[cfg_attr(feature = "openapi", schema(example = 0, minimum = 0))]
    pub deleted_photo_count: i64,
    /// When the URL stops working; null for never. It is dead from this instant on.
    pub expires_at: Option<Timestamp>,
    /// How often the page was opened.
    pub views: Views,
    /// How many customers have confirmed that they want to be told of changes by mail. Their addresses are shown to nobody, and are
    /// erased when the URL stops working.
    #[cfg_attr(feature = "openapi", schema(example = 0, minimum = 0))]
    pub subscriber_count: i64,
    /// How often old URLs of the vehicle were opened after they stopped working: somebody may not have the new one. It
    /// takes some seconds to be counted.
    pub retired_url_opens: RetiredUrlOpens,
    /// Whether the vehicle was allocated to another customer since the URL was created: regenerate it, revoke it, or set
    /// this to false to keep it.
    pub customer_changed: bool,
    /// That the URL was sent to the customer, the last time that staff said so; null when nobody did, for a new URL, and once the
    /// vehicle is allocated to another customer.
    pub sent: Option<Sent>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: MemberRef,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was revoked; null otherwise.
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it; null otherwise.
    pub revoked_by: Option<MemberRef>,
    /// Why it was revoked; null otherwise.
    pub revoke_reason: Option<RevokeReason>,
    /// Counts the changes of the link.
    pub version: i64,
}

/// A tracking link in the list of all links of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedTrackingLink {
    /// The link.
    pub link: TrackingLink,
    /// The vehicle that it shows.
    pub vehicle: LinkedVehicle,
}

/// What the list of links says about a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedVehicle {
    /// TypeID of the vehicle.
    pub id: VehicleId,
    /// Year, make and model.
    #[cfg_attr(feature = "openapi", schema(example = "2021 Toyota Land Cruiser"))]
    pub title: String,
    /// The stage that it has reached.
    pub stage: Stage,
    /// Name of the customer.
    pub customer_name: Option<String>,
    /// When the vehicle was deleted; null otherwise.
    pub deleted_at: Option<Timestamp>,
}

/// A tracking link to create.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTrackingLink {
    /// What the page shows. Absent switches are as they were last on this vehicle, else the organisation's defaults.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub options: Option<LinkOptionsUpdate>,
    /// The additional photos, in their order, up to 200; duplicates are merged. Absent ones are those picked last on this
    /// vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_items = 200))]
    pub photo_ids: Option<Vec<PhotoId>>,
    /// When the URL stops working, in the future; absent or null for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A change of a tracking link (JSON Merge Patch, RFC 7396). It never changes the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackingLinkUpdate {
    /// What the page shows; absent switches stay.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub options: Option<LinkOptionsUpdate>,
    /// The additional photos, in their order, up to 200; duplicates are merged. Absent keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_items = 200))]
    pub photo_ids: Option<Vec<PhotoId>>,
    /// When the URL stops working: absent keeps, null means never, a value in the future means that instant. On an
    /// expired link, null or a future instant makes the same URL work again.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub expires_at: Patch<Timestamp>,
    /// False decides that the vehicle's new customer may keep the URL, and ends the flag. True is refused unless it is so: the
    /// flag is set when the vehicle gets another customer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = false))]
    pub customer_changed: Option<bool>,
}

/// A request for a new URL. Options and expiry are carried over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Regeneration {
    /// A new expiry: absent keeps, null means never. Required when the link has expired, so that the new URL works.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub expires_at: Patch<Timestamp>,
}

/// Options that were not saved, to see the page that they would give.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackingPreview {
    /// What the page would show. Absent switches are those of the link, as when creating one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub options: Option<LinkOptionsUpdate>,
    /// The additional photos, in their order, up to 200; duplicates are merged. Absent ones are those of the link, as when
    /// creating one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_items = 200))]
    pub photo_ids: Option<Vec<PhotoId>>,
}

/// Links to revoke at once: either `ids` or `all`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRevocation {
    /// The links, 1 to 100. Links that are already revoked stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_items = 1, max_items = 100))]
    pub ids: Option<Vec<TrackingLinkId>>,
    /// True for every link of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub all: Option<bool>,
}

/// What a bulk revocation did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRevocationResult {
    /// How many links this request revoked.
    pub revoked: i64,
}
