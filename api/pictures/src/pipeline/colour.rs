//! From the colours that a file's profile describes to sRGB, which is what a picture without a profile means.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::pixels::{Pixels, Samples};

/// The picture in sRGB, with red, green and blue. A profile that is broken or describes other samples is ignored: the
/// picture then looks as it does to programs that know no profiles.
pub(super) fn to_srgb(pixels: Pixels, icc_profile: Option<&[u8]>) -> Pixels {
    let Some(profile) = icc_profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok()) else {
        return pixels.coloured();
    };
    let pixels = match profile.color_space {
        DataColorSpace::Rgb if pixels.samples != Samples::Cmyk => pixels.coloured(),
        DataColorSpace::Cmyk if pixels.samples == Samples::Cmyk => pixels,
        DataColorSpace::Gray if matches!(pixels.samples, Samples::Grey | Samples::GreyAlpha) => pixels,
        _ => return pixels.coloured(),
    };
    converted(&pixels, &profile).unwrap_or_else(|| pixels.coloured())
}

fn converted(pixels: &Pixels, profile: &ColorProfile) -> Option<Pixels> {
    let (from, to, samples) = match pixels.samples {
        Samples::Grey => (Layout::Gray, Layout::Rgb, Samples::Rgb),
        Samples::GreyAlpha => (Layout::GrayAlpha, Layout::Rgba, Samples::Rgba),
        Samples::Rgb => (Layout::Rgb, Layout::Rgb, Samples::Rgb),
        Samples::Rgba => (Layout::Rgba, Layout::Rgba, Samples::Rgba),
        // Four samples of any meaning.
        Samples::Cmyk => (Layout::Rgba, Layout::Rgb, Samples::Rgb),
    };
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let mut data = vec![0; pixels.data.len() / pixels.samples.count() * samples.count()];
    transform.transform(&pixels.data, &mut data).ok()?;
    Some(Pixels { width: pixels.width, height: pixels.height, samples, data })
}
