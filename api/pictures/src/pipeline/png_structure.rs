//! The chunks of a PNG file: the header first, then pixels, and an end. What hangs on the end is not looked at. Of an
//! animation, the picture is taken that programs show which know PNG without it.

use super::Rejection;
use super::exif;
use super::header::{Container, Header, check_dimensions};

/// Length, name and checksum.
const CHUNK_OVERHEAD_BYTES: usize = 12;

/// Walks from chunk to chunk and returns what the header says.
pub(super) fn walk(bytes: &[u8]) -> Result<Header<'_>, Rejection> {
    let mut rest = bytes.get(8..).ok_or(Rejection::Unreadable)?;
    let (width, height) = dimensions(rest)?;
    let mut header = Header { container: Container::Png, width, height, exif: None, is_animated: false };
    let mut has_pixels = false;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk().ok_or(Rejection::Unreadable)?))
            .map_err(|_| Rejection::Unreadable)?;
        let end = length.checked_add(CHUNK_OVERHEAD_BYTES).ok_or(Rejection::Unreadable)?;
        let chunk = rest.get(..end).ok_or(Rejection::Unreadable)?;
        match &chunk[4..8] {
            // Behind the pixels it means nothing.
            b"acTL" => header.is_animated |= !has_pixels,
            b"IDAT" => has_pixels = true,
            b"eXIf" => header.exif = header.exif.or(Some(exif::tiff(&chunk[8..8 + length]))),
            b"IEND" => return if has_pixels { Ok(header) } else { Err(Rejection::Unreadable) },
            _ => {}
        }
        rest = &rest[end..];
    }
}

fn dimensions(chunks: &[u8]) -> Result<(u32, u32), Rejection> {
    let header: &[u8; 16] = chunks.first_chunk().ok_or(Rejection::Unreadable)?;
    let [0, 0, 0, 13, b'I', b'H', b'D', b'R', w3, w2, w1, w0, h3, h2, h1, h0] = *header else {
        return Err(Rejection::Unreadable);
    };
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    check_dimensions(width, height)?;
    Ok((width, height))
}
