//! What people read about a file that is not taken: what it is, and what to do with it here.

use std::borrow::Cow;

use super::Kind;

impl Kind {
    /// One to three sentences for the person who sent the file.
    pub(in super::super) fn detail(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Raw(name) => return raw(name),
            Self::Heic => {
                "This is a HEIC photo. On the iPhone choose Settings > Camera > Formats > Most Compatible, or export it as \
                 JPEG, then upload it again."
            }
            Self::Avif => "This is an AVIF picture. Export it as JPEG, PNG or WebP, then upload it again.",
            Self::Gif => "This is a GIF picture. Save it as PNG or JPEG, then upload that.",
            Self::Tiff => "This is a TIFF picture. Export it as JPEG, then upload that.",
            Self::Bmp => "This is a BMP picture. Save it as PNG or JPEG, then upload that.",
            Self::Icon => "This is an icon (ICO). Save its largest picture as PNG, then upload that.",
            Self::JpegXl => "This is a JPEG XL picture. Export it as JPEG, PNG or WebP, then upload it again.",
            Self::Jpeg2000 => "This is a JPEG 2000 picture. Export it as an ordinary JPEG, then upload that.",
            Self::JpegXr => "This is a JPEG XR picture. Export it as an ordinary JPEG, then upload that.",
            Self::ArithmeticJpeg => {
                "This is a JPEG with arithmetic coding, which many browsers and phones do not show. Save it as an ordinary JPEG (with \
                 Huffman coding), then upload that."
            }
            Self::LosslessJpeg => {
                "This is a lossless JPEG, which many browsers and phones do not show. Save it as an ordinary JPEG or as PNG, then upload \
                 that."
            }
            Self::HierarchicalJpeg => {
                "This is a hierarchical JPEG, which many browsers and phones do not show. Save it as an ordinary JPEG, then upload that."
            }
            Self::DeepJpeg => {
                "This is a JPEG with more than 8 bits per colour, which many browsers and phones do not show. Save it as an ordinary JPEG \
                 with 8 bits, then upload that."
            }
            Self::RareJpeg => {
                "This is a rare kind of JPEG, which many browsers and phones do not show. Save it as an ordinary JPEG, then upload that."
            }
            Self::Photoshop => "This is a Photoshop document (PSD). Export it as JPEG or PNG, then upload that.",
            Self::Svg => "This is an SVG drawing. Export it as PNG, then upload that.",
            Self::PostScript => "This is a PostScript or EPS file. Export it as PNG or JPEG, then upload that.",
            Self::Pdf => {
                "This is a PDF document. Export the page, or the picture in it, as JPEG or PNG, then upload that."
            }
            Self::Office => "This is an office document. Save the picture in it as JPEG or PNG, then upload that.",
            Self::Html => "This is a web page, not a picture. Upload the picture itself as JPEG, PNG or WebP.",
            Self::Sidecar => {
                "This is a small file that stands beside a photo (such as .aae, .xmp or ._IMG_0001.jpg), not the photo. \
                 Upload the photo itself."
            }
            Self::Video => "This is a video. Take a photo, or save one frame as JPEG, then upload that.",
            Self::Archive => "This is an archive. Unpack it and upload the pictures in it as JPEG, PNG or WebP.",
            Self::Empty => "The file is empty. Choose the picture again, then upload it.",
            Self::Unknown => "This is not a picture that can be read. Upload a JPEG, PNG or WebP file.",
        })
    }
}

fn raw(name: &str) -> Cow<'static, str> {
    Cow::Owned(format!(
        "This is a raw file of a camera ({name}). Upload the JPEG that the camera saved of the same photo, or export the \
         raw file as JPEG, then upload that."
    ))
}
