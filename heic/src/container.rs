//! The outside of a file: where its boxes end.

use heifer::heifer_isobmff::BoxIter;

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
            assert!(crate::is_heic(&longer));
        }
    }
}
