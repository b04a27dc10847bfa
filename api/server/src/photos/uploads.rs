//! What an upload goes through.

use std::path::PathBuf;
use std::sync::Arc;

use pictures::{Blobs, HeicDecoder, Workers};

use super::Pairing;

/// How many photos there may be.
#[derive(Debug, Clone, Copy)]
pub struct PhotoQuota {
    /// Of one vehicle.
    pub per_vehicle: i64,
    /// Of one organisation, in bytes.
    pub bytes_per_organization: i64,
}

/// Where an upload is received, worked on and kept.
#[derive(Debug, Clone)]
pub struct Uploads {
    /// Whether the photo store belongs to the database.
    pub pairing: Arc<Pairing>,
    /// The threads that work on pictures.
    pub workers: Workers,
    /// How HEIC photos are decoded.
    pub heic: HeicDecoder,
    /// Where files are kept.
    pub blobs: Blobs,
    /// Where files wait while they are received.
    pub directory: PathBuf,
    /// How many photos there may be.
    pub quota: PhotoQuota,
}
