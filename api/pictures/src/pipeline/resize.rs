//! Smaller pictures, and how small.

use fast_image_resize::{
    FilterType, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};

use super::Rejection;
use super::part::{Size, Window};
use super::pixels::{Pixels, Samples};

/// The widths that photos are served in.
const WIDTHS: [u32; 4] = [320, 640, 1280, 2048];
/// The highest picture that WebP can hold: one row less than may be uploaded.
const MAX_HEIGHT: u32 = 16_383;
/// The box that logos are fitted into.
const LOGO_BOX: Size = Size::new(640, 320);

/// The sizes of a photo from the smallest to the largest: each width below its own, and its own or the largest.
pub(super) fn photo_sizes(own: Size) -> Vec<Size> {
    let largest = own.width.min(WIDTHS[WIDTHS.len() - 1]);
    let smaller = WIDTHS.into_iter().filter(|one| *one < largest);
    smaller.chain([largest]).map(|one| Size::new(one, scaled(own.height, one, own.width).min(MAX_HEIGHT))).collect()
}

/// The largest of them.
pub(super) fn largest_photo_size(own: Size) -> Size {
    photo_sizes(own).last().copied().unwrap_or(own)
}

/// The size of a logo: within the box, never larger than it is.
pub(super) fn logo_size(own: Size) -> Size {
    let Size { width, height } = own;
    if width <= LOGO_BOX.width && height <= LOGO_BOX.height {
        return own;
    }
    if u64::from(width) * u64::from(LOGO_BOX.height) >= u64::from(height) * u64::from(LOGO_BOX.width) {
        Size::new(LOGO_BOX.width, scaled(height, LOGO_BOX.width, width))
    } else {
        Size::new(scaled(width, LOGO_BOX.height, height), LOGO_BOX.height)
    }
}

/// The picture in another size. Its memory is taken over: alpha is multiplied into the samples in place, so that
/// invisible pixels do not bleed into visible ones.
pub(super) fn resized(mut pixels: Pixels, size: Size) -> Result<Pixels, Rejection> {
    if pixels.size() == size {
        return Ok(pixels);
    }
    if pixels.samples.has_alpha() {
        let mut image = image_over(&mut pixels)?;
        MulDiv::new().multiply_alpha_inplace(&mut image).map_err(impossible)?;
    }
    let mut smaller = shrunk(&pixels, size)?;
    if smaller.samples.has_alpha() {
        let mut image = image_over(&mut smaller)?;
        MulDiv::new().divide_alpha_inplace(&mut image).map_err(impossible)?;
    }
    Ok(smaller)
}

/// The picture in another size, sample by sample.
pub(super) fn shrunk(pixels: &Pixels, size: Size) -> Result<Pixels, Rejection> {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    scale(pixels, size, &options)
}

/// A part of the picture in another size, smaller or larger.
pub(super) fn cut(pixels: &Pixels, part: &Window, size: Size) -> Result<Pixels, Rejection> {
    let [left, top, width, height] = [part.left, part.top, part.width, part.height].map(f64::from);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    scale(pixels, size, &options.crop(left, top, width, height))
}

/// A tiny picture spread over a large one, without edges.
pub(super) fn spread(pixels: &Pixels, size: Size) -> Result<Pixels, Rejection> {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Mitchell)).use_alpha(false);
    scale(pixels, size, &options)
}

fn scale(pixels: &Pixels, size: Size, options: &ResizeOptions) -> Result<Pixels, Rejection> {
    let Size { width, height } = size;
    let kind = pixel_type(pixels.samples);
    let source = ImageRef::new(pixels.width, pixels.height, &pixels.data, kind).map_err(impossible)?;
    let mut image = Image::new(width, height, kind);
    Resizer::new().resize(&source, &mut image, options).map_err(impossible)?;
    Ok(Pixels { width, height, samples: pixels.samples, data: image.into_vec() })
}

fn image_over(pixels: &mut Pixels) -> Result<Image<'_>, Rejection> {
    Image::from_slice_u8(pixels.width, pixels.height, &mut pixels.data, pixel_type(pixels.samples)).map_err(impossible)
}

const fn pixel_type(samples: Samples) -> PixelType {
    match samples {
        Samples::Grey => PixelType::U8,
        Samples::GreyAlpha => PixelType::U8x2,
        Samples::Rgb => PixelType::U8x3,
        Samples::Rgba | Samples::Cmyk => PixelType::U8x4,
    }
}

/// `side` times `part` of `whole`, rounded, at least one.
fn scaled(side: u32, part: u32, whole: u32) -> u32 {
    let whole = u64::from(whole.max(1));
    let rounded = (u64::from(side) * u64::from(part) + whole / 2) / whole;
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

/// The sizes and layouts above agree by construction; should they not, the picture is refused rather than the process
/// stopped.
fn impossible<E>(_: E) -> Rejection {
    Rejection::Unreadable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(width: u32, height: u32) -> Vec<(u32, u32)> {
        photo_sizes(Size::new(width, height)).into_iter().map(|size| (size.width, size.height)).collect()
    }

    fn logo(width: u32, height: u32) -> (u32, u32) {
        let size = logo_size(Size::new(width, height));
        (size.width, size.height)
    }

    #[test]
    fn photos_are_never_enlarged() {
        let widths = |width| photo(width, 100).into_iter().map(|(one, _)| one).collect::<Vec<_>>();
        assert_eq!(widths(1), [1]);
        assert_eq!(widths(320), [320]);
        assert_eq!(widths(321), [320, 321]);
        assert_eq!(widths(1280), [320, 640, 1280]);
        assert_eq!(widths(2047), [320, 640, 1280, 2047]);
        assert_eq!(widths(2048), [320, 640, 1280, 2048]);
        assert_eq!(widths(12_000), [320, 640, 1280, 2048]);
    }

    #[test]
    fn heights_follow_widths() {
        assert_eq!(photo(4000, 3000), [(320, 240), (640, 480), (1280, 960), (2048, 1536)]);
        assert_eq!(photo(12_000, 1), [(320, 1), (640, 1), (1280, 1), (2048, 1)]);
        assert_eq!(photo(1, 12_000), [(1, 12_000)]);
        assert_eq!(photo(2, 16_384), [(2, 16_383)]);
    }

    #[test]
    fn logos_fit_into_their_box() {
        assert_eq!(logo(640, 320), (640, 320));
        assert_eq!(logo(100, 300), (100, 300));
        assert_eq!(logo(1280, 640), (640, 320));
        assert_eq!(logo(1280, 100), (640, 50));
        assert_eq!(logo(1000, 1000), (320, 320));
        assert_eq!(logo(12_000, 1), (640, 1));
        assert_eq!(logo(1, 12_000), (1, 320));
    }
}
