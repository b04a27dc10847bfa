//! Webhooks: `worker` makes the deliveries that are due. `lanes` decides who is served next, `turn` records and claims, and an
//! `attempt` is a message that is signed (`signature`) and sent (`sender`) to where it may go (`target`).

mod attempt;
mod deliverer;
mod lane;
mod lanes;
pub mod sender;
pub mod signature;
pub mod target;
mod turn;
pub mod worker;

pub use deliverer::Deliverer;
pub(crate) use lane::AT_AN_ENDPOINT as EVENTS_AT_A_TIME;
pub(crate) use sender::{DEADLINE, Message, USER_AGENT};
pub use sender::{Sender, SenderError};
