//! The log of what happened: one row for each change, which the commit of its transaction writes.
//!
//! A change by somebody is an entry of the audit log (`audit`), with a number and a place in the chain; most types of entries are
//! delivered too. What is not audited by itself, such as the first view of a link, is an event without a number. What is delivered
//! of an event is in `deliveries`.

pub(crate) mod append;
pub(crate) mod described;
mod due;
mod emit;
mod forget;
mod list;
pub(crate) mod message;
pub(crate) mod new_event;
pub(crate) mod subject;

pub use due::emit_due;
pub use emit::{emit, emit_eta_change};
pub use forget::forget;
pub use list::{list, list_after};
