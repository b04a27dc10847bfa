//! Nothing that a photo carries beside its picture leaves the pipeline: `ExifTool` writes it and `ExifTool` looks for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use moxcms::ColorProfile;
use pictures::pipeline::{Rendition, prepare_logo, prepare_photo};
use serde_json::Value;

use super::files::{jpeg, png, webp, with_segment};

const CANARY: &str = "CANARY-7f3a9c";
/// When the photo was taken, as `ExifTool` writes it and as we give it to staff.
const TAKEN: [&str; 3] =
    ["-DateTimeOriginal=1987:06:05 04:03:02", "-SubSecTimeOriginal=71", "-OffsetTimeOriginal=-03:30"];
const TAKEN_AT: &str = "1987-06-05T04:03:02.710-03:30";

/// All that `ExifTool` may find in what is served: the file itself, and what its format cannot do without.
const STRUCTURAL: [&str; 26] = [
    "SourceFile",
    "Composite:ImageSize",
    "Composite:Megapixels",
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:EncodingProcess",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "PNG:ImageWidth",
    "PNG:ImageHeight",
    "PNG:BitDepth",
    "PNG:ColorType",
    "PNG:Compression",
    "PNG:Filter",
    "PNG:Interlace",
    "RIFF:ImageWidth",
    "RIFF:ImageHeight",
    "RIFF:VP8Version",
];
/// Of lossy and of transparent WebP.
const STRUCTURAL_WEBP: [&str; 4] =
    ["RIFF:HorizontalScale", "RIFF:VerticalScale", "RIFF:WebP_Flags", "RIFF:AlphaIsUsed"];

#[test]
fn nothing_but_the_picture_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    for (name, plain) in [("photo.jpg", jpeg(400, 300)), ("photo.png", png(400, 300)), ("photo.webp", webp(400, 300))] {
        let seeded = seeded(folder.path(), name, &plain);
        let photo = prepare_photo(&seeded).unwrap();
        assert_eq!(photo.capture_time.map(|time| time.to_string()).as_deref(), Some(TAKEN_AT), "{name}");
        let renditions: Vec<Rendition> =
            photo.renditions.into_iter().chain(prepare_logo(&seeded).unwrap().renditions).collect();
        assert_eq!(renditions.len(), 6);
        for rendition in renditions {
            for secret in [CANARY, "1987"] {
                assert!(!contains(&rendition.bytes, secret), "{name}: {secret} is in {:?}", rendition.format);
            }
            let file = folder.path().join(format!("served.{}", rendition.format.extension()));
            fs::write(&file, &rendition.bytes).unwrap();
            for tag in tags(&file) {
                let structural = tag.starts_with("ExifTool:")
                    || tag.starts_with("System:")
                    || STRUCTURAL.contains(&tag.as_str())
                    || STRUCTURAL_WEBP.contains(&tag.as_str());
                assert!(structural, "{name}: {tag} is in {:?}", rendition.format);
            }
        }
    }
}

/// The file with everything that cameras and programs write into it, each with the canary where it takes text.
fn seeded(folder: &Path, name: &str, plain: &[u8]) -> Vec<u8> {
    let (profile, thumbnail, file) = (folder.join("p3.icc"), folder.join("thumbnail.jpg"), folder.join(name));
    fs::write(&profile, ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    fs::write(&thumbnail, with_segment(&jpeg(16, 12), 0xfe, CANARY.as_bytes())).unwrap();
    fs::write(&file, plain).unwrap();
    let is_jpeg = name == "photo.jpg";
    let mut exiftool = exiftool();
    exiftool.args(["-q", "-overwrite_original", "-GPSLatitude=64.1466", "-GPSLatitudeRef=N", "-GPSLongitude=21.9426"]);
    exiftool.args(["-GPSLongitudeRef=W", "-EXIF:SerialNumber=CANARY-7f3a9c", "-EXIF:Artist=CANARY-7f3a9c"]);
    exiftool.args(["-XMP-dc:Description=CANARY-7f3a9c", "-XMP-exif:GPSLatitude=64.1466"]);
    exiftool.args(TAKEN);
    exiftool.arg(format!("-ICC_Profile<={}", profile.display()));
    if is_jpeg {
        exiftool.args(["-IPTC:Keywords=CANARY-7f3a9c", "-Comment=CANARY-7f3a9c", "-Photoshop:URL=CANARY-7f3a9c"]);
        exiftool.arg(format!("-ThumbnailImage<={}", thumbnail.display()));
    }
    if name == "photo.png" {
        exiftool.args(["-PNG:Comment=CANARY-7f3a9c", "-PNG:Author=CANARY-7f3a9c"]);
    }
    let output = exiftool.arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut seeded = fs::read(&file).unwrap();
    if is_jpeg {
        // What phones append: a film or a second picture, here with the canary.
        seeded.extend_from_slice(b"\0\0\0\x18ftypmp42");
        seeded.extend_from_slice(CANARY.as_bytes());
    }
    fs::write(&file, &seeded).unwrap();
    assert_seeded(&file, is_jpeg);
    seeded
}

#[test]
fn the_time_is_taken_as_the_camera_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.jpg");
    for (tags, expected) in [
        (&TAKEN[..1], Some("1987-06-05T04:03:02")),
        (&TAKEN[..2], Some("1987-06-05T04:03:02.710")),
        (&[TAKEN[0], TAKEN[2]][..], Some("1987-06-05T04:03:02-03:30")),
        // When a program saved it, or a scanner read it, is not when it was taken.
        (&["-ModifyDate=1987:06:05 04:03:02", "-CreateDate=1987:06:05 04:03:02"][..], None),
        (
            &["-GPSDateStamp=1987:06:05", "-GPSTimeStamp=04:03:02", "-XMP:DateTimeOriginal=1987:06:05 04:03:02"][..],
            None,
        ),
        (&["-DateTimeOriginal#=0000:00:00 00:00:00"][..], None),
        (&["-DateTimeOriginal#=    :  :     :  :  "][..], None),
        (&["-DateTimeOriginal#=yesterday"][..], None),
        (&[TAKEN[0], "-OffsetTimeOriginal#=   :  ", "-SubSecTimeOriginal#=   "][..], Some("1987-06-05T04:03:02")),
    ] {
        fs::write(&file, jpeg(8, 8)).unwrap();
        let output = exiftool().args(["-q", "-overwrite_original"]).args(tags).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let photo = prepare_photo(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(photo.capture_time.map(|time| time.to_string()).as_deref(), expected, "{tags:?}");
    }
}

/// A test that looks for what was never there would prove nothing.
fn assert_seeded(file: &Path, is_jpeg: bool) {
    assert!(contains(&fs::read(file).unwrap(), CANARY));
    let tags = tags(file);
    let mut wanted = vec!["GPS:GPSLatitude", "XMP-dc:Description", "ICC_Profile:ProfileDescription", "IFD0:Artist"];
    if is_jpeg {
        wanted.extend(["IPTC:Keywords", "File:Comment", "IFD1:ThumbnailImage"]);
    }
    for tag in wanted {
        assert!(
            tags.iter().any(|found| found == tag),
            "ExifTool did not write {tag} into {}: {tags:?}",
            file.display()
        );
    }
}

/// Every tag that `ExifTool` finds, with its group.
fn tags(file: &Path) -> Vec<String> {
    let output = exiftool().args(["-a", "-G1", "-j"]).arg(file).output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    found[0].as_object().unwrap().keys().cloned().collect()
}

/// The program, or a sentence that says how to get it.
fn exiftool() -> Command {
    let there = Command::new("exiftool").arg("-ver").output().is_ok_and(|output| output.status.success());
    assert!(there, "this test needs ExifTool: install the Debian package libimage-exiftool-perl");
    Command::new("exiftool")
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
