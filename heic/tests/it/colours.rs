//! Samplings, depths, ranges and matrices.

use crate::boxes::{auxc, heif, nclx};
use crate::compare::{assert_same, assert_shows, blocks, decoded, expected};
use crate::files::{CHROMA_444, DEEP_422, GREY, LIMITED, PLAIN, TRANSPARENT};

#[test]
fn every_sampling_and_depth_is_as_libheif_shows_it() {
    let samples = [
        (PLAIN, "4:2:0"),
        (LIMITED, "limited range"),
        (DEEP_422, "10 bit 4:2:2"),
        (CHROMA_444, "4:4:4"),
        (GREY, "grey"),
        (TRANSPARENT, "transparent, on white"),
    ];
    for (sample, what) in samples {
        assert_shows(sample.file, &expected(&sample), what);
    }
}

#[test]
fn a_file_without_labels_is_read_by_those_of_its_video_stream() {
    for (sample, what) in [(PLAIN, "full range"), (LIMITED, "limited range")] {
        assert_shows(&heif(1, &[sample.item()]), &expected(&sample), what);
    }
}

#[test]
fn labels_of_the_file_come_before_those_of_its_video_stream() {
    let labelled = |is_full_range| heif(1, &[LIMITED.item_with(&[nclx(1, 13, 1, is_full_range)])]);
    assert_shows(&labelled(false), &expected(&LIMITED), "as it is");
    // Taken for full range, white is 235 and black is 16.
    let flat = blocks(&decoded(&labelled(true)));
    assert!((flat[2][6][0] - 230.0).abs() < 3.0 && (flat[2][8][0] - 23.0).abs() < 3.0, "{:?}", flat[2]);
}

#[test]
fn display_p3_without_a_profile_is_brought_into_srgb() {
    let shown = blocks(&decoded(&heif(1, &[PLAIN.item_with(&[nclx(12, 13, 6, true)])])));
    // By the sample code of CSS Color 4: color(display-p3 ...) of red, grey and skin.
    for (x, wanted) in [(0, [240.0, 0.0, 0.0]), (7, [250.0, 250.0, 250.0]), (10, [211.0, 137.0, 104.0])] {
        let found = shown[2][x];
        assert!(found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 5.0), "{x}: {found:?}");
    }
}

#[test]
fn a_profile_is_kept_as_it_is() {
    let mut profile = vec![0; 132];
    profile[16..20].copy_from_slice(b"RGB ");
    let colr = |profile: &[u8]| crate::boxes::boxed(*b"colr", &[b"prof", profile].concat());
    let jpeg = |profile: &[u8]| {
        heic::to_jpeg(&heif(1, &[PLAIN.item_with(&[colr(profile)])]), &crate::compare::LIMITS).unwrap()
    };
    assert!(jpeg(&profile).windows(profile.len()).any(|part| part == profile));
    // A profile of another colour space would turn red, green and blue into noise.
    profile[16..20].copy_from_slice(b"CMYK");
    assert!(!jpeg(&profile).windows(11).any(|part| part == b"ICC_PROFILE"));
    assert!(!jpeg(b"").windows(11).any(|part| part == b"ICC_PROFILE"));
}

#[test]
fn gain_maps_depths_and_thumbnails_change_nothing() {
    let plain = expected(&PLAIN);
    for kind in ["urn:com:apple:photo:2020:aux:hdrgainmap", "urn:mpeg:hevc:2015:auxid:2"] {
        let mut other = GREY.item_with(&[auxc(kind)]);
        other.references = vec![(*b"auxl", vec![1])];
        assert_shows(&heif(1, &[PLAIN.item(), other]), &plain, kind);
    }
    let mut thumbnail = GREY.item();
    thumbnail.references = vec![(*b"thmb", vec![2])];
    assert_same(&blocks(&decoded(&heif(2, &[thumbnail, PLAIN.item()]))), &plain, "thumbnail");
}
