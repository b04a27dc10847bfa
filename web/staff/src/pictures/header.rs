//! What a file is, by its first bytes and never by its name, and how large a picture it says it has.

use shared::base_media::Brands;

/// How many bytes of a file are looked at. Photos have their size within the first hundred thousand; of one that has it later, the
/// server says whether it is too large.
pub(super) const HEAD_BYTES: u32 = 256 * 1024;

/// A kind of file, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// JPEG, PNG and WebP, which the server takes, with width and height where they were found.
    Taken(Option<(u32, u32)>),
    /// HEIC and HEIF, which most browsers cannot open.
    Heic,
    /// Anything else, which this browser may be able to open.
    Other,
}

impl Kind {
    /// Of the file that begins with these bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        if head.starts_with(b"\xff\xd8\xff") {
            return Self::Taken(jpeg_size(head));
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Self::Taken(big_u32(head, 16).zip(big_u32(head, 20)));
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Self::Taken(webp_size(head));
        }
        if Brands::of(head).is_some_and(Brands::is_heic) { Self::Heic } else { Self::Other }
    }
}

/// From the first segment that begins a frame. Some devices leave stray bytes between segments.
fn jpeg_size(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let (first, marker) = (*head.get(at)?, *head.get(at + 1)?);
        match marker {
            _ if first != 0xff || !(0xc0..0xff).contains(&marker) => at += 1,
            0xda => return None,
            0xc4 | 0xc8 | 0xcc | 0xd0.. => at += 2 + usize::try_from(big_u16(head, at + 2)?).ok()?,
            _ => return Some((big_u16(head, at + 7)?, big_u16(head, at + 5)?)),
        }
    }
}

fn webp_size(head: &[u8]) -> Option<(u32, u32)> {
    let little = |at: usize, bytes: usize| {
        let bytes = head.get(at..at + bytes)?;
        Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    };
    match head.get(12..16)? {
        b"VP8X" => Some((little(24, 3)? + 1, little(27, 3)? + 1)),
        b"VP8L" => {
            let bits = little(21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((little(26, 2)? & 0x3fff, little(28, 2)? & 0x3fff)),
        _ => None,
    }
}

fn big_u16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?).into())
}

fn big_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(head: &[u8]) -> Option<(u32, u32)> {
        match Kind::of(head) {
            Kind::Taken(size) => size,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_size_of_a_jpeg_is_that_of_its_frame_and_not_of_a_table() {
        let tables = b"\xff\xe1\x00\x06Exif\xff\xc4\x00\x07tabls\xff\xdb\x00\x03q";
        let frame = b"\xff\xc2\x00\x11\x08\x0e\x2c\x3f\xfe\x03";
        assert_eq!(taken(&[b"\xff\xd8", &tables[..], frame].concat()), Some((16_382, 3_628)));
        let stray = b"\x00\x00\xff";
        assert_eq!(taken(&[b"\xff\xd8\xff\xdb\x00\x03q", &stray[..], frame].concat()), Some((16_382, 3_628)));
        assert_eq!(taken(b"\xff\xd8\xff\xe1\xff\xff"), None);
        assert_eq!(taken(b"\xff\xd8\xff\xda\x00\x02\xff\xc0\x00\x11\x08\x00\x01\x00\x01"), None);
    }

    #[test]
    fn every_header_of_png_and_webp_has_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x25\x20\0\0\x18\xc0";
        assert_eq!(taken(png), Some((9_504, 6_336)));
        let webp = |chunk: &[u8]| [b"RIFF\0\0\0\0WEBP", chunk].concat();
        assert_eq!(taken(&webp(b"VP8X\x0a\0\0\0\0\0\0\0\xff\x0f\0\xff\x0b\0")), Some((4_096, 3_072)));
        assert_eq!(taken(&webp(b"VP8L\0\0\0\0\x2f\xff\xcf\xff\x02")), Some((4_096, 3_072)));
        assert_eq!(taken(&webp(b"VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\0\x10\0\x0c")), Some((4_096, 3_072)));
        assert_eq!(taken(&webp(b"")), None);
    }

    #[test]
    fn other_kinds_are_told_apart() {
        assert_eq!(Kind::of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Kind::Heic);
        assert_eq!(Kind::of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix"), Kind::Heic);
        assert_eq!(Kind::of(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif"), Kind::Other);
        assert_eq!(Kind::of(b"\0\0\0\x14ftypisom\0\0\0\0mp42"), Kind::Other);
        assert_eq!(Kind::of(b"GIF89a"), Kind::Other);
        assert_eq!(Kind::of(b""), Kind::Other);
    }
}
