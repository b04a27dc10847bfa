//! JPEG: what a file is made of, and its pixels. The walk over the file (`structure`) decides what reaches the decoder: the
//! tables, the frame and the scans, and nothing else, so stray bytes and whatever hangs on the end cannot confuse it.

mod damage;
mod frame;
mod parts;
mod profile;
mod read;
mod scans;
mod segments;
mod structure;

use image::metadata::Orientation;

use super::Rejection;
use super::header::{Container, Header};
use super::part::Size;
use super::pixels::Decoded;
use structure::Zeros;

/// Reads the header of a file that has everything a picture needs.
pub(super) fn inspect(bytes: &[u8]) -> Result<Header<'_>, Rejection> {
    let structure = structure::walk(bytes, Zeros::Data)?;
    let Size { width, height } = structure.frame.size;
    Ok(Header { container: Container::Jpeg, width, height, exif: structure.exif, is_animated: false })
}

/// Decodes the picture, reduced where that leaves at least `least` pixels across and down, as it lies in the file.
pub(super) fn decode(bytes: &[u8], least: Size, orientation: Orientation) -> Result<Decoded, Rejection> {
    let structure = structure::walk(bytes, Zeros::Data)?;
    let mut read = read::read(bytes, &structure, least);
    if structure.has_zeros && !matches!(read, Ok((_, false))) {
        let without = structure::walk(bytes, Zeros::Padding)?;
        let whole = read::read(bytes, &without, least).ok().filter(|(_, is_damaged)| !is_damaged);
        read = whole.map_or(read, Ok);
    }
    let (pixels, is_damaged) = read?;
    let (size, icc_profile) = (structure.frame.size, structure.profile.whole());
    Ok(Decoded { pixels, size, orientation, icc_profile, is_damaged })
}
