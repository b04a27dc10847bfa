//! The customer's tracking page: pure rendering of a [`PublicTracking`], and the small program around it.
//!
//! The page names no staff type, loads no router and no client, and shows user text as text only. What the options
//! switch off is absent from the data, so nothing here decides what a customer may see.
//!
//! [`PublicTracking`]: shared::public_tracking::PublicTracking

pub mod arrival;
pub mod catalogue;
pub mod day;
pub mod document;
pub mod heading;
mod heart;
pub mod layout;
mod lightbox;
pub mod notes;
pub mod organization;
mod overlay;
pub mod photos;
pub mod program;
pub mod progress;
mod read;
pub mod unavailable;
mod visits;
pub mod voice;
pub mod words;

pub use layout::{PageLinks, TrackingPreview};
pub use voice::Voice;
pub use words::{Word, Words};
