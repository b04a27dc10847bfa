//! What a picture is called.

/// How a rendition is encoded.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Format {
    /// For every browser.
    Jpeg,
    /// Fewer bytes, for browsers that accept it.
    WebP,
    /// Exact and with transparency, for logos.
    Png,
}

impl Format {
    /// What the `Content-Type` header says.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Png => "image/png",
        }
    }

    /// How file names end, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Png => "png",
        }
    }
}
