//! The documentation for integrators, as pages that the server keeps in memory.
//!
//! It is made from the Markdown of `docs/guide`, from the OpenAPI document, and from the codes and constants of the program,
//! so that the catalogues say what the program does. Pure: no I/O, no web framework, and nothing of any organisation.

mod assets;
mod changelog;
mod errors;
mod events;
mod files;
mod guide;
mod home;
mod html;
mod layout;
mod library;
mod limits;
mod markdown;
mod openapi;
mod page;
mod reference;
mod search;
mod terms;

use serde_json::Value;

pub use library::{Library, tag_of};
pub use limits::{Limit, LimitGroup, duration};
pub use page::{Asset, Page};
pub use search::Hit;

/// What the pages are made from, apart from what this crate contains.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The OpenAPI document in version 3.1, as the server serves it.
    pub openapi: &'a Value,
    /// The address of the server, without a slash at the end.
    pub base_url: &'a str,
    /// The limits, as the program's constants say them.
    pub limits: Vec<LimitGroup>,
    /// How many seconds a receiver of events has to answer.
    pub receiver_deadline_s: u64,
    /// How many events are under way to an endpoint at a time.
    pub events_at_a_time: usize,
}
