//! Deliveries: what is brought to somebody of what happened, each by one channel, and how it got there.
//!
//! They are written in the transaction of what happened, so that nothing is delivered that did not happen and nothing that
//! happened is lost. A channel is a variant of `domain::channel::Channel`: `plan` asks each what it delivers.

pub mod backlog;
pub(crate) mod claim;
mod forget;
pub(crate) mod insert;
mod lease;
mod list;
mod mail;
pub(crate) mod plan;
mod settle;
mod waiting;
mod webhook;

pub use claim::{ClaimedWebhook, claim_webhooks, release};
pub use forget::forget;
pub use lease::LEASE_MS;
pub use list::{find, list};
pub use mail::BETWEEN_MAILS_MS;
pub use settle::{NextStep, SettledAttempt, again, give_up, settle};
pub use waiting::{WaitingEndpoint, waiting};
pub use webhook::send_test;
