//! The ISO base media file format (ISO/IEC 14496-12): HEIC, AVIF, Canon's raw files and films are of one family, and differ by the
//! brands that their first box names.

/// The brands of pictures encoded by HEVC, still and moving (ISO/IEC 23008-12, annex B), and of those that leave the codec open.
/// Nearly all of the latter are HEIC too.
const HEIC: [&[u8; 4]; 10] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];
const AVIF: [&[u8; 4]; 2] = [b"avif", b"avis"];

/// What a file of the family says that it is.
#[derive(Debug, Clone, Copy)]
pub struct Brands<'a>(&'a [u8]);

impl<'a> Brands<'a> {
    /// Of the file that begins with these bytes; `None` if it is of no such family. What the bytes do not reach to is not seen.
    pub fn of(head: &'a [u8]) -> Option<Self> {
        let length = usize::try_from(u32::from_be_bytes(*head.first_chunk()?)).ok()?;
        let brands = head.get(8..length.min(head.len()))?;
        (head.get(4..8)? == b"ftyp").then_some(Self(brands))
    }

    /// Whether this brand is among them.
    pub fn has(self, brand: &[u8; 4]) -> bool {
        self.0.chunks_exact(4).any(|one| one == brand)
    }

    /// Whether the file holds pictures encoded by AV1.
    pub fn is_avif(self) -> bool {
        AVIF.iter().any(|brand| self.has(brand))
    }

    /// Whether the file holds pictures encoded by HEVC.
    pub fn is_heic(self) -> bool {
        HEIC.iter().any(|brand| self.has(brand)) && !self.is_avif()
    }
}

#[cfg(test)]
mod tests {
    use super::Brands;

    fn is_heic(head: &[u8]) -> bool {
        Brands::of(head).is_some_and(Brands::is_heic)
    }

    #[test]
    fn brands_tell_heic_from_avif_and_films() {
        assert!(is_heic(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"));
        assert!(is_heic(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix"));
        assert!(is_heic(b"\0\0\0\x14ftyphevm\0\0\0\0msf1"));
        assert!(!is_heic(b"\0\0\0\x14ftypavif\0\0\0\0mif1"));
        assert!(!is_heic(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif"));
        assert!(!is_heic(b"\0\0\0\x14ftypmp42\0\0\0\0isom"));
        assert!(!is_heic(b"\xff\xd8\xff\xe0"));
        assert!(!is_heic(b""));
    }

    #[test]
    fn what_follows_the_box_is_no_brand() {
        assert!(!is_heic(b"\0\0\0\x10ftypisom\0\0\0\0heic"));
        assert!(is_heic(b"\0\0\xff\xffftypisom\0\0\0\0heic"), "the box goes on after what is looked at");
        assert!(!is_heic(b"\0\0\0\x04ftypheic"));
    }
}
