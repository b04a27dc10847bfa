//! The picture that chat apps show of a link: one size for every photo (Open Graph's 1200 × 630), within a number of bytes
//! above which some of them show none.
//!
//! A photo that is nearly as wide as that is cut to the part that matters. Of one that is much higher or wider at least half
//! stays, whole in the middle of its own blurred colours: a cut through a car in a portrait photo would show a door.

use super::Rejection;
use super::Rendition;
use super::attention::window;
use super::decode;
use super::encode;
use super::inspect::inspect;
use super::part::{Size, Window};
use super::pixels::{Decoded, Pixels, Samples};
use super::resize;

/// The width of a preview, in pixels.
pub const PREVIEW_WIDTH: u32 = 1200;
/// The height of a preview, in pixels.
pub const PREVIEW_HEIGHT: u32 = 630;
/// The most bytes that a preview has. Chat apps give up at about 300 kB.
pub const PREVIEW_MAX_BYTES: usize = 250_000;

/// A small photo is enlarged no more than so many times: beyond that people see squares.
const MOST_ENLARGED: u32 = 2;
/// The size in which the colours around a photo are mixed: so small that nothing in it is recognised.
const MIXED: Size = Size::new(24, 13);
/// The size of a preview.
const PREVIEW: Size = Size::new(PREVIEW_WIDTH, PREVIEW_HEIGHT);
/// How much of their light the colours around a photo keep, in 256ths, so that the photo stands out.
const DIMMED: u16 = 176;

/// Makes the preview of a photo from one of the JPEGs that `prepare_photo` made of it.
pub fn prepare_preview(jpeg: &[u8]) -> Result<Rendition, Rejection> {
    let Decoded { pixels, .. } = decode::decode(jpeg, &inspect(jpeg)?, |own| own)?;
    let pixels = pixels.coloured();
    let window = window(&pixels, PREVIEW)?;
    let size = drawn(&window);
    let photo = resize::cut(&pixels, &window, size)?;
    let picture = if size == PREVIEW {
        photo
    } else {
        let mut picture = surroundings(&pixels, &window)?;
        lay(&mut picture, &photo);
        picture
    };
    encode::jpeg_within(&picture, PREVIEW_MAX_BYTES)
}

/// The size in which a window is drawn: as large as there is room for, within what it may be enlarged.
fn drawn(window: &Window) -> Size {
    let (width, height) = (u64::from(window.width), u64::from(window.height));
    let (room_x, room_y) = (u64::from(PREVIEW_WIDTH), u64::from(PREVIEW_HEIGHT));
    let most = u64::from(MOST_ENLARGED);
    let rounded = |part: u64, whole: u64| (part + whole / 2) / whole;
    let (width, height) = if width * most <= room_x && height * most <= room_y {
        (width * most, height * most)
    } else if width * room_y >= height * room_x {
        (room_x, rounded(height * room_x, width))
    } else {
        (rounded(width * room_y, height), room_y)
    };
    let side = |side: u64, room: u32| u32::try_from(side).unwrap_or(room).clamp(1, room);
    Size::new(side(width, PREVIEW_WIDTH), side(height, PREVIEW_HEIGHT))
}

/// The colours of the photo without what is in it, darker.
fn surroundings(pixels: &Pixels, window: &Window) -> Result<Pixels, Rejection> {
    let mixed = resize::cut(pixels, window, MIXED)?;
    let mut spread = resize::spread(&mixed, PREVIEW)?;
    for sample in &mut spread.data {
        *sample = u8::try_from((u16::from(*sample) * DIMMED) >> 8).unwrap_or(u8::MAX);
    }
    Ok(spread)
}

/// Lays a photo in the middle of a picture that is at least as large.
fn lay(picture: &mut Pixels, photo: &Pixels) {
    let step = Samples::Rgb.count();
    let (left, top) = ((picture.width - photo.width) / 2, (picture.height - photo.height) / 2);
    let (row, photo_row) = (picture.width as usize * step, photo.width as usize * step);
    let rows = picture.data.chunks_exact_mut(row).skip(top as usize);
    for (line, photo_line) in rows.zip(photo.data.chunks_exact(photo_row)) {
        line[left as usize * step..][..photo_row].copy_from_slice(photo_line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `prepare_photo` keeps of a picture with these pixels.
    fn kept(width: u32, height: u32, sample: impl FnMut(usize) -> u8) -> Vec<u8> {
        let data = (0..width as usize * height as usize * 3).map(sample).collect();
        encode::jpeg(&Pixels { width, height, samples: Samples::Rgb, data }, encode::Quality::Photo).unwrap().bytes
    }

    #[test]
    fn a_preview_has_one_size_and_few_bytes_whatever_the_photo_is() {
        // Noise needs more bytes than any photo.
        let mut state = 1_u32;
        let noise = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let photos = [
            kept(1280, 960, noise),
            kept(960, 1280, |index| u8::try_from(index / 7 % 251).unwrap()),
            kept(2048, 300, |index| u8::try_from(index / 999 % 251).unwrap()),
            kept(3, 2000, |_| 200),
            kept(1, 1, |_| 9),
        ];
        for photo in photos {
            let preview = prepare_preview(&photo).unwrap();
            assert_eq!((preview.width, preview.height), (PREVIEW_WIDTH, PREVIEW_HEIGHT));
            assert!(preview.bytes.len() <= PREVIEW_MAX_BYTES, "{}", preview.bytes.len());
            assert_eq!(prepare_preview(&photo).unwrap().bytes, preview.bytes, "the same bytes each time");
            let decoded = decode::decode(&preview.bytes, &inspect(&preview.bytes).unwrap(), |own| own).unwrap();
            assert_eq!((decoded.pixels.width, decoded.pixels.height), (PREVIEW_WIDTH, PREVIEW_HEIGHT));
        }
    }

    fn drawn_of(width: u32, height: u32) -> (u32, u32) {
        let size = drawn(&Window { left: 0, top: 0, width, height });
        (size.width, size.height)
    }

    #[test]
    fn a_window_fills_the_room_that_there_is() {
        assert_eq!(drawn_of(1200, 630), (1200, 630));
        assert_eq!(drawn_of(2000, 1050), (1200, 630));
        assert_eq!(drawn_of(960, 640), (945, 630), "a portrait photo stands in the middle");
        assert_eq!(drawn_of(1200, 400), (1200, 400), "a panorama lies in the middle");
    }

    #[test]
    fn a_small_photo_is_not_blown_up() {
        assert_eq!(drawn_of(200, 105), (400, 210));
        assert_eq!(drawn_of(1, 1), (2, 2));
        assert_eq!(drawn_of(600, 315), (1200, 630));
        assert_eq!(drawn_of(2048, 1), (1200, 1));
    }
}
