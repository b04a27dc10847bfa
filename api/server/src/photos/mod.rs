//! Pictures that staff upload: how they are received, and whether the photo store belongs to the database.

mod avif;
pub mod pairing;
pub mod receive;
mod uploads;

pub use avif::AvifMaker;
pub use pairing::Pairing;
pub use uploads::{PhotoQuota, Uploads};
