//! The chunks of a WebP file: their lengths fit into the file's, and its first picture is there as a whole. What the
//! decoder gets is put together from what is found here, so nothing else in the file can reach it.

use super::Rejection;
use super::exif;
use super::header::{Container, Header, check_dimensions};
use super::part::{Size, Window};

/// In the flags of the extended header.
const ANIMATION_FLAG: u8 = 0b10;
/// Place, size, duration and flags of a frame.
const FRAME_HEADER_BYTES: usize = 16;

/// The first picture of a file and what belongs to it.
#[derive(Clone, Debug)]
pub(super) struct WebP<'a> {
    /// The size of the whole.
    pub(super) canvas: Size,
    /// Which part of the canvas the picture fills: all of it, unless it is the frame of an animation.
    pub(super) window: Window,
    pub(super) bitstream: Bitstream<'a>,
    pub(super) icc_profile: Option<&'a [u8]>,
    exif: Option<&'a [u8]>,
    is_animated: bool,
}

/// The chunks that are decoded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bitstream<'a> {
    Lossy { alpha: Option<&'a [u8]>, colours: &'a [u8] },
    Lossless(&'a [u8]),
}

impl<'a> WebP<'a> {
    pub(super) const fn header(&self) -> Header<'a> {
        let Size { width, height } = self.canvas;
        Header { container: Container::WebP, width, height, exif: self.exif, is_animated: self.is_animated }
    }
}

/// What a walk over the chunks has found so far: of everything the first.
#[derive(Default)]
struct Found<'a> {
    canvas: Option<Size>,
    frame: Option<Window>,
    alpha: Option<&'a [u8]>,
    picture: Option<(Size, Bitstream<'a>)>,
    icc_profile: Option<&'a [u8]>,
    exif: Option<&'a [u8]>,
    is_animated: bool,
}

/// Walks from chunk to chunk. What hangs on the end of the file is not looked at.
pub(super) fn walk(bytes: &[u8]) -> Result<WebP<'_>, Rejection> {
    let mut found = Found::default();
    found.read(body(bytes)?)?;
    let Found { canvas, frame, alpha, picture, icc_profile, exif, is_animated } = found;
    let (size, mut bitstream) = picture.ok_or(Rejection::Unreadable)?;
    if let Bitstream::Lossy { alpha: wanted, .. } = &mut bitstream {
        *wanted = alpha;
    }
    let canvas = canvas.unwrap_or(size);
    let window = frame.unwrap_or(Window { left: 0, top: 0, width: canvas.width, height: canvas.height });
    let is_inside = u64::from(window.left) + u64::from(window.width) <= u64::from(canvas.width)
        && u64::from(window.top) + u64::from(window.height) <= u64::from(canvas.height);
    if Size::new(window.width, window.height) != size || !is_inside {
        return Err(Rejection::Unreadable);
    }
    Ok(WebP { canvas, window, bitstream, icc_profile, exif, is_animated })
}

impl<'a> Found<'a> {
    fn read(&mut self, mut rest: &'a [u8]) -> Result<(), Rejection> {
        while !rest.is_empty() {
            let length =
                usize::try_from(u32::from_le_bytes(*chunk_field(rest, 4)?)).map_err(|_| Rejection::Unreadable)?;
            let data = rest.get(8..).and_then(|data| data.get(..length)).ok_or(Rejection::Unreadable)?;
            self.take(*chunk_field(rest, 0)?, data)?;
            // Chunks start at even offsets; the last one's padding may be missing.
            rest = rest.get(8 + length + length % 2..).unwrap_or_default();
        }
        Ok(())
    }

    fn take(&mut self, name: [u8; 4], data: &'a [u8]) -> Result<(), Rejection> {
        match &name {
            b"VP8X" if self.canvas.is_none() && self.picture.is_none() => {
                self.is_animated |= data.first().is_some_and(|flags| flags & ANIMATION_FLAG != 0);
                self.canvas = Some(extended(data)?);
            }
            b"ANIM" => self.is_animated = true,
            // Of an animation, the first frame is read; the others must only fit into the file.
            b"ANMF" => {
                self.is_animated = true;
                if self.picture.is_none() && self.frame.is_none() {
                    let (header, chunks) = data.split_at_checked(FRAME_HEADER_BYTES).ok_or(Rejection::Unreadable)?;
                    self.frame = Some(frame(header)?);
                    self.read(chunks)?;
                }
            }
            b"VP8 " if self.picture.is_none() => {
                self.picture = Some((lossy(data)?, Bitstream::Lossy { alpha: None, colours: data }));
            }
            b"VP8L" if self.picture.is_none() => self.picture = Some((lossless(data)?, Bitstream::Lossless(data))),
            b"VP8X" | b"VP8 " | b"VP8L" => return Err(Rejection::Unreadable),
            b"ALPH" if self.picture.is_none() => self.alpha = self.alpha.or(Some(data)),
            b"ICCP" => self.icc_profile = self.icc_profile.or(Some(data)),
            b"EXIF" => self.exif = self.exif.or(Some(exif::tiff(data))),
            _ => {}
        }
        Ok(())
    }
}

/// What follows the file header, as far as the length in it says.
fn body(bytes: &[u8]) -> Result<&[u8], Rejection> {
    let promised = u64::from(u32::from_le_bytes(*chunk_field(bytes, 4)?)) + 8;
    let end = usize::try_from(promised).map_err(|_| Rejection::Unreadable)?;
    // Told from the headers, so that a bomb is called too large even when it is cut off.
    bytes.get(12..end).ok_or_else(|| early_dimensions(bytes).err().unwrap_or(Rejection::Unreadable))
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

fn extended(data: &[u8]) -> Result<Size, Rejection> {
    let &[_, _, _, _, w0, w1, w2, h0, h1, h2] = data.first_chunk().ok_or(Rejection::Unreadable)?;
    checked(number([w0, w1, w2]) + 1, number([h0, h1, h2]) + 1)
}

/// The place of a frame, in steps of two pixels, and its size.
fn frame(header: &[u8]) -> Result<Window, Rejection> {
    let &[x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2] = header.first_chunk().ok_or(Rejection::Unreadable)?;
    let Size { width, height } = checked(number([w0, w1, w2]) + 1, number([h0, h1, h2]) + 1)?;
    Ok(Window { left: number([x0, x1, x2]) * 2, top: number([y0, y1, y2]) * 2, width, height })
}

/// The frame header of VP8: a key frame's tag, its start code, then fourteen bits a side.
fn lossy(data: &[u8]) -> Result<Size, Rejection> {
    let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = data.first_chunk().ok_or(Rejection::Unreadable)? else {
        return Err(Rejection::Unreadable);
    };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    checked(side(w0, w1), side(h0, h1))
}

/// The header of VP8L: a signature, then fourteen bits a side, each one less than the side.
fn lossless(data: &[u8]) -> Result<Size, Rejection> {
    let &[0x2f, b0, b1, b2, b3] = data.first_chunk().ok_or(Rejection::Unreadable)? else {
        return Err(Rejection::Unreadable);
    };
    let bits = u32::from_le_bytes([b0, b1, b2, b3]);
    checked((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
}

fn checked(width: u32, height: u32) -> Result<Size, Rejection> {
    check_dimensions(width, height)?;
    Ok(Size { width, height })
}

const fn number([low, middle, high]: [u8; 3]) -> u32 {
    u32::from_le_bytes([low, middle, high, 0])
}

/// Four bytes of a chunk's header.
fn chunk_field(chunk: &[u8], offset: usize) -> Result<&[u8; 4], Rejection> {
    chunk.get(offset..).and_then(|field| field.first_chunk()).ok_or(Rejection::Unreadable)
}
