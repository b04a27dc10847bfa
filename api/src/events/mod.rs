//! Telling other systems what happened: the outbox is emptied by a worker, signed, and sent to nobody's own network.

pub mod sender;
pub mod signature;
pub mod target;
pub mod worker;

pub use sender::Sender;
