//! What can be done with members, whoever asks.

use shared::ids::OrganizationId;
use shared::member::{InvitedMember, Member};
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use api_http::error::ApiError;
use host::keys::hash_token;
use host::random;
use store::members::{self, NewMemberRow};
use store::{Db, Tx};

/// How long a one-time link works: 7 days.
pub const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Adds a member; 409 `email_taken` when somebody has the address, in whatever organisation.
pub async fn add(db: Db<'_>, member: NewMemberRow<'_>, now: Timestamp) -> Result<(), ApiError> {
    members::insert(db, member, now).await.map_err(|error| match error {
        store::Error::Taken(_) => ApiError::new(ProblemCode::EmailTaken),
        other => other.into(),
    })
}

/// Makes a one-time link for a member; an earlier one stops working. The token is in the fragment of the URL, which
/// browsers do not send to any server.
pub async fn invitation(
    tx: &mut Tx,
    base_url: &str,
    organization: &OrganizationId,
    member: Member,
    now: Timestamp,
) -> Result<InvitedMember, ApiError> {
    let token = random::token();
    let expires_at = Timestamp::from_unix_ms(now.unix_ms() + INVITATION_MS).unwrap_or(now);
    members::set_invitation(tx.db(), organization, &member.id, &hash_token(&token), expires_at).await?;
    let invitation_url = format!("{base_url}/invite#{token}");
    Ok(InvitedMember { member, invitation_url, invitation_expires_at: expires_at })
}
