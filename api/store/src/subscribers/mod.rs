//! Customers who asked to be told by mail what changes on the page of one link. Their addresses are sealed, belong to that link
//! alone, and are erased with what they asked for: when the URL is retired, when the link expires, when somebody else becomes the
//! customer, and when they unsubscribe.

mod ask;
mod confirm;
mod due;
mod erase;

pub use ask::{NewSubscriber, ask};
pub use confirm::{Asked, confirm, find_by_token, find_slug, unsubscribe};
pub use due::{DueSubscriber, Told, claim, told};
pub(crate) use erase::erase_of_expired;
pub use erase::{erase, erase_all, erase_of_vehicle, forget_unconfirmed};
