//! Why no JPEG can be made of a file, with a sentence that says what to do. Nothing here repeats text from the file.

use std::fmt;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// It is not of this family.
    NotHeic,
    /// Its picture is not encoded by HEVC.
    OtherCodec,
    /// It uses something that no phone was seen to use.
    Unsupported,
    /// It is cut off or damaged.
    Damaged,
    /// It has more pixels than the caller takes.
    TooLarge {
        /// Width in pixels, upright.
        width: u32,
        /// Height in pixels, upright.
        height: u32,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHeic => formatter.write_str("This is not a HEIC photo. Upload a JPEG, PNG, WebP or HEIC file."),
            Self::OtherCodec => formatter.write_str(
                "This HEIF file holds a picture of another kind than photos from phones. Export it as JPEG, then upload that.",
            ),
            Self::Unsupported => formatter.write_str(
                "This HEIC photo uses features that cannot be read here. Export it as JPEG, then upload that.",
            ),
            Self::Damaged => formatter.write_str(
                "This HEIC photo is incomplete or damaged. Open it on the device that made it, export it as JPEG, then \
                 upload that.",
            ),
            Self::TooLarge { width, height } => write!(
                formatter,
                "This HEIC photo is {width} x {height} pixels, which is too large. Make it smaller, or export it as a smaller \
                 JPEG, then upload that."
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// The decoder's own words are for those who mend it: a person is told whether the file or this program is at fault.
impl From<heifer::Error> for Refusal {
    fn from(error: heifer::Error) -> Self {
        match error {
            heifer::Error::Container(error) => error.into(),
            heifer::Error::Hevc(error) => error.into(),
            heifer::Error::Unsupported(_) => Self::Unsupported,
            heifer::Error::Encode(_) | heifer::Error::Invalid(_) => Self::Damaged,
        }
    }
}

impl From<heifer::heifer_isobmff::Error> for Refusal {
    fn from(error: heifer::heifer_isobmff::Error) -> Self {
        match error {
            heifer::heifer_isobmff::Error::Unimplemented(_) => Self::Unsupported,
            _ => Self::Damaged,
        }
    }
}

impl From<heifer::heifer_hevc_dec::Error> for Refusal {
    fn from(error: heifer::heifer_hevc_dec::Error) -> Self {
        match error {
            heifer::heifer_hevc_dec::Error::Unimplemented(_) => Self::Unsupported,
            _ => Self::Damaged,
        }
    }
}
