//! Mails that wait to be sent, and what became of those that were. What a row knows of its reader is an id.

mod claim;
mod insert;
mod limits;
mod list;
mod settle;

pub use claim::{ClaimedMail, MailedCustomer, claim};
pub use insert::{NewMail, insert};
pub use limits::{Asked, asked};
pub use list::list;
pub use settle::{Next, SettledMail, forget, settle};
