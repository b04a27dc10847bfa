//! Photos of vehicles and logos of organisations: how they are prepared, and where their files are stored. Nothing here
//! depends on requests or on the database.

mod avif_queue;
pub mod blobs;
mod error;
pub mod heic;
pub mod pipeline;
pub mod previews;
pub mod workers;

pub use avif_queue::{AvifQueue, WantedAvif};
pub use blobs::Blobs;
pub use error::Error;
pub use heic::HeicDecoder;
pub use previews::Previews;
pub use workers::Workers;
