//! What is damaged, cut off, too large or a bomb, and the sentences that say so. Other formats are in `kinds`.

use pictures::pipeline::Rejection::{TooLarge, TooManyBytes, Unreadable};
use pictures::pipeline::{MAX_BYTES, Rejection, check_header, prepare_logo, prepare_photo};

use mozjpeg::ColorSpace;

use super::files::{animated_webp, encoded_jpeg, extended_webp, jpeg, png, png_chunk, promised_png, quarters, webp};

/// Every way in refuses the file alike.
pub fn assert_refused(bytes: &[u8], expected: Rejection, what: &str) {
    assert_eq!(prepare_photo(bytes).unwrap_err(), expected, "{what} as photo");
    assert_eq!(prepare_logo(bytes).unwrap_err(), expected, "{what} as logo");
}

#[test]
fn every_rejection_says_what_to_do() {
    for (rejection, advice) in [
        (TooManyBytes, "larger than 20 MB. Export the picture"),
        (
            TooLarge { width: 50_000, height: 40_000 },
            "50000 x 40000 pixels. The limit is 64 megapixels and 16384 \
                                                      pixels",
        ),
        (Unreadable, "save it as JPEG again"),
    ] {
        assert!(rejection.detail().contains(advice), "{}", rejection.detail());
    }
}

#[test]
fn bombs_are_refused_by_their_headers() {
    for (width, height) in [(50_000, 50_000), (10_000, 6_451), (16_385, 1), (1, 16_385), (u32::MAX, u32::MAX)] {
        assert_refused(&promised_png(width, height), TooLarge { width, height }, "PNG");
    }
    assert_eq!(check_header(&promised_png(9_248, 6_936)), Ok(()));
    assert_eq!(check_header(&promised_png(16_384, 3_900)), Ok(()));
    assert_refused(&promised_png(0, 1), Unreadable, "no width");

    let mut bomb = jpeg(8, 8);
    let frame = bomb.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_refused(&bomb, TooLarge { width: 65_535, height: 65_535 }, "JPEG");

    let bomb = [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0", &[0xff; 6][..]].concat();
    assert_refused(&bomb, TooLarge { width: 1 << 24, height: 1 << 24 }, "WebP");

    assert_refused(&vec![0xff; MAX_BYTES + 1], TooManyBytes, "bytes");
}

#[test]
fn a_promise_of_pixels_is_not_kept_by_guessing() {
    assert_refused(&promised_png(4, 4), Unreadable, "PNG without pixels");
}

#[test]
fn files_that_are_cut_off_are_refused() {
    let animated = animated_webp((64, 48), (0, 0), &webp(64, 48));
    for (what, whole) in
        [("JPEG", jpeg(64, 48)), ("PNG", png(64, 48)), ("WebP", webp(64, 48)), ("animated WebP", animated)]
    {
        assert_eq!(check_header(&whole), Ok(()), "{what}");
        // A JPEG that lacks nothing but its end marker is taken: `damaged` is about that.
        let end = if what == "JPEG" { whole.len() - 2 } else { whole.len() };
        for length in (12..end).rev().step_by(7).chain([end - 1, whole.len() / 2]) {
            assert_refused(&whole[..length], Unreadable, &format!("{what} of {length} bytes"));
        }
    }
}

#[test]
fn scans_are_counted() {
    // Of a progressive picture, whose first scan leaves most of it open. Behind a whole picture nothing is read.
    let whole = encoded_jpeg(16, 16, ColorSpace::JCS_RGB, &quarters(16, 16), true);
    let marker = |code, from| from + whole[from..].windows(2).position(|marker| marker == [0xff, code]).unwrap();
    let scan = marker(0xda, 0);
    let end = marker(0xc4, scan);
    let bomb = [&whole[..scan], &whole[scan..end].repeat(101), &whole[end..]].concat();
    assert_refused(&bomb, Unreadable, "101 scans");
}

#[test]
fn damaged_pixels_are_refused() {
    let mut damaged = png(64, 48);
    let middle = damaged.len() - 30;
    damaged[middle] ^= 0x55;
    assert_refused(&damaged, Unreadable, "PNG");
    let torn = [&png(8, 8)[..33], &png_chunk(*b"IDAT", b"not zlib"), &png_chunk(*b"IEND", &[])].concat();
    assert_refused(&torn, Unreadable, "PNG without zlib");
    let mut canvas = extended_webp(8, 8, 0, &[]);
    canvas[24] = 200;
    assert_refused(&canvas, Unreadable, "WebP on another canvas");
}

#[test]
fn frames_outside_their_canvas_are_refused() {
    assert!(check_header(&animated_webp((64, 48), (16, 12), &webp(48, 36))).is_ok());
    for (place, frame) in [((18, 0), webp(48, 36)), ((0, 14), webp(48, 36)), ((0, 0), webp(64, 50))] {
        assert_refused(&animated_webp((64, 48), place, &frame), Unreadable, "a frame outside");
    }
    let mut other = animated_webp((64, 48), (0, 0), &webp(64, 48));
    // The frame's own header promises another width than its pixels have.
    let frame = other.windows(4).position(|name| name == b"ANMF").unwrap();
    other[frame + 14] -= 1;
    assert_refused(&other, Unreadable, "a frame of another size");
    let none = animated_webp((64, 48), (0, 0), &[0; 12]);
    assert_refused(&none, Unreadable, "no frame");
}
