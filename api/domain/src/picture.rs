//! What a picture is called, and which files it has.

use std::fmt;

/// How a rendition is encoded.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Format {
    /// For every browser.
    Jpeg,
    /// Fewer bytes, for browsers that accept it.
    WebP,
    /// Fewer bytes still, of some photos.
    Avif,
    /// Exact and with transparency, for logos.
    Png,
}

impl Format {
    /// What the `Content-Type` header says.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Png => "image/png",
        }
    }

    /// How file names end, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Png => "png",
        }
    }
}

/// The widths, in pixels, in which a photo is kept as AVIF too.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AvifWidths(Vec<u32>);

impl AvifWidths {
    /// From how they are stored: numbers with a space in between.
    pub fn parse(text: &str) -> Result<Self, std::num::ParseIntError> {
        text.split_whitespace().map(str::parse).collect()
    }

    /// Whether this width is one of them.
    pub fn contains(&self, width: u32) -> bool {
        self.0.contains(&width)
    }

    /// The widths.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }
}

impl FromIterator<u32> for AvifWidths {
    fn from_iter<I: IntoIterator<Item = u32>>(widths: I) -> Self {
        Self(widths.into_iter().collect())
    }
}

impl fmt::Display for AvifWidths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, width) in self.0.iter().enumerate() {
            write!(formatter, "{}{width}", if place == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_read_as_they_are_written() {
        for widths in [vec![], vec![640], vec![640, 1280]] {
            let widths: AvifWidths = widths.into_iter().collect();
            assert_eq!(AvifWidths::parse(&widths.to_string()), Ok(widths));
        }
        assert!(AvifWidths::parse("640,1280").is_err());
        assert!(AvifWidths::parse("-1").is_err());
    }
}
