//! What a file is that is not taken, by its bytes alone: the one place that knows other formats. Names and claimed types
//! of files mean nothing here.

mod base_media;
mod jpeg;
mod sentences;
mod text;
mod tiff;

pub(super) use jpeg::rare_jpeg;

/// A kind of file that is not accepted, recognised by its content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// What iPhones write unless told otherwise.
    Heic,
    /// AV1 pictures.
    Avif,
    /// GIF, moving or not.
    Gif,
    /// TIFF, as scanners and editors write it.
    Tiff,
    /// Windows bitmaps.
    Bmp,
    /// Windows icons.
    Icon,
    /// JPEG XL.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// JPEG XR.
    JpegXr,
    /// JPEG with arithmetic instead of Huffman codes.
    ArithmeticJpeg,
    /// JPEG without loss: JPEG's own lossless mode, and JPEG-LS.
    LosslessJpeg,
    /// JPEG of several resolutions.
    HierarchicalJpeg,
    /// JPEG with more than eight bits a sample.
    DeepJpeg,
    /// JPEG that is rare in another way, such as with two or five colours.
    RareJpeg,
    /// What a camera's sensor saw, by the name of the maker's format.
    Raw(&'static str),
    /// A document of Photoshop.
    Photoshop,
    /// Vector drawings, which can carry scripts.
    Svg,
    /// Vector drawings and documents for printers.
    PostScript,
    /// A document.
    Pdf,
    /// A document of an office program.
    Office,
    /// A web page.
    Html,
    /// What stands beside a photo: an iPhone's edits, metadata, a Mac's or Windows' notes.
    Sidecar,
    /// A film.
    Video,
    /// ZIP and what is built on it, RAR, gzip, 7z.
    Archive,
    /// No bytes at all.
    Empty,
    /// Anything else.
    Unknown,
}

impl Kind {
    /// The kind of a file that is neither JPEG nor PNG nor WebP.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        by_start(bytes)
            .or_else(|| base_media::kind(bytes))
            .or_else(|| tiff::kind(bytes))
            .or_else(|| text::kind(bytes))
            .unwrap_or(Self::Unknown)
    }
}

/// Formats whose first bytes say everything.
fn by_start(bytes: &[u8]) -> Option<Kind> {
    const STARTS: &[(&[u8], Kind)] = &[
        (b"GIF8", Kind::Gif),
        (b"BM", Kind::Bmp),
        (b"\0\0\x01\0", Kind::Icon),
        (b"8BPS\0", Kind::Photoshop),
        (b"\xff\x0a", Kind::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Kind::JpegXl),
        (b"\0\0\0\x0cjP  \r\n\x87\n", Kind::Jpeg2000),
        (b"\xff\x4f\xff\x51", Kind::Jpeg2000),
        (b"II\xbc", Kind::JpegXr),
        (b"FUJIFILMCCD-RAW", Kind::Raw("Fujifilm RAF")),
        (b"IIRO", Kind::Raw("Olympus ORF")),
        (b"IIRS", Kind::Raw("Olympus ORF")),
        (b"MMOR", Kind::Raw("Olympus ORF")),
        (b"IIU\0", Kind::Raw("Panasonic RW2")),
        (b"II\x1a\0\0\0HEAPCCDR", Kind::Raw("Canon CRW")),
        (b"FOVb", Kind::Raw("Sigma X3F")),
        (b"\0MRM", Kind::Raw("Minolta MRW")),
        (b"\x1aE\xdf\xa3", Kind::Video),
        (b"\0\0\x01\xba", Kind::Video),
        (b"\0\0\x01\xb3", Kind::Video),
        (b"FLV\x01", Kind::Video),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind::Video),
        (b"Rar!\x1a\x07", Kind::Archive),
        (b"7z\xbc\xaf\x27\x1c", Kind::Archive),
        (b"\x1f\x8b", Kind::Archive),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Office),
        (b"{\\rtf", Kind::Office),
        (b"\xc5\xd0\xd3\xc6", Kind::PostScript),
        // AppleDouble, which Macs leave on other systems' disks, and a shortcut of Windows.
        (b"\0\x05\x16\x07", Kind::Sidecar),
        (b"L\0\0\0\x01\x14\x02\0", Kind::Sidecar),
    ];
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*kind);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"AVI ") {
        return Some(Kind::Video);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip(bytes));
    }
    // A transport stream, as old camcorders write it: a packet every 188 bytes.
    let is_stream = bytes.len() > 376 && [0, 188, 376].iter().all(|at| bytes[*at] == 0x47);
    is_stream.then_some(Kind::Video)
}

/// Documents of office programs are archives that begin with certain names.
fn zip(bytes: &[u8]) -> Kind {
    const NAMES: [&[u8]; 3] =
        [b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument", b"Index/Document.iwa"];
    let name = bytes.get(30..).unwrap_or_default();
    if NAMES.iter().any(|office| name.starts_with(office)) { Kind::Office } else { Kind::Archive }
}
