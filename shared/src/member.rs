//! Members of an organisation, their roles, and how they are invited.

use serde::{Deserialize, Serialize};

use crate::ids::MemberId;
use crate::patch::not_null;
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// What a member may do. Each role includes the ones before it.
    #[derive(PartialOrd, Ord, Hash)]
    Role {
        /// Can read everything and copy the URLs of tracking links.
        Viewer = "viewer",
        /// Can also change vehicles, notes and tracking links.
        Editor = "editor",
        /// Changes settings and members, restores vehicles.
        Admin = "admin",
    }
}

/// A person of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// TypeID of the member.
    pub id: MemberId,
    /// Full name.
    #[cfg_attr(feature = "openapi", schema(example = "Alex Weber"))]
    pub name: String,
    /// Email address, with which the member signs in.
    #[cfg_attr(feature = "openapi", schema(example = "alex@harbour.example"))]
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Whether the member has accepted the invitation and set a password.
    pub joined: bool,
    /// When the member was disabled; null while the member can sign in.
    pub disabled_at: Option<Timestamp>,
    /// Counts the changes of the member.
    pub version: i64,
}

/// The member who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRef {
    /// TypeID of the member.
    pub id: MemberId,
    /// Full name.
    pub name: String,
}

/// A person to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMember {
    /// Full name, 1 to 120 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 120))]
    pub name: String,
    /// Email address; one member in the whole system has it.
    #[cfg_attr(feature = "openapi", schema(format = Email, max_length = 254))]
    pub email: String,
    /// What the member may do.
    pub role: Role,
}

/// A member who was invited, with the one-time link that lets the person set a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitedMember {
    /// The member.
    pub member: Member,
    /// One-time link; shown only in this answer. Hand it to the person.
    pub invitation_url: String,
    /// When the link stops working.
    pub invitation_expires_at: Timestamp,
}

/// A change of a member (JSON Merge Patch, RFC 7396).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberUpdate {
    /// What the member may do.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub role: Option<Role>,
    /// True ends the member's sessions at once and refuses new ones; false lets the member sign in again.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub disabled: Option<bool>,
}

/// The answer to an invitation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationAcceptance {
    /// The token of the one-time link: what follows `#` in it.
    pub token: String,
    /// The password that the person chose, 12 to 256 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256))]
    pub password: String,
}
