//! Files that are a picture to one program and something else to another: an archive behind the picture, a document or
//! a web page before it. Phones do append data of their own to JPEG (a second picture, a short film); that stays allowed.

use super::Rejection;

pub(super) const RAR: &[u8] = b"Rar!\x1a\x07";
pub(super) const SEVEN_ZIP: &[u8] = b"7z\xbc\xaf\x27\x1c";
/// How far readers of documents and browsers look for a beginning.
const OPENING_BYTES: usize = 1024;
/// The record that ends a ZIP archive, without its comment.
const END_OF_ARCHIVE_BYTES: usize = 22;

/// Refuses a picture that is something else at once.
pub(super) fn check(bytes: &[u8]) -> Result<(), Rejection> {
    const OPENINGS: [&[u8]; 5] = [b"%PDF-", b"<html", b"<script", b"<svg", b"<!doctype html"];
    let mixed = OPENINGS.iter().any(|opening| opens_with(bytes, opening))
        || contains(bytes, RAR)
        || contains(bytes, SEVEN_ZIP)
        || ends_as_zip(bytes);
    if mixed { Err(Rejection::Mixed) } else { Ok(()) }
}

/// Whether the words, given in lower case, stand among the first bytes in any case.
pub(super) fn opens_with(bytes: &[u8], words: &[u8]) -> bool {
    let opening = &bytes[..bytes.len().min(OPENING_BYTES)];
    opening.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words))
}

fn contains(bytes: &[u8], signature: &[u8]) -> bool {
    bytes.windows(signature.len()).any(|window| window == signature)
}

/// A reader of ZIP archives starts from the end: the record, then a comment that reaches to the last byte.
fn ends_as_zip(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(END_OF_ARCHIVE_BYTES + usize::from(u16::MAX));
    let tail = &bytes[from..];
    tail.windows(END_OF_ARCHIVE_BYTES).enumerate().any(|(position, record)| {
        let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
        record.starts_with(b"PK\x05\x06") && position + END_OF_ARCHIVE_BYTES + comment == tail.len()
    })
}
