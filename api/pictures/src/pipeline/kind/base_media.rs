//! HEIC, AVIF, Canon's raw files and films, which are of one family.

use shared::base_media::Brands;

use super::Kind;

pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let Some(brands) = Brands::of(bytes) else {
        // Old films begin without saying what they are.
        let name = bytes.get(4..8)?;
        return [b"moov", b"mdat", b"wide", b"free", b"skip"].iter().any(|film| name == *film).then_some(Kind::Video);
    };
    Some(if brands.has(b"crx ") {
        Kind::Raw("Canon CR3")
    } else if brands.is_avif() {
        Kind::Avif
    } else if brands.is_heic() {
        Kind::Heic
    } else {
        Kind::Video
    })
}
