//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::member::Member;
use crate::organization::Organization;

/// Who signs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    /// Email address of the member.
    #[cfg_attr(feature = "openapi", schema(example = "alex@harbour.example", max_length = 254))]
    pub email: String,
    /// Password of the member.
    #[cfg_attr(feature = "openapi", schema(max_length = 256))]
    pub password: String,
}

/// A session that was opened or extended. The refresh token travels in a cookie that scripts cannot read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Send it as `Authorization: Bearer <access_token>`. Keep it in memory only.
    pub access_token: String,
    /// Always `Bearer`.
    #[cfg_attr(feature = "openapi", schema(example = "Bearer"))]
    pub token_type: String,
    /// Seconds until the access token expires.
    #[cfg_attr(feature = "openapi", schema(example = 600))]
    pub expires_in: i64,
    /// Who is signed in.
    pub member: Member,
    /// The member's organisation.
    pub organization: Organization,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentSession {
    /// Who is signed in.
    pub member: Member,
    /// The member's organisation.
    pub organization: Organization,
}

/// A change of your own password. It ends every session of the member, including this one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The current password.
    #[cfg_attr(feature = "openapi", schema(max_length = 256))]
    pub current_password: String,
    /// The new password, 12 to 256 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256))]
    pub new_password: String,
}
