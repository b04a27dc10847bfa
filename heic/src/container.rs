//! The outside of a file: which family it says it is of, and where its boxes end.

use heifer::heifer_isobmff::BoxIter;
use heifer::heifer_isobmff::boxes::FileType;

/// The brands of pictures that are encoded by HEVC, still and moving, and those that leave the codec open.
const BRANDS: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

/// Whether the first box has a brand of this family, and none of AVIF.
pub(crate) fn is_heic(bytes: &[u8]) -> bool {
    let Some(Ok(first)) = BoxIter::new(bytes).next() else { return false };
    let Ok(brands) = FileType::parse(first.content) else { return false };
    first.header.box_type.0 == *b"ftyp"
        && BRANDS.iter().any(|brand| brands.has_brand(brand))
        && ![b"avif", b"avis"].iter().any(|brand| brands.has_brand(brand))
}

/// The file up to where no whole box follows: phones and programs hang things on its end that are no boxes.
pub(crate) fn whole_boxes(bytes: &[u8]) -> &[u8] {
    let end = BoxIter::new(bytes).map_while(Result::ok).last().map_or(0, |last| {
        let header_bytes = usize::try_from(last.header.header_size).unwrap_or(0);
        last.offset + header_bytes + last.content.len()
    });
    bytes.get(..end).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_on_the_end_is_left_out() {
        let file = b"\0\0\0\x14ftypheic\0\0\0\0mif1\0\0\0\x09mdat!";
        for tail in [&b""[..], b"\r\n", b"Image_UTC_Data1761234567890SEFH", b"\0\0\0\0"] {
            let longer = [&file[..], tail].concat();
            assert_eq!(whole_boxes(&longer), &file[..], "{tail:?}");
            assert!(is_heic(&longer));
        }
    }

    #[test]
    fn avif_is_of_another_family() {
        assert!(!is_heic(b"\0\0\0\x14ftypavif\0\0\0\0mif1"));
        assert!(!is_heic(b"\0\0\0\x14ftypmp42\0\0\0\0isom"));
        assert!(!is_heic(b"\xff\xd8\xff\xe0"));
        assert!(!is_heic(b""));
    }
}
