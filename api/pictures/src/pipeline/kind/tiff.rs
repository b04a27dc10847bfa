//! TIFF, and the raw files of cameras that are built on it: the maker's name is in the first directory.

use exif::{Exif, In, Reader, Tag, Value};

use super::Kind;

/// How far the first directory and its texts are looked for. Raw files have them at the front, and a copy of more would
/// cost memory before it is known what the file is.
const OPENING_BYTES: usize = 64 * 1024;

const NEW_SUBFILE_TYPE: Tag = Tag(exif::Context::Tiff, 0x00fe);
const SUB_IFDS: Tag = Tag(exif::Context::Tiff, 0x014a);
const DNG_VERSION: Tag = Tag(exif::Context::Tiff, 0xc612);

/// The beginning of a maker's name, and what its raw files are called.
const MAKERS: [(&str, &str); 13] = [
    ("nikon", "Nikon NEF"),
    ("sony", "Sony ARW"),
    ("canon", "Canon CR2"),
    ("pentax", "Pentax PEF"),
    ("ricoh", "Pentax PEF"),
    ("samsung", "Samsung SRW"),
    ("hasselblad", "Hasselblad 3FR"),
    ("phase one", "Phase One IIQ"),
    ("leaf", "Leaf MOS"),
    ("mamiya", "Mamiya MEF"),
    ("epson", "Epson ERF"),
    ("kodak", "Kodak DCR"),
    ("eastman kodak", "Kodak DCR"),
];

pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    // The last two are BigTIFF.
    const STARTS: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    if !STARTS.iter().any(|start| bytes.starts_with(start)) {
        return None;
    }
    match bytes.get(8..12) {
        Some([b'C', b'R', 2, _]) => return Some(Kind::Raw("Canon CR2")),
        Some(b"IIII" | b"MMMM") => return Some(Kind::Raw("Phase One IIQ")),
        _ => {}
    }
    let opening = bytes[..bytes.len().min(OPENING_BYTES)].to_vec();
    let read = Reader::new().continue_on_error(true).read_raw(opening);
    let exif = read.or_else(|error| error.distill_partial_result(|_| {}));
    Some(exif.ok().and_then(|exif| raw(&exif)).map_or(Kind::Tiff, Kind::Raw))
}

/// The name of a raw format. A TIFF that somebody exported names the camera too, but has no reduced picture in front and
/// no picture below it.
fn raw(exif: &Exif) -> Option<&'static str> {
    if exif.get_field(DNG_VERSION, In::PRIMARY).is_some() {
        return Some("Adobe DNG");
    }
    let is_reduced = exif
        .get_field(NEW_SUBFILE_TYPE, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .is_some_and(|kind| kind & 1 == 1);
    if !is_reduced && exif.get_field(SUB_IFDS, In::PRIMARY).is_none() {
        return None;
    }
    let Value::Ascii(texts) = &exif.get_field(Tag::Make, In::PRIMARY)?.value else { return None };
    let make = String::from_utf8_lossy(texts.first()?).trim().to_ascii_lowercase();
    MAKERS.iter().find(|(maker, _)| make.starts_with(maker)).map(|(_, name)| *name)
}
