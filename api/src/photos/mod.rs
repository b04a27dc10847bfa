//! Photos of vehicles and logos of organisations: how they are received, made ready, kept and swept.

pub mod blobs;
pub mod pipeline;
pub mod receive;
pub mod sweep;
pub mod workers;

pub use blobs::Blobs;
pub use workers::Workers;
