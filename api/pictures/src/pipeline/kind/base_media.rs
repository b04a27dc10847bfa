//! The ISO base media family: HEIC, AVIF, Canon's raw files and films differ by the brands in the first box.

use super::Kind;

/// The brands of pictures. Both mif1 and msf1 are any picture of the family; nearly all of them are HEIC.
const HEIC: &[&[u8; 4]] = &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
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
    if has(&[b"crx "]) {
        return Some(Kind::Raw("Canon CR3"));
    }
    if has(&[b"avif", b"avis"]) {
        return Some(Kind::Avif);
    }
    if has(HEIC) {
        return Some(Kind::Heic);
    }
    Some(Kind::Video)
}
