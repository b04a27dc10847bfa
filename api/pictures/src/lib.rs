//! Photos of vehicles and logos of organisations: how they are made ready, and where their files are. Nothing here knows of
//! requests or of the database.

pub mod blobs;
mod error;
pub mod pipeline;
pub mod previews;
pub mod workers;

pub use blobs::Blobs;
pub use error::Error;
pub use previews::Previews;
pub use workers::Workers;
