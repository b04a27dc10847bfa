//! AVIF with ten bits a sample and half the colour's resolution: AV1's main profile, which every decoder knows. A crate of its own,
//! so that a change of the pipeline does not compile AV1's encoder, which is generic, anew.

mod planes;

use avif_serialize::Aviffy;
use avif_serialize::constants::MatrixCoefficients as Matrix;
use rav1e::prelude::{
    ChromaSampling, ColorDescription, ColorPrimaries, EncoderConfig, EncoderStatus, MatrixCoefficients, PixelRange,
    SceneDetectionSpeed, SpeedSettings, TransferCharacteristics,
};
use rav1e::{Config, Context, InvalidConfig};

/// How many bits a sample has: ten make smaller files than eight, even of pictures that have eight.
const BITS: u8 = 10;
/// Of 0 to 10; slower ones save up to five hundredths of the bytes in three times the time.
const SPEED: u8 = 7;

/// A picture in memory: red, green and blue of eight bits each, row by row without gaps.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Three bytes for each pixel.
    pub rgb: &'a [u8],
}

/// A picture as AVIF.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The file.
    pub file: Vec<u8>,
    /// What decoders show of it, as in [`Picture::rgb`].
    pub shown: Vec<u8>,
}

/// Why a picture was not encoded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There are more or fewer bytes than the pixels need.
    #[error("a picture has three bytes for each pixel")]
    WrongLength,
    /// The encoder does not take pictures of this size.
    #[error(transparent)]
    Size(#[from] InvalidConfig),
    /// The encoder failed.
    #[error(transparent)]
    Encoder(#[from] EncoderStatus),
}

/// Encodes a picture on this thread. The quantizer says how much is left out: nothing at 0, most at 255.
pub fn encode(picture: Picture<'_>, quantizer: u8) -> Result<Encoded, Error> {
    let Picture { width, height, rgb } = picture;
    let bytes = (u64::from(width) * u64::from(height)).checked_mul(3);
    if bytes.is_none_or(|bytes| bytes != rgb.len() as u64) {
        return Err(Error::WrongLength);
    }
    let mut context: Context<u16> = config(width, height, quantizer).new_context()?;
    let mut frame = context.new_frame();
    planes::fill(&mut frame, picture);
    context.send_frame(frame)?;
    context.flush();
    let (mut sample, mut shown) = (Vec::new(), None);
    loop {
        match context.receive_packet() {
            Ok(packet) => {
                sample.extend_from_slice(&packet.data);
                shown = packet.rec;
            }
            Err(EncoderStatus::Encoded) => {}
            Err(EncoderStatus::LimitReached) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let shown = shown.ok_or(EncoderStatus::Failure)?;
    let file = Aviffy::new()
        .set_chroma_subsampling((true, true))
        .matrix_coefficients(Matrix::Bt601)
        .full_color_range(true)
        .to_vec(&sample, None, width, height, BITS);
    Ok(Encoded { file, shown: planes::read(&shown, width, height) })
}

fn config(width: u32, height: u32, quantizer: u8) -> Config {
    let mut speed_settings = SpeedSettings::from_preset(SPEED);
    // There is one frame.
    speed_settings.scene_detection_mode = SceneDetectionSpeed::None;
    speed_settings.rdo_lookahead_frames = 1;
    Config::new().with_threads(1).with_encoder_config(EncoderConfig {
        width: width as usize,
        height: height as usize,
        bit_depth: usize::from(BITS),
        chroma_sampling: ChromaSampling::Cs420,
        pixel_range: PixelRange::Full,
        color_description: Some(ColorDescription {
            color_primaries: ColorPrimaries::BT709,
            transfer_characteristics: TransferCharacteristics::SRGB,
            matrix_coefficients: MatrixCoefficients::BT601,
        }),
        still_picture: true,
        min_key_frame_interval: 0,
        max_key_frame_interval: 0,
        quantizer: usize::from(quantizer),
        min_quantizer: quantizer,
        speed_settings,
        ..EncoderConfig::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_told() {
        let rgb: Vec<u8> =
            (0..32 * 24_u32).flat_map(|n| [(n % 32 * 5 + n / 32 * 3 + n * n % 7 * 4).to_le_bytes()[0]; 3]).collect();
        let picture = Picture { width: 32, height: 24, rgb: &rgb };
        let [fine, coarse] = [40, 200].map(|quantizer| encode(picture, quantizer).unwrap());
        let distance = |encoded: &Encoded| -> u64 {
            assert_eq!(encoded.shown.len(), rgb.len());
            encoded.shown.iter().zip(&rgb).map(|(one, other)| u64::from(one.abs_diff(*other))).sum()
        };
        assert!(fine.file.len() > coarse.file.len(), "{} and {}", fine.file.len(), coarse.file.len());
        assert!(distance(&fine) < distance(&coarse), "{} and {}", distance(&fine), distance(&coarse));
        assert!(fine.file[4..].starts_with(b"ftypavif"));
    }

    #[test]
    fn a_picture_that_is_none_is_an_error() {
        for (width, height, bytes) in [(2, 2, 11), (2, 2, 13), (0, 0, 0), (u32::MAX, u32::MAX, 12)] {
            assert!(encode(Picture { width, height, rgb: &vec![0; bytes] }, 100).is_err(), "{width} x {height}");
        }
    }
}
