//! The markers of a JPEG file from its first to its last. The decoder forgives a file that is cut off by painting the
//! rest grey, so the end is looked for here; and a progressive file may ask for any number of passes, so they are counted.

use super::Rejection;
use super::header::{Container, Header, check_dimensions};

/// Cameras and editors write about ten scans; a decoder walks over the whole picture for each.
const MAX_SCANS: u64 = 100;
/// Scans times pixels: the work a file may ask for. The largest picture gets 33 scans.
const MAX_SCANNED_PIXELS: u64 = 2_000_000_000;

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;

/// Walks from marker to marker and returns what the frame header says.
pub(super) fn walk(bytes: &[u8]) -> Result<Header<'_>, Rejection> {
    let mut position = 2;
    let mut frame = None;
    let mut exif = None;
    let mut scans = 0_u64;
    loop {
        let marker = next_marker(bytes, &mut position)?;
        match marker {
            END_OF_IMAGE => break,
            // A second picture inside the first one.
            START_OF_IMAGE => return Err(Rejection::Unreadable),
            // Markers that stand alone.
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let segment = segment(bytes, &mut position)?;
        match marker {
            0xe1 if exif.is_none() => exif = segment.strip_prefix(b"Exif\0\0"),
            // Baseline, extended and progressive with Huffman codes; each picture has one.
            0xc0..=0xc2 if frame.is_none() => frame = Some(dimensions(segment)?),
            // Lossless, hierarchical and arithmetic frames, which no browser shows either; 0xc4, 0xc8 and 0xcc are none.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Err(Rejection::Unreadable),
            START_OF_SCAN => {
                let (width, height) = frame.ok_or(Rejection::Unreadable)?;
                scans += 1;
                if scans > MAX_SCANS || scans * u64::from(width) * u64::from(height) > MAX_SCANNED_PIXELS {
                    return Err(Rejection::Unreadable);
                }
                skip_scan(bytes, &mut position)?;
            }
            _ => {}
        }
    }
    match frame {
        Some((width, height)) if scans > 0 => {
            Ok(Header { container: Container::Jpeg, width, height, exif, is_animated: false })
        }
        _ => Err(Rejection::Unreadable),
    }
}

/// The code after the next 0xff; any number of them may precede it as padding.
fn next_marker(bytes: &[u8], position: &mut usize) -> Result<u8, Rejection> {
    if bytes.get(*position) != Some(&0xff) {
        return Err(Rejection::Unreadable);
    }
    while bytes.get(*position) == Some(&0xff) {
        *position += 1;
    }
    let marker = *bytes.get(*position).ok_or(Rejection::Unreadable)?;
    *position += 1;
    if marker == 0 { Err(Rejection::Unreadable) } else { Ok(marker) }
}

/// The bytes of a segment after its length.
fn segment<'a>(bytes: &'a [u8], position: &mut usize) -> Result<&'a [u8], Rejection> {
    let rest = bytes.get(*position..).unwrap_or_default();
    let length = usize::from(u16::from_be_bytes(*rest.first_chunk().ok_or(Rejection::Unreadable)?));
    let segment = rest.get(2..length).ok_or(Rejection::Unreadable)?;
    *position += length;
    Ok(segment)
}

fn dimensions(frame: &[u8]) -> Result<(u32, u32), Rejection> {
    let &[precision, high_1, high_0, wide_1, wide_0, components] = frame.first_chunk().ok_or(Rejection::Unreadable)?;
    let height = u32::from(u16::from_be_bytes([high_1, high_0]));
    let width = u32::from(u16::from_be_bytes([wide_1, wide_0]));
    check_dimensions(width, height)?;
    // Grey, colour and print colours, in eight bits: all that browsers show.
    if precision != 8 || ![1, 3, 4].contains(&components) {
        return Err(Rejection::Unreadable);
    }
    Ok((width, height))
}

/// Moves to the marker after the entropy-coded data; in it 0xff is followed by zero or by a restart marker.
fn skip_scan(bytes: &[u8], position: &mut usize) -> Result<(), Rejection> {
    loop {
        let rest = bytes.get(*position..).unwrap_or_default();
        let offset = rest.iter().position(|byte| *byte == 0xff).ok_or(Rejection::Unreadable)?;
        match rest.get(offset + 1) {
            None => return Err(Rejection::Unreadable),
            Some(0 | 0xd0..=0xd7) => *position += offset + 2,
            Some(0xff) => *position += offset + 1,
            Some(_) => {
                *position += offset;
                return Ok(());
            }
        }
    }
}
