//! The chunks of a WebP file: their lengths add up to the file's, there is one picture and no animation.

use super::Rejection;
use super::header::{Container, Header, check_dimensions};

/// In the flags of the extended header.
const ANIMATION_FLAG: u8 = 0b10;

/// Walks from chunk to chunk and returns what the headers say.
pub(super) fn walk(bytes: &[u8]) -> Result<Header<'static>, Rejection> {
    let mut rest = body(bytes)?;
    let mut canvas = None;
    let mut picture = None;
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(*chunk_field(rest, 4)?)).map_err(|_| Rejection::Unreadable)?;
        let data = rest.get(8..).and_then(|data| data.get(..length)).ok_or(Rejection::Unreadable)?;
        match chunk_field(rest, 0)? {
            b"VP8X" if canvas.is_none() && picture.is_none() => canvas = Some(extended(data)?),
            b"ANIM" | b"ANMF" => return Err(Rejection::Animated),
            b"VP8 " if picture.is_none() => picture = Some(lossy(data)?),
            b"VP8L" if picture.is_none() => picture = Some(lossless(data)?),
            b"VP8X" | b"VP8 " | b"VP8L" => return Err(Rejection::Unreadable),
            _ => {}
        }
        // Chunks start at even offsets; the last one's padding may be missing.
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    let (width, height) = picture.ok_or(Rejection::Unreadable)?;
    check_dimensions(width, height)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(Rejection::Unreadable);
    }
    Ok(Header { container: Container::WebP, width, height, exif: None })
}

/// What follows the file header, when the length in it is the file's; one byte of padding is allowed.
fn body(bytes: &[u8]) -> Result<&[u8], Rejection> {
    let promised = u64::from(u32::from_le_bytes(*chunk_field(bytes, 4)?)) + 8;
    let length = bytes.len() as u64;
    if length < promised {
        // Told from the headers, so that a bomb is called too large even when it is cut off.
        return Err(early_dimensions(bytes).err().unwrap_or(Rejection::Unreadable));
    }
    if length > promised + 1 {
        return Err(Rejection::Mixed);
    }
    bytes.get(12..usize::try_from(promised).map_err(|_| Rejection::Unreadable)?).ok_or(Rejection::Unreadable)
}

fn early_dimensions(bytes: &[u8]) -> Result<(), Rejection> {
    let data = bytes.get(20..).unwrap_or_default();
    match bytes.get(12..16) {
        Some(b"VP8X") => extended(data).map(drop),
        Some(b"VP8 ") => lossy(data).map(drop),
        Some(b"VP8L") => lossless(data).map(drop),
        _ => Ok(()),
    }
}

fn extended(data: &[u8]) -> Result<(u32, u32), Rejection> {
    let &[flags, _, _, _, w0, w1, w2, h0, h1, h2] = data.first_chunk().ok_or(Rejection::Unreadable)?;
    if flags & ANIMATION_FLAG != 0 {
        return Err(Rejection::Animated);
    }
    checked(u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1)
}

/// The frame header of VP8: a key frame's tag, its start code, then fourteen bits a side.
fn lossy(data: &[u8]) -> Result<(u32, u32), Rejection> {
    let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = data.first_chunk().ok_or(Rejection::Unreadable)? else {
        return Err(Rejection::Unreadable);
    };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    checked(side(w0, w1), side(h0, h1))
}

/// The header of VP8L: a signature, then fourteen bits a side, each one less than the side.
fn lossless(data: &[u8]) -> Result<(u32, u32), Rejection> {
    let &[0x2f, b0, b1, b2, b3] = data.first_chunk().ok_or(Rejection::Unreadable)? else {
        return Err(Rejection::Unreadable);
    };
    let bits = u32::from_le_bytes([b0, b1, b2, b3]);
    checked((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
}

fn checked(width: u32, height: u32) -> Result<(u32, u32), Rejection> {
    check_dimensions(width, height)?;
    Ok((width, height))
}

/// Four bytes of a chunk's header.
fn chunk_field(chunk: &[u8], offset: usize) -> Result<&[u8; 4], Rejection> {
    chunk.get(offset..).and_then(|field| field.first_chunk()).ok_or(Rejection::Unreadable)
}
