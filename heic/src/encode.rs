//! The JPEG: of high quality, for what is made of it is made smaller after that.

use std::cell::RefCell;

use jpeg_encoder::{ChromaSubsamplingMethod, Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

use crate::colour::Converter;
use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::rows::Rows;
use crate::source::Source;

/// The first at which the JPEG is small enough counts.
const QUALITIES: [u8; 3] = [94, 85, 70];

/// Encodes what a source shows.
pub(crate) fn jpeg(source: &Source<'_>, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let (width, height) = (source.view.width, source.view.height);
    let too_large = Refusal::TooLarge { width, height };
    let divisor = limits.divisor(width, height).ok_or(too_large)?;
    let sides = (u16::try_from(width / divisor), u16::try_from(height / divisor));
    let (Ok(width), Ok(height)) = sides else { return Err(too_large) };
    for quality in QUALITIES {
        let lines = Lines {
            width,
            height,
            divisor,
            converter: if source.icc_profile.is_some() { None } else { Converter::of(source.labels) },
            state: RefCell::new(State {
                rows: Rows::of(source),
                number: None,
                line: Vec::new(),
                row: Vec::new(),
                refusal: None,
            }),
        };
        let jpeg = encoded(source, &lines, quality)?;
        if jpeg.len() <= limits.max_bytes {
            return Ok(jpeg);
        }
    }
    Err(too_large)
}

fn encoded(source: &Source<'_>, lines: &Lines<'_>, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    if let Some(exif) = &source.capture_exif {
        encoder.add_exif_metadata(exif).map_err(|_| Refusal::Unsupported)?;
    }
    if let Some(profile) = &source.icc_profile {
        encoder.add_icc_profile(profile).map_err(|_| Refusal::Unsupported)?;
    }
    let outcome = encoder.encode_image(lines);
    lines.state.borrow_mut().refusal.take().map_or(Ok(()), Err)?;
    outcome.map_err(|_| Refusal::Unsupported)?;
    Ok(jpeg)
}

/// The lines of the JPEG, which the encoder asks for from the top.
struct Lines<'a> {
    width: u16,
    height: u16,
    divisor: u32,
    converter: Option<Converter>,
    state: RefCell<State<'a>>,
}

struct State<'a> {
    rows: Rows<'a>,
    /// The line that `line` has.
    number: Option<u16>,
    line: Vec<[u8; 3]>,
    row: Vec<[u8; 3]>,
    /// The encoder cannot be told that there is no line: it is given grey ones.
    refusal: Option<Refusal>,
}

impl ImageBuffer for &Lines<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let mut state = self.state.borrow_mut();
        // The last line is asked for again and again, to fill its block.
        if state.number != Some(y) && state.refusal.is_none() {
            state.number = Some(y);
            state.refusal = self.read(y, &mut state).err();
        }
        let width = usize::from(self.width);
        state.line.resize(width, [128; 3]);
        let [luma, blue, red, _] = buffers;
        for &[r, g, b] in &state.line {
            let (y, cb, cr) = rgb_to_ycbcr(r, g, b);
            luma.push(y);
            blue.push(cb);
            red.push(cr);
        }
    }
}

impl Lines<'_> {
    /// Reads a line, of which each pixel is the average of as many as the divisor says.
    fn read(&self, y: u16, state: &mut State<'_>) -> Result<(), Refusal> {
        let State { rows, line, row, .. } = state;
        let divisor = self.divisor as usize;
        if divisor == 1 {
            rows.read(y.into(), line)?;
        } else {
            let mut sums = vec![[0_u32; 3]; self.width.into()];
            for part in 0..self.divisor {
                rows.read(u32::from(y) * self.divisor + part, row)?;
                for (sum, pixels) in sums.iter_mut().zip(row.chunks_exact(divisor)) {
                    for pixel in pixels {
                        sum.iter_mut().zip(pixel).for_each(|(sum, &code)| *sum += u32::from(code));
                    }
                }
            }
            let count = self.divisor * self.divisor;
            let average = |sum: u32| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX);
            line.clear();
            line.extend(sums.into_iter().map(|sum| sum.map(average)));
        }
        if let Some(converter) = &self.converter {
            converter.convert(line);
        }
        Ok(())
    }
}
