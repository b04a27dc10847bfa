//! HEIC and HEIF photos made into JPEG: what iPhones and many other phones and cameras write. Used by the server and, as
//! WebAssembly, by the staff app. Pure functions over bytes, without files, clock or network.
//!
//! The decoding of HEVC and the reading of boxes are heifer's. What lives here is what that leaves open: a photo is decoded by
//! bands of tiles, so that its memory is a few rows of tiles whatever its size; its rotation is applied (its EXIF orientation is
//! not: phones write both); its colours are kept by its profile or brought into sRGB; nothing else of its metadata is kept but
//! when it was taken.

mod capture;
mod colour;
mod container;
mod encode;
mod limits;
mod open;
mod refusal;
mod rows;
mod sequence;
mod source;
mod tiles;
mod view;
mod whole;

use shared::base_media::Brands;

pub use limits::{Limits, TooLarge};
pub use refusal::Refusal;

/// Whether a file says that it is of this family; AVIF, which shares its container, is not.
pub fn is_heic(bytes: &[u8]) -> bool {
    Brands::of(bytes).is_some_and(Brands::is_heic)
}

/// Makes a JPEG of the picture that a file shows first.
pub fn to_jpeg(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    if !is_heic(bytes) {
        return Err(Refusal::NotHeic);
    }
    let bytes = container::whole_boxes(bytes);
    encode::jpeg(&open::open(bytes)?, limits)
}
