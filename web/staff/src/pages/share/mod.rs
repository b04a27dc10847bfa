//! How the URL of a tracking link gets to the customer: what is written, the ways to send it, and that it was sent.

mod dialog;
mod discard;
mod message;
mod model;
mod panel;
mod print;
mod sent;
mod works;
mod written;

pub use dialog::{ShareDialog, SharedLink};
pub use discard::UNSENT;
pub use model::{SharedUrl, Sharing};
pub use panel::{ShareButton, SharePanel};
pub use works::why_dead;
