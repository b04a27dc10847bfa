//! What the uploader should know of a picture although it is taken.

/// Something about a picture that differs from what its file shows elsewhere, or should show.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Warning {
    /// The file holds pictures that are shown one after the other: the first is kept.
    FirstFrame,
    /// Part of the picture could not be read: it is kept as far as it could.
    Damaged,
}

impl Warning {
    /// One or two sentences for the person who sent the file.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::FirstFrame => {
                "This is an animated picture: only its first frame is kept. If another frame matters, save that one as \
                 JPEG or PNG and upload it."
            }
            Self::Damaged => {
                "Part of this picture is damaged and may look grey or torn. Look at it here; if it does, upload the photo \
                 again from the device that took it."
            }
        }
    }
}
