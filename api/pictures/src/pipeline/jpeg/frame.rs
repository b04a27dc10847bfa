//! The frame header of a JPEG file: its size and its components.

use super::super::Kind;
use super::super::Rejection;
use super::super::header::check_dimensions;
use super::super::part::Size;

/// What the frame header says.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) progressive: bool,
    ids: [u8; 4],
    count: usize,
}

impl Frame {
    /// The ids of the components.
    pub(super) fn components(&self) -> &[u8] {
        &self.ids[..self.count]
    }
}

/// Reads the header that this marker begins.
pub(super) fn read(marker: u8, segment: &[u8]) -> Result<Frame, Rejection> {
    let (&[precision, high_1, high_0, wide_1, wide_0, count], components) =
        segment.split_first_chunk().ok_or(Rejection::Unreadable)?;
    let height = u32::from(u16::from_be_bytes([high_1, high_0]));
    let width = u32::from(u16::from_be_bytes([wide_1, wide_0]));
    check_dimensions(width, height)?;
    // Grey, colour and print colours, in eight bits: all that browsers show.
    if precision != 8 || ![1, 3, 4].contains(&count) {
        return Err(Rejection::Unsupported(Kind::RareJpeg));
    }
    let mut ids = [0; 4];
    for (index, id) in ids.iter_mut().enumerate().take(usize::from(count)) {
        *id = *components.get(index * 3).ok_or(Rejection::Unreadable)?;
    }
    Ok(Frame { size: Size { width, height }, progressive: marker == 0xc2, ids, count: usize::from(count) })
}
