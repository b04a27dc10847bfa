//! What the numbers of a picture mean, and the way into sRGB for pictures that say so without a profile.

mod curves;
mod matrix;

use heifer::heifer_hevc_dec::nal::NalUnit;
use heifer::heifer_hevc_dec::params::ParameterSets;
use heifer::heifer_hevc_dec::recon::Frame;
use heifer::heifer_isobmff::boxes::{ColorInfo, HevcConfig, Property};
use heifer::heifer_isobmff::{HeifFile, ItemId};

use crate::refusal::Refusal;

const UNSPECIFIED: u16 = 2;

/// Code points of ITU-T H.273.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Labels {
    pub(crate) primaries: u16,
    pub(crate) transfer: u16,
    pub(crate) matrix: u16,
    pub(crate) is_full_range: bool,
    /// Whether the file says it; what only the video stream says counts less.
    pub(crate) is_from_file: bool,
}

impl Labels {
    const UNKNOWN: Self = Self {
        primaries: UNSPECIFIED,
        transfer: UNSPECIFIED,
        matrix: UNSPECIFIED,
        is_full_range: false,
        is_from_file: false,
    };

    /// Those of a picture, else of its first tile, else of the video stream of that.
    pub(crate) fn of(file: &HeifFile<'_>, id: ItemId, tile: Option<ItemId>) -> Result<Self, Refusal> {
        let tile = tile.unwrap_or(id);
        let labels = nclx(file.item_properties(id)?).or(nclx(file.item_properties(tile)?));
        Ok(labels.unwrap_or_else(|| file.hevc_config(tile).ok().flatten().map_or(Self::UNKNOWN, Self::of_stream)))
    }

    /// Those of a video stream.
    pub(crate) fn of_stream(config: &HevcConfig) -> Self {
        let mut sets = ParameterSets::default();
        for unit in &config.nal_units {
            // What is wrong with the stream is found when it is decoded.
            let _ = NalUnit::parse(unit).and_then(|unit| sets.add(&unit));
        }
        let labels = sets.sps.iter().flatten().find_map(|sps| sps.vui.as_ref());
        labels.map_or(Self::UNKNOWN, |labels| Self {
            primaries: labels.colour_primaries.into(),
            transfer: labels.transfer_characteristics.into(),
            ..Self::UNKNOWN
        })
    }

    /// Filled up by what a decoded picture says. A matrix that is unknown would make wrong colours: better none.
    pub(crate) fn or_of(self, frame: &Frame) -> Result<Self, Refusal> {
        let matrix = if self.matrix == UNSPECIFIED { frame.matrix_coeffs.into() } else { self.matrix };
        let is_full_range = if self.is_from_file { self.is_full_range } else { frame.full_range };
        match matrix {
            0..=2 | 4..=7 | 9 | 10 => Ok(Self { matrix, is_full_range, ..self }),
            _ => Err(Refusal::Unsupported),
        }
    }
}

/// Whether a profile is for pictures of red, green and blue: any other would turn them into noise.
pub(crate) fn is_rgb(profile: &[u8]) -> bool {
    profile.len() > 128 && profile.get(16..20) == Some(b"RGB ")
}

/// The labels that a file puts on a picture itself.
pub(crate) fn nclx<'a>(mut properties: impl Iterator<Item = &'a Property>) -> Option<Labels> {
    properties.find_map(|property| match property {
        &Property::Color(ColorInfo::Nclx { primaries, transfer, matrix, full_range }) => {
            Some(Labels { primaries, transfer, matrix, is_full_range: full_range, is_from_file: true })
        }
        _ => None,
    })
}

/// Brings pixels into sRGB.
pub(crate) struct Converter {
    /// Light of each code, 1 being white.
    linear: Vec<f32>,
    matrix: [[f32; 3]; 3],
    /// Codes of sRGB by light.
    codes: Vec<u8>,
    is_hdr: bool,
}

impl Converter {
    /// `None` if the picture is in sRGB, or close enough: the primaries of standard-definition television are what encoders write
    /// by habit, and no viewer minds them.
    pub(crate) fn of(labels: Labels) -> Option<Self> {
        let matrix = matrix::to_srgb(labels.primaries);
        let curve = curves::light_of(labels.transfer);
        if matrix.is_none() && curve.is_none() {
            return None;
        }
        let is_hdr = curves::is_hdr(labels.transfer);
        let curve = curve.unwrap_or(curves::srgb);
        let linear = (0..=u8::MAX).map(|code| curve(f32::from(code) / 255.0)).collect();
        Some(Self { linear, matrix: matrix.unwrap_or(matrix::IDENTITY), codes: curves::srgb_codes(), is_hdr })
    }

    /// Converts in place.
    pub(crate) fn convert(&self, pixels: &mut [[u8; 3]]) {
        for pixel in pixels {
            let light = pixel.map(|code| self.linear.get(usize::from(code)).copied().unwrap_or_default());
            let mut light = self.matrix.map(|row| row[0] * light[0] + row[1] * light[1] + row[2] * light[2]);
            if self.is_hdr {
                curves::compress(&mut light);
            }
            *pixel = light.map(|light| curves::code(&self.codes, light));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(primaries: u16, transfer: u16, pixel: [u8; 3]) -> [u8; 3] {
        let mut pixels = [pixel];
        Converter::of(Labels { primaries, transfer, ..Labels::UNKNOWN }).unwrap().convert(&mut pixels);
        pixels[0]
    }

    #[test]
    fn what_is_srgb_is_left_alone() {
        for (primaries, transfer) in [(1, 13), (2, 2), (1, 1), (5, 6)] {
            assert!(Converter::of(Labels { primaries, transfer, ..Labels::UNKNOWN }).is_none());
        }
    }

    #[test]
    fn display_p3_is_as_the_css_specification_has_it() {
        // color(display-p3 ...) in CSS Color 4, by its sample code.
        assert_eq!(converted(12, 13, [255, 255, 255]), [255, 255, 255]);
        assert_eq!(converted(12, 13, [128, 128, 128]), [128, 128, 128]);
        assert_eq!(converted(12, 13, [200, 100, 50]), [215, 93, 31]);
        assert_eq!(converted(12, 13, [255, 0, 0]), [255, 0, 0]);
    }

    #[test]
    fn white_paper_stays_light_in_hdr() {
        // Reference white is 203 cd/m²: 58 % of the signal of PQ, 75 % of that of HLG.
        for (transfer, code) in [(16, 148), (18, 191)] {
            let white = converted(9, transfer, [code; 3]);
            assert!((225..=250).contains(&white[0]) && white[0] == white[1] && white[1] == white[2], "{white:?}");
            assert!(converted(9, transfer, [255; 3])[0] > white[0]);
            assert_eq!(converted(9, transfer, [0; 3]), [0; 3]);
        }
    }
}
