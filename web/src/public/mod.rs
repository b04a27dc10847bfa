//! The customer's tracking page: pure rendering of a [`PublicTracking`], and the small program around it.
//!
//! The page names no staff type, loads no router and no client, and shows user text as text only. What the options
//! switch off is absent from the data, so nothing here decides what a customer may see.
//!
//! [`PublicTracking`]: shared::public_tracking::PublicTracking

pub mod arrival;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod catalogue;
pub mod day;
#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "tracking")]
mod heart;
#[cfg(feature = "tracking")]
mod lightbox;
pub mod notes;
pub mod organization;
pub mod page;
pub mod photos;
#[cfg(feature = "tracking")]
pub mod program;
pub mod progress;
#[cfg(feature = "tracking")]
mod read;
pub mod unavailable;
#[cfg(feature = "tracking")]
mod visits;
pub mod voice;
pub mod words;

#[cfg(feature = "staff")]
pub use page::TrackingPreview;
pub use voice::Voice;
pub use words::{Word, Words};
