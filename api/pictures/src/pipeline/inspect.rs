//! What a file is, by its content alone, and whether its structure is that of one whole picture. Nothing is decoded and
//! nothing is allocated here, so a file that promises a huge picture costs nothing.

use super::Kind;
use super::MAX_BYTES;
use super::Rejection;
use super::header::{Container, Header};
use super::jpeg_structure;
use super::mixed;
use super::png_structure;
use super::webp_structure;

/// Reads the header of a file that is one whole JPEG, PNG or WebP picture within the limits.
pub(super) fn inspect(bytes: &[u8]) -> Result<Header<'_>, Rejection> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejection::TooManyBytes);
    }
    let container = container_of(bytes).map_err(Rejection::Unsupported)?;
    mixed::check(bytes)?;
    match container {
        Container::Jpeg => jpeg_structure::walk(bytes),
        Container::Png => png_structure::walk(bytes),
        Container::WebP => webp_structure::walk(bytes),
    }
}

fn container_of(bytes: &[u8]) -> Result<Container, Kind> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(Container::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Container::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Container::WebP);
    }
    Err(unsupported(bytes))
}

fn unsupported(bytes: &[u8]) -> Kind {
    const STARTS: [(&[u8], Kind); 14] = [
        (b"GIF8", Kind::Gif),
        (b"BM", Kind::Bmp),
        (b"II*\0", Kind::Tiff),
        (b"MM\0*", Kind::Tiff),
        (b"\xff\x0a", Kind::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Kind::JpegXl),
        (b"\x1aE\xdf\xa3", Kind::Video),
        (b"\0\0\x01\xba", Kind::Video),
        (b"\0\0\x01\xb3", Kind::Video),
        (b"PK\x03\x04", Kind::Archive),
        (b"PK\x05\x06", Kind::Archive),
        (mixed::RAR, Kind::Archive),
        (mixed::SEVEN_ZIP, Kind::Archive),
        (b"\x1f\x8b", Kind::Archive),
    ];
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return *kind;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"AVI ") {
        return Kind::Video;
    }
    if let Some(kind) = base_media(bytes) {
        return kind;
    }
    if mixed::opens_with(bytes, b"%PDF-") {
        return Kind::Pdf;
    }
    if mixed::opens_with(bytes, b"<!doctype html") || mixed::opens_with(bytes, b"<html") {
        return Kind::Html;
    }
    if mixed::opens_with(bytes, b"<svg") {
        return Kind::Svg;
    }
    if mixed::opens_with(bytes, b"<script") { Kind::Html } else { Kind::Unknown }
}

/// The ISO base media family: HEIC, AVIF and films differ by the brands in the first box.
fn base_media(bytes: &[u8]) -> Option<Kind> {
    let name = bytes.get(4..8)?;
    if [b"moov", b"mdat", b"wide", b"free", b"skip"].iter().any(|film| name == *film) {
        return Some(Kind::Video);
    }
    if name != b"ftyp" {
        return None;
    }
    let length = usize::try_from(u32::from_be_bytes(*bytes.first_chunk()?)).ok()?;
    let brands = bytes.get(8..length.min(bytes.len()))?;
    let has = |wanted: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| wanted.iter().any(|one| brand == *one));
    if has(&[b"avif", b"avis"]) {
        return Some(Kind::Avif);
    }
    if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        return Some(Kind::Heic);
    }
    Some(Kind::Video)
}
