//! Formats that are text: readers of documents and browsers look for their words near the beginning.

use super::Kind;

/// How far they look.
const OPENING_BYTES: usize = 1024;

pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    const WORDS: [(&[u8], Kind); 9] = [
        (b"%PDF-", Kind::Pdf),
        (b"%!PS", Kind::PostScript),
        (b"<!doctype html", Kind::Html),
        (b"<html", Kind::Html),
        (b"<svg", Kind::Svg),
        (b"<plist", Kind::Sidecar),
        (b"<x:xmpmeta", Kind::Sidecar),
        (b"<?xpacket", Kind::Sidecar),
        (b"<script", Kind::Html),
    ];
    WORDS.into_iter().find(|(words, _)| opens_with(bytes, words)).map(|(_, kind)| kind)
}

/// Whether the words stand among the first bytes, in any case.
fn opens_with(bytes: &[u8], words: &[u8]) -> bool {
    let opening = &bytes[..bytes.len().min(OPENING_BYTES)];
    opening.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words))
}
