//! From a slug to what its page shows: the gate and its reader, the page cache with its request coalescer, and the
//! pages that are open, and counts of their views. This crate returns a `PublicTracking` or a part of one, never the database; it knows no HTML
//! and no HTTP.

mod cache;
mod coalescer;
mod freshness;
pub mod live;
mod making;
pub mod page_views;
pub mod reader;
mod recent;
pub mod retired_urls;
pub mod subscriptions;
mod variant;

pub use cache::PageCache;
pub use live::Live;
pub use page_views::PageViewCounts;
pub use reader::{PublicReader, Watched};
pub use retired_urls::RetiredUrlOpens;
pub use subscriptions::Subscriptions;
pub use variant::{Coding, Variant};
