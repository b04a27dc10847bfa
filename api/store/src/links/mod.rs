//! Tracking links and every slug there ever was.

mod find;
mod insert;
mod list;
mod revoke;
mod slugs;
mod stored;
mod update;

pub use find::{find_latest, find_vehicle};
pub use insert::{NewLinkRow, insert};
pub use list::{StoredListedLink, list, list_unrevoked};
pub use revoke::revoke;
pub use slugs::{insert_slug, retire_slug};
pub use stored::{Revocation, StoredLink};
pub use update::{flag_customer_changed, update};
