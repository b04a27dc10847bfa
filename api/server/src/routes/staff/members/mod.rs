//! Members of the organisation and their invitations.

pub mod accept_invitation;
pub mod invite;
pub mod list;
pub mod read;
pub mod reinvite;
pub mod update;

use api_http::operations::Operations;
use shared::member::Role;

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

/// A role as entries of the audit log call it.
fn with_article(role: Role) -> &'static str {
    match role {
        Role::Admin => "an admin",
        Role::Editor => "an editor",
        Role::Viewer => "a viewer",
    }
}
