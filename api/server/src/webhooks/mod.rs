//! Webhooks: the outbox is emptied by `worker`, each message signed (`signature`) and sent (`sender`) to where it may go
//! (`target`).

pub mod sender;
pub mod signature;
pub mod target;
pub mod worker;

pub use sender::{Sender, SenderError};
pub use worker::Deliverer;
