//! API keys: what integrators call with.

use serde::{Deserialize, Serialize};

use crate::ids::{ApiKeyId, OrganizationId};
use crate::member::{MemberRef, Role};
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// What a key may do. A key that has a scope still cannot do more than the member who created it.
    #[derive(PartialOrd, Ord, Hash)]
    Scope {
        /// Read vehicles, notes and photos. Never reveals the URL of a tracking link.
        VehiclesRead = "vehicles.read",
        /// Create, change and delete vehicles, notes and photos.
        VehiclesWrite = "vehicles.write",
        /// Read tracking links, URLs included.
        TrackingLinksRead = "tracking_links.read",
        /// Create, change, regenerate and revoke tracking links; what is answered includes the URL.
        TrackingLinksWrite = "tracking_links.write",
        /// Read the organisation's settings and subscription.
        OrganizationRead = "organization.read",
        /// Change the organisation's settings and logo.
        OrganizationWrite = "organization.write",
        /// Propose changes, which take effect only if a member confirms them, and read its own proposals.
        ProposalsWrite = "proposals.write",
        /// Manage webhook endpoints and read their deliveries.
        WebhooksManage = "webhooks.manage",
        /// Read the audit log.
        AuditRead = "audit.read",
    }
}

impl Scope {
    /// The lowest role that can give it to a key.
    pub const fn role(self) -> Role {
        match self {
            Self::VehiclesRead | Self::TrackingLinksRead | Self::OrganizationRead => Role::Viewer,
            Self::VehiclesWrite | Self::TrackingLinksWrite | Self::ProposalsWrite => Role::Editor,
            Self::OrganizationWrite | Self::WebhooksManage | Self::AuditRead => Role::Admin,
        }
    }
}

wire_enum! {
    /// Whether a key works, derived from data and the clock.
    ApiKeyState {
        /// It works, as long as the member who created it can sign in.
        Active = "active",
        /// Its expiry has passed.
        Expired = "expired",
        /// It was revoked.
        Revoked = "revoked",
    }
}

/// An API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// TypeID of the key.
    pub id: ApiKeyId,
    /// What it is for.
    #[cfg_attr(feature = "openapi", schema(example = "Dealer management system"))]
    pub name: String,
    /// The beginning of the secret, to recognise it by.
    #[cfg_attr(feature = "openapi", schema(example = "iok_3n8fqw2k"))]
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whether it works.
    pub state: ApiKeyState,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was last used, to within a minute; null when it never was.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who created it, and on whose behalf it acts.
    pub created_by: MemberRef,
    /// When it was revoked; null otherwise.
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it; null otherwise.
    pub revoked_by: Option<MemberRef>,
}

/// The API key that a request was made with, and what it acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentApiKey {
    /// TypeID of the key.
    pub id: ApiKeyId,
    /// What it is for.
    #[cfg_attr(feature = "openapi", schema(example = "Dealer management system"))]
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The present role of the member who created it. A scope that needs a higher role has no effect.
    pub role: Role,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The organisation that it reaches.
    pub organization: KeyOrganization,
    /// The server that answered.
    pub environment: Environment,
}

/// What every API key may know about its organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyOrganization {
    /// TypeID of the organisation.
    pub id: OrganizationId,
    /// Name.
    #[cfg_attr(feature = "openapi", schema(example = "Harbour Imports"))]
    pub name: String,
    /// IANA time zone in which its staff see and enter times.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// Whether the organisation is locked now: tracking links answer "link not available" and writes answer 402.
    pub locked: bool,
}

/// The server that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Environment {
    /// Where it is. The URLs of tracking links begin with it.
    #[cfg_attr(feature = "openapi", schema(example = "https://import-ops.example"))]
    pub base_url: String,
    /// Version of ImportOps.
    #[cfg_attr(feature = "openapi", schema(example = "1.0.0"))]
    pub version: String,
    /// What the server's clock said. It decides what has expired.
    pub answered_at: Timestamp,
}

/// A key to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// What it is for, 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Dealer management system", min_length = 1, max_length = 80))]
    pub name: String,
    /// What it may do; only `vehicles.read` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::patch::not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_items = 1, max_items = 9))]
    pub scopes: Option<Vec<Scope>>,
    /// When it expires: in the future, at most two years from now.
    pub expires_at: Timestamp,
}

/// A key that was just created, with its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiKey {
    /// The key.
    pub api_key: ApiKey,
    /// What to send as `Authorization: Bearer <secret>`. It is shown only this once and not stored: keep it safe.
    #[cfg_attr(
        feature = "openapi",
        schema(
            pattern = "^iok_[0-9a-hjkmnp-tv-z]{59}$",
            example = "iok_00000000000000000000000000000000000000000000000000000000000"
        )
    )]
    pub secret: String,
}
