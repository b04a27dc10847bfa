//! The module that makes a JPEG of a HEIC photo, for browsers that cannot decode one. The staff app loads it when a photo needs
//! it, and runs it in a worker.

use heic::{Limits, TooLarge};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// What the server takes as JPEG; larger photos are made smaller by a whole number.
const LIMITS: Limits =
    Limits { max_pixels: 64_000_000, max_side: 16_384, max_bytes: 20 * 1024 * 1024, too_large: TooLarge::Shrink };

fn main() {}

/// Makes a JPEG of the picture that the file shows first: upright, in its colours, without other metadata than when it was
/// taken. Throws a sentence that staff can read.
#[wasm_bindgen]
pub fn heic_to_jpeg(bytes: &[u8]) -> Result<Vec<u8>, JsError> {
    Ok(heic::to_jpeg(bytes, &LIMITS)?)
}
