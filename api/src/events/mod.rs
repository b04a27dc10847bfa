//! Telling open pages and other systems what happened. For other systems the outbox is emptied by a worker, signed, and sent to nobody's own network.

pub mod live;
pub mod sender;
pub mod signature;
pub mod target;
pub mod worker;

pub use live::Live;
pub use sender::Sender;
