//! From a slug to what its page shows: the gate and its reader, the page cache with its request coalescer, and the
//! pages that are open, and counts of their views. This crate returns a `PublicTracking` or a part of one, never the database; it knows no HTML
//! and no HTTP.

mod cache;
mod coalescer;
pub mod live;
pub mod page_views;
pub mod reader;
pub mod retired_urls;

pub use cache::{Coding, PageCache, Variant};
pub use live::Live;
pub use page_views::PageViewCounts;
pub use reader::{PublicReader, Watched};
pub use retired_urls::RetiredUrlOpens;
