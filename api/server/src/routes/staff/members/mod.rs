//! Members of the organisation and their invitations.

pub mod accept_invitation;
pub mod invite;
pub mod list;
pub mod read;
pub mod reinvite;
pub mod update;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations on members.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list::list_members)
        .service(invite::invite_member)
        .service(read::get_member)
        .service(update::update_member)
        .service(reinvite::create_invitation)
        .service(accept_invitation::accept_invitation);
}
