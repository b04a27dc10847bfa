//! The pieces of a JPEG file: markers, segments and entropy-coded data, each found from a position onwards.

pub(super) const START_OF_IMAGE: u8 = 0xd8;
pub(super) const END_OF_IMAGE: u8 = 0xd9;
pub(super) const START_OF_SCAN: u8 = 0xda;

/// What stands in front of a stretch of entropy-coded data that no decoder can read.
pub(super) enum ScanEnd {
    /// A marker, or the end of the file.
    Here,
    /// A code that means nothing, two bytes long: damage.
    Nonsense,
}

/// The next marker's code, wherever it is: programs and cameras leave stray bytes between segments, which every viewer
/// skips. `None` at the end of the file.
pub(super) fn next_marker(bytes: &[u8], position: &mut usize) -> Option<u8> {
    loop {
        let rest = bytes.get(*position..)?;
        *position += rest.iter().position(|byte| *byte == 0xff)?;
        while bytes.get(*position) == Some(&0xff) {
            *position += 1;
        }
        let code = *bytes.get(*position)?;
        *position += 1;
        if is_marker(code) {
            return Some(code);
        }
    }
}

/// The bytes of a segment after its length.
pub(super) fn segment<'a>(bytes: &'a [u8], position: &mut usize) -> Option<&'a [u8]> {
    let rest = bytes.get(*position..)?;
    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
    let segment = rest.get(2..length)?;
    *position += length;
    Some(segment)
}

/// Moves to the end of the entropy-coded data; in it 0xff is followed by zero or by a restart marker.
pub(super) fn skip_scan(bytes: &[u8], position: &mut usize) -> ScanEnd {
    loop {
        let rest = bytes.get(*position..).unwrap_or_default();
        let Some(offset) = rest.iter().position(|byte| *byte == 0xff) else {
            *position = bytes.len();
            return ScanEnd::Here;
        };
        match rest.get(offset + 1) {
            Some(0 | 0xd0..=0xd7) => *position += offset + 2,
            Some(0xff) => *position += offset + 1,
            None => {
                *position = bytes.len();
                return ScanEnd::Here;
            }
            Some(code) => {
                *position += offset;
                return if is_marker(*code) { ScanEnd::Here } else { ScanEnd::Nonsense };
            }
        }
    }
}

/// Whether a code after 0xff is one that the standard gives a meaning.
const fn is_marker(code: u8) -> bool {
    matches!(code, 0x01 | 0xc0..=0xef | 0xf7 | 0xfe)
}
