//! Formats that are not taken: each is named, with what to do.

use pictures::pipeline::Kind;
use pictures::pipeline::Rejection::Unsupported;

use super::files::jpeg;
use super::refused::assert_refused;

/// Asserts that the file is named, in the kind and in the sentence.
fn assert_named(bytes: &[u8], kind: Kind, words: &[&str]) {
    assert_refused(bytes, Unsupported(kind), &format!("{kind:?}"));
    let detail = Unsupported(kind).detail();
    for word in words {
        assert!(detail.contains(word), "{kind:?}: {detail}");
    }
}

#[test]
fn pictures_of_other_formats_are_named() {
    let samples: [(&[u8], Kind, &str); 17] = [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic....", Kind::Heic, "Settings > Camera > Formats > Most Compatible"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic....", Kind::Heic, "export it as JPEG"),
        (b"\0\0\0\x18ftypheix\0\0\0\0mif1heix....", Kind::Heic, "export it as JPEG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif....", Kind::Avif, "Export it as JPEG"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", Kind::Gif, "Save it as PNG or JPEG"),
        (b"GIF89aPK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", Kind::Gif, "GIF picture"),
        (b"<?xml version=\"1.0\"?>\n<SVG onload=\"alert(1)\"/>", Kind::Svg, "Export it as PNG"),
        (b"II*\0\x08\0\0\0", Kind::Tiff, "TIFF picture. Export it as JPEG"),
        (b"MM\0*\0\0\0\x08", Kind::Tiff, "TIFF picture. Export it as JPEG"),
        (b"BM\x46\0\0\0\0\0\0\0", Kind::Bmp, "Save it as PNG or JPEG"),
        (b"\0\0\x01\0\x01\0\x10\x10\0\0", Kind::Icon, "ICO"),
        (b"8BPS\0\x01\0\0\0\0\0\0", Kind::Photoshop, "PSD"),
        (b"\xff\x0a\xfa\x7f", Kind::JpegXl, "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Kind::JpegXl, "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", Kind::Jpeg2000, "JPEG 2000"),
        (b"\xff\x4f\xff\x51\0\x2f", Kind::Jpeg2000, "JPEG 2000"),
        (b"II\xbc\x01\x20\0\0\0", Kind::JpegXr, "JPEG XR"),
    ];
    for (bytes, kind, advice) in samples {
        assert_named(bytes, kind, &[advice]);
    }
}

#[test]
fn what_is_no_picture_is_named() {
    let stream = [&[0x47_u8][..], &[0; 187]].concat().repeat(3);
    let samples: [(&[u8], Kind, &str); 26] = [
        (b"", Kind::Empty, "Choose the picture again"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42....", Kind::Video, "save one frame"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ....", Kind::Video, "save one frame"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Kind::Video, "save one frame"),
        (b"\x1aE\xdf\xa3webm", Kind::Video, "save one frame"),
        (b"RIFF\x10\0\0\0AVI LIST", Kind::Video, "save one frame"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind::Video, "save one frame"),
        (&stream, Kind::Video, "save one frame"),
        (b" \n<!DOCTYPE html><script>alert(1)</script>", Kind::Html, "Upload the picture itself"),
        (b"<script>alert(1)</script>", Kind::Html, "Upload the picture itself"),
        (b"%PDF-1.7\n1 0 obj", Kind::Pdf, "Export the page"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", Kind::PostScript, "EPS"),
        (b"\xc5\xd0\xd3\xc6\x20\0\0\0", Kind::PostScript, "EPS"),
        (b"PK\x03\x04\x14\0", Kind::Archive, "Unpack it"),
        (
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml",
            Kind::Office,
            "office",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Kind::Office, "office"),
        (b"{\\rtf1\\ansi", Kind::Office, "office"),
        (b"Rar!\x1a\x07\x01\0", Kind::Archive, "Unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", Kind::Archive, "Unpack it"),
        (b"<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict/></plist>", Kind::Sidecar, "Upload the photo itself"),
        (b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">", Kind::Sidecar, "Upload the photo itself"),
        (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", Kind::Sidecar, "._IMG_0001.jpg"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0", Kind::Sidecar, "Upload the photo itself"),
        (b"console.log('photo.jpg')", Kind::Unknown, "Upload a JPEG, PNG or WebP file"),
        (b"RIFF\x10\0\0\0WAVEfmt ", Kind::Unknown, "Upload a JPEG, PNG or WebP file"),
        (b"\xff\xd8", Kind::Unknown, "Upload a JPEG, PNG or WebP file"),
    ];
    for (bytes, kind, advice) in samples {
        assert_named(bytes, kind, &[advice]);
    }
}

#[test]
fn raw_files_are_named_by_their_signatures() {
    let samples: [(&[u8], &str); 10] = [
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom....", "Canon CR3"),
        (b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0", "Canon CR2"),
        (b"II\x1a\0\0\0HEAPCCDR", "Canon CRW"),
        (b"FUJIFILMCCD-RAW 0201FF159501X-T3", "Fujifilm RAF"),
        (b"IIRO\x08\0\0\0", "Olympus ORF"),
        (b"IIRS\x08\0\0\0", "Olympus ORF"),
        (b"IIU\0\x18\0\0\0", "Panasonic RW2"),
        (b"FOVb\0\0\x02\0", "Sigma X3F"),
        (b"\0MRM\0\0\0\0", "Minolta MRW"),
        (b"II*\0\x08\0\0\0IIII", "Phase One IIQ"),
    ];
    for (bytes, name) in samples {
        assert_named(bytes, Kind::Raw(name), &[name, "Upload the JPEG that the camera saved"]);
    }
}

/// A directory of TIFF in which each entry is a number of 32 bits or a text, big endian.
fn tiff(entries: &[(u16, Result<u32, &str>)]) -> Vec<u8> {
    let count = u16::try_from(entries.len()).unwrap();
    let (mut file, mut texts) = ([&b"MM\0*\0\0\0\x08"[..], &count.to_be_bytes()].concat(), Vec::new());
    let texts_start = file.len() + 12 * entries.len() + 4;
    for (tag, value) in entries {
        file.extend(tag.to_be_bytes());
        match value {
            Ok(number) => file.extend([&[0, 4, 0, 0, 0, 1][..], &number.to_be_bytes()].concat()),
            Err(text) => {
                let bytes = [text.as_bytes(), b"\0"].concat();
                let place = u32::try_from(texts_start + texts.len()).unwrap();
                file.extend([0, 2]);
                file.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
                file.extend(place.to_be_bytes());
                texts.extend(bytes);
            }
        }
    }
    [file, vec![0; 4], texts].concat()
}

#[test]
fn raw_files_that_are_tiff_are_named_by_their_maker() {
    const REDUCED: (u16, Result<u32, &str>) = (0x00fe, Ok(1));
    const WHOLE: (u16, Result<u32, &str>) = (0x00fe, Ok(0));
    const BELOW: (u16, Result<u32, &str>) = (0x014a, Ok(8));
    const MAKE: u16 = 0x010f;
    for (entries, kind) in [
        (vec![REDUCED, (MAKE, Err("NIKON CORPORATION"))], Kind::Raw("Nikon NEF")),
        (vec![REDUCED, (MAKE, Err("SONY")), BELOW], Kind::Raw("Sony ARW")),
        (vec![WHOLE, (MAKE, Err("SAMSUNG")), BELOW], Kind::Raw("Samsung SRW")),
        (vec![REDUCED, (MAKE, Err("Apple")), (0xc612, Ok(0x0104_0000))], Kind::Raw("Adobe DNG")),
        (vec![WHOLE, (MAKE, Err("SONY"))], Kind::Tiff),
        (vec![REDUCED, (MAKE, Err("Epcot Scanners"))], Kind::Tiff),
        (vec![WHOLE], Kind::Tiff),
    ] {
        assert_named(&tiff(&entries), kind, &[]);
    }
}

#[test]
fn rare_kinds_of_jpeg_are_named() {
    let plain = jpeg(16, 16);
    let frame = plain.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    for (marker, kind, word) in [
        (0xc3, Kind::LosslessJpeg, "lossless"),
        (0xf7, Kind::LosslessJpeg, "lossless"),
        (0xc5, Kind::HierarchicalJpeg, "hierarchical"),
        (0xde, Kind::HierarchicalJpeg, "hierarchical"),
        (0xc9, Kind::ArithmeticJpeg, "arithmetic"),
        (0xca, Kind::ArithmeticJpeg, "arithmetic"),
    ] {
        let mut rare = plain.clone();
        rare[frame + 1] = marker;
        assert_named(&rare, kind, &[word, "Save it as an ordinary JPEG"]);
    }
    let mut deep = plain;
    deep[frame + 4] = 12;
    assert_named(&deep, Kind::DeepJpeg, &["8 bits"]);
}
