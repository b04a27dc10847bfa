//! Pixels of eight bits a sample, with what is needed to show them right.

use image::metadata::Orientation;

use super::part::Size;

/// What the samples of a pixel mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Samples {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// Ink: cyan, magenta, yellow and black, none at 0.
    Cmyk,
}

impl Samples {
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    pub(super) const fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// A picture in memory, row by row without gaps.
#[derive(Clone, Debug)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) samples: Samples,
    pub(super) data: Vec<u8>,
}

/// A picture as its file holds it, with what the file says about showing it.
pub(super) struct Decoded {
    /// The picture, which may have been made smaller already.
    pub(super) pixels: Pixels,
    /// The size in the file.
    pub(super) size: Size,
    pub(super) orientation: Orientation,
    pub(super) icc_profile: Option<Vec<u8>>,
    /// Whether pixels are missing or wrong.
    pub(super) is_damaged: bool,
}

impl Decoded {
    /// A picture in its own size, without damage.
    pub(super) const fn whole(pixels: Pixels, orientation: Orientation, icc_profile: Option<Vec<u8>>) -> Self {
        Self { size: pixels.size(), pixels, orientation, icc_profile, is_damaged: false }
    }
}

impl Pixels {
    pub(super) const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// Lays the picture on white and gives up its alpha, in the memory it has.
    pub(super) fn flattened(mut self) -> Self {
        if !self.samples.has_alpha() {
            return self;
        }
        let step = self.samples.count();
        let pixels = self.data.len() / step;
        for pixel in 0..pixels {
            let (from, to) = (pixel * step, pixel * (step - 1));
            let alpha = self.data[from + step - 1];
            for sample in 0..step - 1 {
                self.data[to + sample] = on_white(self.data[from + sample], alpha);
            }
        }
        self.data.truncate(pixels * (step - 1));
        self.data.shrink_to_fit();
        self.samples = if step == 2 { Samples::Grey } else { Samples::Rgb };
        self
    }

    /// The same picture with red, green and blue (and alpha where there was some).
    pub(super) fn coloured(self) -> Self {
        let (samples, data) = match self.samples {
            Samples::Grey => (Samples::Rgb, self.data.iter().flat_map(|grey| [*grey; 3]).collect()),
            Samples::GreyAlpha => {
                let pixels = self.data.chunks_exact(2);
                (Samples::Rgba, pixels.flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect())
            }
            Samples::Cmyk => (Samples::Rgb, self.data.chunks_exact(4).flat_map(on_paper).collect()),
            samples => (samples, self.data),
        };
        Self { samples, data, ..self }
    }

    /// The picture as it is to be looked at.
    pub(super) fn oriented(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let (width, height) =
            if swaps_sides(orientation) { (self.height, self.width) } else { (self.width, self.height) };
        let step = self.samples.count();
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = origin(orientation, x, y, self.width, self.height);
                let offset = (from_y as usize * self.width as usize + from_x as usize) * step;
                data.extend_from_slice(&self.data[offset..offset + step]);
            }
        }
        Self { width, height, samples: self.samples, data }
    }
}

/// Whether width and height change places.
pub(super) const fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// Where the pixel at (x, y) of the oriented picture lies in the file's picture of `width` by `height`.
const fn origin(orientation: Orientation, x: u32, y: u32, width: u32, height: u32) -> (u32, u32) {
    match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (width - 1 - x, y),
        Orientation::Rotate180 => (width - 1 - x, height - 1 - y),
        Orientation::FlipVertical => (x, height - 1 - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (y, height - 1 - x),
        Orientation::Rotate270FlipH => (width - 1 - y, height - 1 - x),
        Orientation::Rotate270 => (width - 1 - y, x),
    }
}

/// What ink leaves of white paper, as programs reckon that know no profiles.
fn on_paper(ink: &[u8]) -> [u8; 3] {
    let left = |sample: u8| u32::from(u8::MAX - sample);
    let black = left(ink[3]);
    [ink[0], ink[1], ink[2]].map(|sample| u8::try_from((left(sample) * black + 127) / 255).unwrap_or(u8::MAX))
}

fn on_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    let mixed = (sample * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
