//! Tracking links and every slug there ever was.

mod find;
mod insert;
mod list;
mod page;
mod revoke;
mod slugs;
mod stored;
mod unrevoked;
mod update;

pub use find::{find_latest, find_vehicle};
pub use insert::{NewLinkRow, insert};
pub use list::{LinkField, StoredListedLink, find_listed, list_unrevoked};
pub use page::{LinkFilter, LinkPage, count, list, plans};
pub use revoke::revoke;
pub use slugs::{NewSlugRow, forget_sent, insert_slug, retire_slug, set_sent};
pub use stored::{Revocation, StoredLink};
pub use unrevoked::{UnrevokedLink, find_unrevoked};
pub use update::{LinkFields, flag_customer_changed, update};
