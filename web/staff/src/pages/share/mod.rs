//! How the URL of a tracking link gets to the customer: what is written, the ways to send it, and that it was sent.

mod dialog;
mod message;
mod model;
mod panel;
mod print;
mod sent;

pub use dialog::{ShareDialog, SharedLink};
pub use model::Sharing;
pub use panel::{ShareButton, SharePanel};
