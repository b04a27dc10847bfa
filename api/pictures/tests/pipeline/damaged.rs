//! JPEG files that are not as the standard wants them: what viewers show is taken, what is missing is noticed.

use mozjpeg::ColorSpace;
use pictures::pipeline::{Rejection, Warning, prepare_logo, prepare_photo};

use super::files::{QUARTERS, encoded_jpeg, jpeg, quarters, with_orientation, with_segment};
use super::{assert_colour, decoded};

/// What a Samsung phone writes instead of an end marker behind a panorama.
const SAMSUNG_TAIL: &[u8] =
    b"\0\0\x01\n\x0e\0\0\0Image_UTC_Data1761234567890SEFHk\0\0\0\x01\0\0\0\0\0\x01\n#\0\0\0#\0\0\0\x18\0\0\0SEFT";

fn progressive() -> Vec<u8> {
    encoded_jpeg(160, 120, ColorSpace::JCS_RGB, &quarters(160, 120), true)
}

fn restarted() -> Vec<u8> {
    include_bytes!("../jpegs/444--restarted.jpg").to_vec()
}

fn without_end(jpeg: &[u8]) -> &[u8] {
    jpeg.strip_suffix(b"\xff\xd9").unwrap()
}

fn marker(jpeg: &[u8], code: u8) -> usize {
    jpeg.windows(2).position(|window| window == [0xff, code]).unwrap()
}

/// Where the entropy-coded data of the first scan is.
fn scan(jpeg: &[u8]) -> std::ops::Range<usize> {
    let header = marker(jpeg, 0xda) + 2;
    let from = header + usize::from(u16::from_be_bytes([jpeg[header], jpeg[header + 1]]));
    from..jpeg.len() - 2
}

fn assert_whole(bytes: &[u8], what: &str) {
    let photo = prepare_photo(bytes).unwrap_or_else(|rejection| panic!("{what}: {rejection:?}"));
    assert_eq!(photo.warnings, [], "{what}");
    let image = decoded(&photo.renditions[0]);
    for (place, colour) in [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)].into_iter().zip(QUARTERS) {
        assert_colour(&image, place, colour, what);
    }
}

/// A white picture with some colours in its first row.
fn even(width: u32, height: u32) -> Vec<u8> {
    let mut pixels = vec![255; (width * height * 3) as usize];
    pixels[..48].copy_from_slice(&quarters(16, 16)[..48]);
    let mut encoder = mozjpeg::Compress::new(ColorSpace::JCS_RGB);
    encoder.set_size(width as usize, height as usize);
    encoder.set_fastest_defaults();
    encoder.set_optimize_coding(true);
    let mut writing = encoder.start_compress(Vec::new()).unwrap();
    writing.write_scanlines(&pixels).unwrap();
    writing.finish().unwrap()
}

#[test]
fn zeros_may_be_the_data_of_an_even_area() {
    // The last byte is filled up with ones, unless nothing has to be.
    let files: Vec<_> = (1..=16).map(|blocks| even(blocks * 16, 160)).collect();
    let with_zeros: Vec<_> = files.iter().filter(|file| without_end(file).ends_with(&[0, 0])).collect();
    assert!(!with_zeros.is_empty());
    for file in with_zeros {
        for whole in [&file[..], without_end(file), &[without_end(file), &[0; 500], b"\xff\xd9"].concat()] {
            assert_eq!(prepare_photo(whole).unwrap().warnings, []);
        }
    }
}

#[test]
fn a_whole_picture_needs_no_end_marker() {
    for (what, whole) in [("baseline", jpeg(160, 120)), ("progressive", progressive())] {
        assert_whole(&whole, what);
        assert_whole(without_end(&whole), &format!("{what} without end"));
        assert_whole(&whole[..whole.len() - 1], &format!("{what} with half an end"));
    }
    let panorama = [without_end(&jpeg(160, 120)), SAMSUNG_TAIL].concat();
    assert_whole(&panorama, "a panorama");
    let second = [&panorama[..], &jpeg(16, 16)].concat();
    assert_whole(&second, "a panorama with a picture behind it");
    assert_whole(&[without_end(&jpeg(160, 120)), b"\xff\xc4\0\x03\0", SAMSUNG_TAIL].concat(), "a table behind it");
    assert_whole(&[without_end(&jpeg(160, 120)), b"\xff\x37\xff\xff\x02", SAMSUNG_TAIL].concat(), "nonsense behind it");
}

#[test]
fn without_an_end_marker_nothing_may_be_missing() {
    for (what, whole) in [("baseline", jpeg(160, 120)), ("progressive", progressive()), ("restarted", restarted())] {
        let data = without_end(&whole);
        let lengths = (20..data.len()).step_by(13).chain(data.len() - 30..data.len());
        for length in lengths {
            let refused = prepare_photo(&data[..length]).unwrap_err();
            assert_eq!(refused, Rejection::Unreadable, "{what} of {length} bytes");
        }
    }
    let cut = &jpeg(160, 120)[..1200];
    assert_eq!(prepare_photo(&[cut, SAMSUNG_TAIL].concat()).unwrap_err(), Rejection::Unreadable, "half a panorama");
}

#[test]
fn stray_bytes_between_segments_are_skipped() {
    for (what, whole) in [("baseline", jpeg(160, 120)), ("progressive", progressive())] {
        for stray in [&b"\0"[..], b"\0\0", b"\0\xff\0abc", b"\xff\xff", &[7; 3000]] {
            let mut places = vec![20, marker(&whole, 0xdb), marker(&whole, 0xda)];
            places.extend(
                [0xc0, 0xc2]
                    .into_iter()
                    .filter(|code| whole.windows(2).any(|pair| pair == [0xff, *code]))
                    .map(|code| marker(&whole, code)),
            );
            for place in places {
                assert_whole(
                    &[&whole[..place], stray, &whole[place..]].concat(),
                    &format!("{what}: {stray:?} at {place}"),
                );
            }
        }
        let padded = [without_end(&whole), &[0; 500], b"\xff\xd9"].concat();
        assert_whole(&padded, &format!("{what} filled up with zeros"));
    }
}

#[test]
fn damage_is_told() {
    for (what, whole) in [("restarted", restarted()), ("baseline", jpeg(160, 120)), ("progressive", progressive())] {
        let scan = scan(&whole);
        let (from, to) = (scan.start + scan.len() / 3, scan.start + scan.len() / 2);
        let hole = [&whole[..from], &whole[to..]].concat();
        let cut = [&whole[..to], b"\xff\xd9"].concat();
        let nonsense = [&whole[..from], b"\xff\x37", &whole[from + 2..]].concat();
        for (how, bytes) in [("a hole", hole), ("an early end", cut), ("nonsense", nonsense)] {
            let photo = prepare_photo(&bytes).unwrap_or_else(|rejection| panic!("{what}, {how}: {rejection:?}"));
            assert_eq!(photo.warnings, [Warning::Damaged], "{what}, {how}");
            assert_eq!(prepare_logo(&bytes).unwrap().warnings, [Warning::Damaged], "{what}, {how}, as logo");
            assert!(Warning::Damaged.detail().contains("may look grey or torn"));
        }
    }
}

#[test]
fn colours_that_never_come_are_not_made_up() {
    let whole = include_bytes!("../jpegs/444--by-colour.jpg");
    let scans: Vec<usize> = (0..whole.len() - 1).filter(|at| whole[*at..].starts_with(b"\xff\xda")).collect();
    let [_, second, third] = scans[..] else { panic!("three scans: {scans:?}") };
    for at in [second, third] {
        let cut = [&whole[..at], b"\xff\xd9"].concat();
        assert_eq!(prepare_photo(&cut).unwrap_err(), Rejection::Unreadable);
    }
}

#[test]
fn the_first_of_two_orientations_counts() {
    // A later segment is written in front, so the first to be written is the second in the file.
    let twice = with_orientation(&with_orientation(&jpeg(160, 120), 3), 6);
    let photo = prepare_photo(&twice).unwrap();
    assert_eq!((photo.width, photo.height), (120, 160));
}

#[test]
fn a_decoder_that_gives_up_is_a_refusal() {
    // Tables with more codes than there is room for: the decoder leaves by unwinding.
    let mut whole = jpeg(16, 16);
    let table = marker(&whole, 0xc4);
    whole[table + 5..table + 21].fill(0xff);
    assert_eq!(prepare_photo(&whole).unwrap_err(), Rejection::Unreadable);
    // Segments without end that mean nothing.
    let many = b"\xff\xdd\0\x04\0\0\xff\xfe\0\x02".repeat(20_000);
    let whole = jpeg(16, 16);
    assert_eq!(prepare_photo(&[&whole[..2], &many, &whole[2..]].concat()).unwrap_err(), Rejection::Unreadable);
    assert_eq!(prepare_photo(&with_segment(&whole, 0xee, b"Adobe")).unwrap().warnings, []);
}
