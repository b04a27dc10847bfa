//! Sequences without a still picture, as burst modes and animations are.

use heic::Refusal;

use crate::boxes::{boxed, full, nclx};
use crate::compare::{LIMITS, assert_shows, expected};
use crate::files::{LIMITED, PLAIN, Sample};

/// A track with one picture, twice.
fn sequence(sample: &Sample, matrix: [i32; 9], codec: [u8; 4]) -> Vec<u8> {
    let item = sample.item();
    let ftyp = boxed(*b"ftyp", b"msf1\0\0\0\0hevc");
    let moov = |at: u32| {
        let sides = [96_u16, 64].map(u16::to_be_bytes).concat();
        let entry = [&[0; 24][..], &sides, &[0; 50], &item.properties[0], &nclx(1, 13, 1, false)].concat();
        let length = u32::try_from(item.data.len()).unwrap();
        let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
        let table = [
            full(*b"stsd", &[numbers(&[1]), boxed(codec, &entry)].concat()),
            full(*b"stsz", &numbers(&[0, 2, length, length])),
            full(*b"stco", &numbers(&[1, at])),
        ];
        let stbl = boxed(*b"stbl", &table.concat());
        let hdlr = full(*b"hdlr", &[&[0; 4][..], b"pict", &[0; 13]].concat());
        let media = boxed(*b"mdia", &[hdlr, boxed(*b"minf", &stbl)].concat());
        let matrix: Vec<u8> = matrix.iter().flat_map(|number| number.to_be_bytes()).collect();
        let header = full(*b"tkhd", &[&[0; 36][..], &matrix, &[0; 8]].concat());
        boxed(*b"moov", &boxed(*b"trak", &[header, media].concat()))
    };
    let at = u32::try_from(ftyp.len() + moov(0).len() + 8).unwrap();
    [ftyp, moov(at), boxed(*b"mdat", &[item.data.clone(), item.data.clone()].concat())].concat()
}

const ONE: i32 = 0x1_0000;
const UPRIGHT: [i32; 9] = [ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000];

#[test]
fn the_first_picture_is_shown() {
    assert_shows(&sequence(&LIMITED, UPRIGHT, *b"hvc1"), &expected(&LIMITED), "a sequence");
}

#[test]
fn its_matrix_turns_it() {
    // A quarter with the clock, as phones write it that were held upright.
    let turned = sequence(&LIMITED, [0, ONE, 0, -ONE, 0, 0, 0, 0, 0x4000_0000], *b"hvc1");
    let plain = expected(&LIMITED);
    let right = (0..plain[0].len()).map(|x| plain.iter().rev().map(|row| row[x]).collect()).collect();
    assert_shows(&turned, &right, "a sequence that is turned");
}

#[test]
fn another_codec_or_a_damaged_track_is_refused() {
    assert_eq!(heic::to_jpeg(&sequence(&PLAIN, UPRIGHT, *b"avc1"), &LIMITS).unwrap_err(), Refusal::OtherCodec);
    let whole = sequence(&PLAIN, UPRIGHT, *b"hvc1");
    for end in (0..whole.len()).step_by(29) {
        assert!(heic::to_jpeg(&whole[..end], &LIMITS).is_err(), "{end}");
    }
}
