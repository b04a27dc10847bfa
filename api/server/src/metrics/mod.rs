//! Metrics for operators: what was counted, and what is read at the moment of a scrape.

mod gauges;
pub mod listener;
mod now;
mod process;

pub use now::Scraped;
