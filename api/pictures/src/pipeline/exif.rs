//! What is read of a file's EXIF data: how the camera was held, and when the photo was taken. Place and device are not
//! looked at. Data that cannot be read is as good as none.

use exif::{DateTime, Exif, Field, In, Reader, Tag, Value};
use image::metadata::Orientation;
use shared::capture_time::CaptureTime;

/// What stands before the TIFF structure in JPEG, and where libvips, and whatever is built on it, wrote it in WebP and PNG.
const HEADER: &[u8] = b"Exif\0\0";

/// A segment of JPEG has no room for more; what other files hold beyond that is not looked at.
const MAX_BYTES: usize = 64 * 1024;

/// The TIFF structure of a chunk, with or without the header that belongs into JPEG only.
pub(super) fn tiff(chunk: &[u8]) -> &[u8] {
    chunk.strip_prefix(HEADER).unwrap_or(chunk)
}

/// How the picture is to be turned.
pub(super) fn orientation(tiff: Option<&[u8]>) -> Orientation {
    tiff.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

/// When the photo was taken, by the camera's clock.
pub(super) fn capture_time(tiff: &[u8]) -> Option<CaptureTime> {
    let read = Reader::new().continue_on_error(true).read_raw(tiff[..tiff.len().min(MAX_BYTES)].to_vec());
    let exif = read.or_else(|error| error.distill_partial_result(|_| {})).ok()?;
    let mut time = DateTime::from_ascii(text(&exif, Tag::DateTimeOriginal)?).ok()?;
    // Both are of no use unless they can be read as a whole.
    let _ = text(&exif, Tag::SubSecTimeOriginal).map(|text| time.parse_subsec(text.trim_ascii()));
    let _ = text(&exif, Tag::OffsetTimeOriginal).map(|text| time.parse_offset(text.trim_ascii()));
    CaptureTime::new(
        (time.year, time.month, time.day),
        (time.hour, time.minute, time.second),
        time.nanosecond.map(|nanosecond| nanosecond / 1_000_000),
        time.offset,
    )
}

/// The first text of a field, without what ends it in some cameras' files.
fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    let Field { value: Value::Ascii(texts), .. } = exif.get_field(tag, In::PRIMARY)? else { return None };
    texts.first().map(|text| text.trim_ascii())
}
