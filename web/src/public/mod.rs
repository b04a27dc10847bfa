//! The customer's tracking page: pure rendering of a [`PublicTracking`], and the small program around it.
//!
//! The page names no staff type, loads no router and no client, and shows user text as text only. What the options
//! switch off is absent from the data, so nothing here decides what a customer may see.
//!
//! [`PublicTracking`]: shared::public_tracking::PublicTracking

mod address;
pub mod arrival;
mod fetch;
mod lightbox;
pub mod notes;
pub mod organization;
pub mod page;
pub mod photos;
pub mod program;
pub mod progress;
pub mod unavailable;

pub use page::TrackingPage;
pub use unavailable::{LinkNotAvailable, NotChecked};
