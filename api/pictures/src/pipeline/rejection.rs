//! Why a file is rejected, with a sentence that says what to do. Nothing here repeats text from the file.

use super::MAX_BYTES;
use super::MAX_PIXELS;
use super::MAX_SIDE;

/// Why a file is not accepted as a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rejection {
    /// The file is of a kind that is not accepted.
    Unsupported(Kind),
    /// The file has more bytes than [`MAX_BYTES`].
    TooManyBytes,
    /// The picture has more pixels than [`MAX_PIXELS`] or a side longer than [`MAX_SIDE`].
    TooLarge {
        /// Width in pixels, as the header says.
        width: u32,
        /// Height in pixels, as the header says.
        height: u32,
    },
    /// The file holds several pictures that are shown one after the other.
    Animated,
    /// The file is cut off, damaged or built to keep a decoder busy.
    Unreadable,
    /// A HEIC photo that the decoder does not take, or not within its bounds.
    Undecodable,
    /// The file is a picture and something else at once, such as an archive or a web page.
    Mixed,
}

/// A kind of file that is not accepted, recognised by its content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// What iPhones write unless told otherwise.
    Heic,
    /// AV1 pictures.
    Avif,
    /// GIF, moving or not.
    Gif,
    /// Vector drawings, which can carry scripts.
    Svg,
    /// A web page.
    Html,
    /// A document.
    Pdf,
    /// TIFF, and the raw files of cameras that are built on it.
    Tiff,
    /// Windows bitmaps.
    Bmp,
    /// JPEG XL.
    JpegXl,
    /// A film.
    Video,
    /// ZIP and what is built on it, RAR, gzip, 7z.
    Archive,
    /// No bytes at all.
    Empty,
    /// Anything else.
    Unknown,
}

impl Rejection {
    /// One or two sentences for the person who sent the file: what it is and what to do.
    pub fn detail(self) -> String {
        match self {
            Self::Unsupported(kind) => kind.detail().to_owned(),
            Self::TooManyBytes => format!(
                "The file is larger than {} MB. Export the picture as JPEG with a lower quality or fewer pixels, then \
                 upload it again.",
                MAX_BYTES / (1024 * 1024)
            ),
            Self::TooLarge { width, height } => format!(
                "The picture is {width} x {height} pixels. The limit is {} megapixels and {MAX_SIDE} pixels a side. \
                 Make it smaller, then upload it again.",
                MAX_PIXELS / 1_000_000
            ),
            Self::Animated => {
                "This is an animated picture. Save a single frame of it as JPEG or PNG, then upload that.".to_owned()
            }
            Self::Unreadable => {
                "The file is incomplete or damaged. Open it on the device that made it, save it as JPEG again, then \
                 upload that."
                    .to_owned()
            }
            Self::Undecodable => {
                "This HEIC photo cannot be read here: it has rare features or needs too much memory. Export it as \
                                  JPEG, then upload that."
                    .to_owned()
            }
            Self::Mixed => {
                "The file contains more than a picture. Open it in a picture viewer, save it as JPEG, then upload \
                            that."
                    .to_owned()
            }
        }
    }
}

impl Kind {
    const fn detail(self) -> &'static str {
        match self {
            Self::Heic => {
                "This is a HEIC photo. On the iPhone choose Settings > Camera > Formats > Most Compatible, or export it as \
                 JPEG, then upload it again."
            }
            Self::Avif => "This is an AVIF picture. Export it as JPEG, PNG or WebP, then upload it again.",
            Self::Gif => "This is a GIF picture. Save it as PNG or JPEG, then upload that.",
            Self::Svg => "This is an SVG drawing. Export it as PNG, then upload that.",
            Self::Html => "This is a web page, not a picture. Upload the picture itself as JPEG, PNG or WebP.",
            Self::Pdf => {
                "This is a PDF document. Export the page, or the picture in it, as JPEG or PNG, then upload that."
            }
            Self::Tiff => "This is a TIFF or raw picture. Export it as JPEG, then upload that.",
            Self::Bmp => "This is a BMP picture. Save it as PNG or JPEG, then upload that.",
            Self::JpegXl => "This is a JPEG XL picture. Export it as JPEG, PNG or WebP, then upload it again.",
            Self::Video => "This is a video. Take a photo, or save one frame as JPEG, then upload that.",
            Self::Archive => "This is an archive. Unpack it and upload the pictures in it as JPEG, PNG or WebP.",
            Self::Empty => "The file is empty. Choose the picture again, then upload it.",
            Self::Unknown => "This is not a picture that can be read. Upload a JPEG, PNG or WebP file.",
        }
    }
}
