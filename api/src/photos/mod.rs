//! Photos of vehicles and logos of organisations: how they are received, made ready and kept.

pub mod blobs;
pub mod pairing;
pub mod pipeline;
pub mod previews;
pub mod receive;
pub mod workers;

pub use blobs::Blobs;
pub use pairing::Pairing;
pub use previews::Previews;
pub use workers::Workers;
