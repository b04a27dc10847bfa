//! What signed-in members do.

pub mod api_keys;
pub mod audit_events;
pub mod events;
pub mod logo;
pub mod mails;
pub mod members;
pub mod notes;
pub mod organization;
pub mod photos;
pub mod proposals;
mod searching;
pub mod session;
pub mod tracking_link;
pub mod tracking_links;
pub mod vehicles;
pub mod webhook_endpoints;

use api_http::operations::Operations;

use crate::auth::Require;
use domain::audit_action::AuditAction;
use store::Tx;

/// The operations for staff.
pub fn configure(config: &mut Operations<'_>) {
    session::configure(config);
    organization::configure(config);
    logo::configure(config);
    members::configure(config);
    vehicles::configure(config);
    notes::configure(config);
    photos::configure(config);
    tracking_link::configure(config);
    tracking_links::configure(config);
    proposals::configure(config);
    api_keys::configure(config);
    audit_events::configure(config);
    events::configure(config);
    webhook_endpoints::configure(config);
    mails::configure(config);
}

/// Records what the caller did, in the transaction of the change.
pub(crate) fn record<P>(tx: &mut Tx, caller: &Require<P>, action: AuditAction, subject_id: &str, summary: String) {
    caller.acting().record(tx, action, subject_id, summary);
}
