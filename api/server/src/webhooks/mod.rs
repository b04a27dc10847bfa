//! Webhooks: `worker` makes the deliveries that are due, each message signed (`signature`) and sent (`sender`) to where it may go
//! (`target`).

pub mod sender;
pub mod signature;
pub mod target;
pub mod worker;

pub use sender::{Sender, SenderError};
pub use worker::Deliverer;
