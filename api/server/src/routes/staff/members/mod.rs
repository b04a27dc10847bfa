//! Members of the organisation and their invitations.

pub mod accept_invitation;
pub mod invite;
pub mod list;
pub mod read;
pub mod reinvite;
pub mod update;

use api_http::operations::Operations;
use shared::ids::MemberId;
use shared::member::{InvitedMember, Member, Role};
use shared::time::Timestamp;

use api_http::error::ApiError;
use host::keys::hash_token;
use host::random;
use store::{Tx, members};

/// How long a one-time link works: 7 days.
const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The operations on members.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_members)
        .service(invite::invite_member)
        .service(read::get_member)
        .service(update::update_member)
        .service(reinvite::create_invitation)
        .service(accept_invitation::accept_invitation);
}

/// Makes a one-time link for a member; an earlier one stops working. The token is in the fragment of the URL, which
/// browsers do not send to any server.
pub(crate) async fn invitation(
    tx: &mut Tx,
    base_url: &str,
    member: Member,
    now: Timestamp,
) -> Result<InvitedMember, ApiError> {
    let token = random::token();
    let expires_at = Timestamp::from_unix_ms(now.unix_ms() + INVITATION_MS).unwrap_or(now);
    let id: &MemberId = &member.id;
    members::set_invitation(tx.db(), id, &hash_token(&token), expires_at).await?;
    let invitation_url = format!("{base_url}/invite#{token}");
    Ok(InvitedMember { member, invitation_url, invitation_expires_at: expires_at })
}

/// A role as entries of the audit log call it.
fn with_article(role: Role) -> &'static str {
    match role {
        Role::Admin => "an admin",
        Role::Editor => "an editor",
        Role::Viewer => "a viewer",
    }
}
