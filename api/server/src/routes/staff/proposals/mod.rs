//! Proposals: changes that wait for a person.

pub mod confirm;
pub mod create;
pub mod decline;
pub mod list;
pub mod preview;
pub mod read;

use api_http::operations::Operations;

use crate::auth::{Credential, Require};
use store::proposals::Visible;

/// The operations on proposals.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_proposals)
        .service(create::create_proposal)
        .service(read::get_proposal)
        .service(preview::preview_proposal)
        .service(confirm::confirm_proposal)
        .service(decline::decline_proposal);
}

/// What the caller sees: a key only what it proposed itself.
fn visible<P>(caller: &Require<P>) -> Visible<'_> {
    let api_key = match &caller.credential {
        Credential::Session(_) => None,
        Credential::ApiKey { id, .. } => Some(id),
    };
    Visible { organization: caller.organization_id(), api_key }
}
