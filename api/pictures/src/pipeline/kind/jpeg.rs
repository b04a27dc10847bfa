//! Kinds of JPEG that neither browsers nor phones show: told apart by the first frame header.

use super::Kind;

/// The rare kind that a file is which begins like a JPEG; nothing for the common ones, and for what is damaged.
pub(in super::super) fn rare_jpeg(bytes: &[u8]) -> Option<Kind> {
    let mut rest = bytes.get(2..)?;
    loop {
        // Segments, with padding or stray bytes between them.
        let start = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))?;
        let (marker, body) = (rest[start + 1], &rest[start + 2..]);
        match marker {
            // A scan before a frame, or the end: nothing to tell.
            0xd9 | 0xda => return None,
            0xde | 0xc5..=0xc7 | 0xcd..=0xcf => return Some(Kind::HierarchicalJpeg),
            0xc3 | 0xf7 => return Some(Kind::LosslessJpeg),
            0xc9..=0xcb => return Some(Kind::ArithmeticJpeg),
            // Length, then the bits of a sample.
            0xc0..=0xc2 => return (*body.get(2)? > 8).then_some(Kind::DeepJpeg),
            // Markers that stand alone.
            0x01 | 0xd0..=0xd8 => rest = body,
            _ => {
                let length = usize::from(u16::from_be_bytes(*body.first_chunk()?));
                rest = body.get(length..)?;
            }
        }
    }
}
