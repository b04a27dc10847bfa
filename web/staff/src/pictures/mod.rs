//! From any picture of a phone's or a camera's to one that the server takes, before it is sent; and from a large photo to one that a
//! slow line carries. What is neither is sent as it is.

mod converter;
mod header;

use async_lock::Mutex;
use js_sys::Uint8Array;
use shared::photo::{MAX_UPLOAD_BYTES, MAX_UPLOAD_PIXELS, MAX_UPLOAD_SIDE};
use ui::browser;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

pub(crate) use self::converter::Conversion;
use self::converter::{Outcome, Wish};
use self::header::{HEAD_BYTES, Kind};

/// What the picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A photo, which becomes a JPEG.
    Photo,
    /// The logo, which keeps its transparency.
    Logo,
}

/// Why there is no picture to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What converts it did not arrive.
    Unloaded,
    /// Something is wrong with the file; the sentence says what to do.
    Refused(String),
}

/// What to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The server takes it.
    AsItIs,
    /// The server takes it, and keeps a smaller one: where that can be made here, less is sent.
    Shrunk,
    /// It becomes another picture first.
    Converted { is_heic: bool },
    /// It is sent by nobody, for this reason.
    Refused(&'static str),
}

/// The largest picture that is opened here: cameras have at most 200 megapixels, which are 800 MB in memory.
const MAX_OPENED_PIXELS: u64 = 210_000_000;
/// The largest file that is opened here: 200 megapixels of noise.
const MAX_OPENED_BYTES: u64 = 256 * 1024 * 1024;

/// The longest side of a photo that is sent. The server keeps 2048 pixels of the width.
const LONGEST_SIDE: u32 = 2_560;
/// What is longer than two and a half times its height, or the other way round, is a panorama. `draw.js` has the same number.
const PANORAMIC: (u32, u32) = (5, 2);

const TOO_MANY_BYTES: &str =
    "This file is larger than 256 MB. Export the photo in a smaller size, then upload it again.";
const TOO_MANY_PIXELS: &str =
    "This picture has more than 200 megapixels. Export it in a smaller size, then upload it again.";
const TOO_LARGE: &str = "This file is larger than 20 MB. This browser cannot open it to make it smaller. Export the photo as \
                         JPEG, then upload it again.";

/// One at a time: a picture may need hundreds of megabytes while it is converted.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The picture to send, and whether it was converted; or why there is none. `on_start` is called when converting begins.
/// `is_refused` says that the server did not take the file as it is.
pub(crate) async fn prepare(
    file: &Blob,
    purpose: Purpose,
    is_refused: bool,
    conversion: &Conversion,
    on_start: impl FnOnce(),
) -> Result<(Blob, bool), Failure> {
    let (size_bytes, kind) = (size_of(file), Kind::of(&head(file).await));
    let way = way(kind, size_bytes, purpose);
    let is_taken = matches!(way, Way::AsItIs | Way::Shrunk) && !is_refused;
    match way {
        Way::AsItIs if !is_refused => return Ok((file.clone(), false)),
        Way::Refused(sentence) => return Err(Failure::Refused(sentence.to_owned())),
        Way::AsItIs | Way::Shrunk | Way::Converted { .. } => {}
    }
    let wish = Wish { is_heic: way == Way::Converted { is_heic: true }, is_logo: purpose == Purpose::Logo, is_taken };
    let one = ONE_AT_A_TIME.lock().await;
    on_start();
    let outcome = conversion.run(file, wish).await;
    drop(one);
    match outcome {
        Outcome::Picture(picture) if !is_taken || size_of(&picture) < size_bytes => Ok((picture, true)),
        // The tool comes once there is a connection, and without one nothing could be sent.
        Outcome::Unloaded if !is_taken || !browser::is_online() => Err(Failure::Unloaded),
        // The server takes it, only slower.
        _ if is_taken => Ok((file.clone(), false)),
        Outcome::Refused(sentence) => Err(Failure::Refused(sentence)),
        // The server knows what it is, and says what to do with it here.
        _ if fits(size_bytes) => Ok((file.clone(), false)),
        _ => Err(Failure::Refused(TOO_LARGE.to_owned())),
    }
}

fn way(kind: Kind, size_bytes: u64, purpose: Purpose) -> Way {
    let size = if let Kind::Taken(size) = kind { size } else { None };
    let pixels = size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    if size_bytes > MAX_OPENED_BYTES {
        return Way::Refused(TOO_MANY_BYTES);
    }
    if pixels > MAX_OPENED_PIXELS {
        return Way::Refused(TOO_MANY_PIXELS);
    }
    let is_small = size.is_none_or(|(width, height)| width.max(height) <= MAX_UPLOAD_SIDE);
    match kind {
        Kind::Taken(_) if fits(size_bytes) && pixels <= MAX_UPLOAD_PIXELS && is_small => {
            if purpose == Purpose::Photo && size.is_some_and(is_long) { Way::Shrunk } else { Way::AsItIs }
        }
        kind => Way::Converted { is_heic: kind == Kind::Heic },
    }
}

/// Whether a smaller photo says as much. A panorama would lose its height.
fn is_long((width, height): (u32, u32)) -> bool {
    let (long, short) = (width.max(height), width.min(height));
    long > LONGEST_SIDE && u64::from(long) * u64::from(PANORAMIC.1) <= u64::from(short) * u64::from(PANORAMIC.0)
}

fn fits(size_bytes: u64) -> bool {
    size_bytes <= MAX_UPLOAD_BYTES as u64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of files are whole and below 2^53")]
fn size_of(file: &Blob) -> u64 {
    file.size() as u64
}

/// The first bytes of a file; none where it cannot be read any more.
async fn head(file: &Blob) -> Vec<u8> {
    let Ok(slice) = file.slice_with_f64_and_f64(0.0, HEAD_BYTES.into()) else { return Vec::new() };
    let buffer = JsFuture::from(slice.array_buffer()).await;
    buffer.map(|buffer| Uint8Array::new(&buffer).to_vec()).unwrap_or_default()
}

/// What a dialog for files offers. Safari makes JPEGs of HEIC for pages that do not ask for it, with everything that the photo
/// says about itself; other systems would not show such photos then.
pub(crate) fn accepted() -> &'static str {
    if browser::is_webkit() {
        "image/jpeg,image/png,image/webp,image/avif,image/jxl,image/gif,image/bmp,image/tiff"
    } else {
        "image/*,.heic,.heif"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1024 * 1024;

    #[test]
    fn what_the_server_takes_is_sent_as_it_is_unless_a_smaller_photo_says_as_much() {
        for (size, wanted) in [
            (Some((2_560, 1_920)), Way::AsItIs),
            (None, Way::AsItIs),
            (Some((4_032, 3_024)), Way::Shrunk),
            (Some((3_024, 4_032)), Way::Shrunk),
            // A panorama.
            (Some((16_000, 3_600)), Way::AsItIs),
            (Some((3_600, 16_000)), Way::AsItIs),
        ] {
            assert_eq!(way(Kind::Taken(size), 20 * MB, Purpose::Photo), wanted, "{size:?}");
        }
        assert_eq!(way(Kind::Taken(Some((4_032, 3_024))), 4 * MB, Purpose::Logo), Way::AsItIs);
    }

    #[test]
    fn what_is_too_large_or_unknown_to_the_server_is_converted() {
        let converted = Way::Converted { is_heic: false };
        for size in [(16_320, 12_240), (40_000, 100), (9_504, 8_000)] {
            assert_eq!(way(Kind::Taken(Some(size)), 4 * MB, Purpose::Photo), converted, "{size:?}");
        }
        assert_eq!(way(Kind::Taken(Some((4_032, 3_024))), 20 * MB + 1, Purpose::Photo), converted);
        assert_eq!(way(Kind::Other, 1, Purpose::Photo), converted);
        assert_eq!(way(Kind::Heic, 1, Purpose::Photo), Way::Converted { is_heic: true });
    }

    #[test]
    fn what_would_take_all_memory_is_not_opened() {
        assert_eq!(way(Kind::Other, 256 * MB + 1, Purpose::Photo), Way::Refused(TOO_MANY_BYTES));
        assert_eq!(way(Kind::Taken(Some((50_000, 50_000))), 1, Purpose::Photo), Way::Refused(TOO_MANY_PIXELS));
    }
}
