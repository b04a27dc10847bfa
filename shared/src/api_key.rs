//! API keys: what integrators call with.

use serde::{Deserialize, Serialize};

use crate::ids::ApiKeyId;
use crate::member::{MemberRef, Role};
use crate::time::Timestamp;

/// What a key may do. A key that has a scope still cannot do more than the member who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// Read vehicles, notes and photos. Never reveals the URL of a tracking link.
    #[serde(rename = "vehicles.read")]
    VehiclesRead,
    /// Create, change and delete vehicles, notes and photos.
    #[serde(rename = "vehicles.write")]
    VehiclesWrite,
    /// Read tracking links, URLs included.
    #[serde(rename = "tracking_links.read")]
    TrackingLinksRead,
    /// Create, change, regenerate and revoke tracking links; what is answered includes the URL.
    #[serde(rename = "tracking_links.write")]
    TrackingLinksWrite,
    /// Read the organisation's settings and subscription.
    #[serde(rename = "organization.read")]
    OrganizationRead,
    /// Change the organisation's settings and logo.
    #[serde(rename = "organization.write")]
    OrganizationWrite,
    /// Manage webhook endpoints and read their deliveries.
    #[serde(rename = "webhooks.manage")]
    WebhooksManage,
    /// Read the audit log.
    #[serde(rename = "audit.read")]
    AuditRead,
}

impl Scope {
    /// Every scope, in the order in which people read them.
    pub const ALL: [Self; 8] = [
        Self::VehiclesRead,
        Self::VehiclesWrite,
        Self::TrackingLinksRead,
        Self::TrackingLinksWrite,
        Self::OrganizationRead,
        Self::OrganizationWrite,
        Self::WebhooksManage,
        Self::AuditRead,
    ];

    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VehiclesRead => "vehicles.read",
            Self::VehiclesWrite => "vehicles.write",
            Self::TrackingLinksRead => "tracking_links.read",
            Self::TrackingLinksWrite => "tracking_links.write",
            Self::OrganizationRead => "organization.read",
            Self::OrganizationWrite => "organization.write",
            Self::WebhooksManage => "webhooks.manage",
            Self::AuditRead => "audit.read",
        }
    }

    /// The scope with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// The least role whose holder can give it to a key.
    pub const fn role(self) -> Role {
        match self {
            Self::VehiclesRead | Self::TrackingLinksRead | Self::OrganizationRead => Role::Viewer,
            Self::VehiclesWrite | Self::TrackingLinksWrite => Role::Editor,
            Self::OrganizationWrite | Self::WebhooksManage | Self::AuditRead => Role::Admin,
        }
    }
}

/// Whether a key works, derived from data and the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ApiKeyState {
    /// It works, as long as the member who made it can sign in.
    Active,
    /// Its expiry has passed.
    Expired,
    /// It was revoked.
    Revoked,
}

impl ApiKeyState {
    /// The value on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// An API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// Id of the key.
    pub id: ApiKeyId,
    /// What it is for.
    #[cfg_attr(feature = "openapi", schema(example = "Dealer management system"))]
    pub name: String,
    /// How the secret begins, to recognise it by.
    #[cfg_attr(feature = "openapi", schema(example = "iok_3n8fqw2k"))]
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whether it works.
    pub state: ApiKeyState,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// When it was last used, to within a minute; null when it never was.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, and on whose behalf it acts.
    pub created_by: MemberRef,
    /// When it was revoked; null otherwise.
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it; null otherwise.
    pub revoked_by: Option<MemberRef>,
}

/// A key to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// What it is for, 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Dealer management system", min_length = 1, max_length = 80))]
    pub name: String,
    /// What it may do; only `vehicles.read` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::organization::not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_items = 1, max_items = 8))]
    pub scopes: Option<Vec<Scope>>,
    /// When it stops to work: in the future, at most two years ahead.
    pub expires_at: Timestamp,
}

/// A key that was just made, with its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiKey {
    /// The key.
    pub api_key: ApiKey,
    /// What to send as `Authorization: Bearer <secret>`. It is shown this once and kept nowhere: store it now.
    #[cfg_attr(
        feature = "openapi",
        schema(
            pattern = "^iok_[0-9a-hjkmnp-tv-z]{59}$",
            example = "iok_00000000000000000000000000000000000000000000000000000000000"
        )
    )]
    pub secret: String,
}
