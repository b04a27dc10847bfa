//! Why a file is rejected, with a sentence that says what to do. Nothing here repeats text from the file.

use super::Kind;
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
    /// The file is cut off, damaged or built to keep a decoder busy.
    Unreadable,
    /// A HEIC photo that the decoder does not take, or not within its bounds.
    Undecodable,
}

impl Rejection {
    /// One to three sentences for the person who sent the file: what it is and what to do.
    pub fn detail(self) -> String {
        match self {
            Self::Unsupported(kind) => kind.detail().into_owned(),
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
        }
    }
}
