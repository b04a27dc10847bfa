//! What a file is, by its content alone, and whether its structure is that of one whole picture. Nothing is decoded here
//! and next to nothing is allocated, so a file that promises a huge picture costs nothing.

use super::Kind;
use super::MAX_BYTES;
use super::Rejection;
use super::header::{Container, Header};
use super::jpeg;
use super::kind::rare_jpeg;
use super::png_structure;
use super::webp_structure;

/// Reads the header of a file that begins with one whole JPEG, PNG or WebP picture within the limits. Whatever is in the
/// picture's metadata, or hangs on its end, is never decoded and never served, so it is no reason to refuse the picture.
pub(super) fn inspect(bytes: &[u8]) -> Result<Header<'_>, Rejection> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejection::TooManyBytes);
    }
    match container_of(bytes) {
        Some(Container::Jpeg) => match rare_jpeg(bytes) {
            Some(kind) => Err(Rejection::Unsupported(kind)),
            None => jpeg::inspect(bytes),
        },
        Some(Container::Png) => png_structure::walk(bytes),
        Some(Container::WebP) => webp_structure::walk(bytes).map(|picture| picture.header()),
        None => Err(Rejection::Unsupported(Kind::of(bytes))),
    }
}

fn container_of(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Container::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Container::Png);
    }
    (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then_some(Container::WebP)
}
