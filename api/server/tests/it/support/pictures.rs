//! Pictures, made here, and how they are uploaded.

use std::io::Cursor;

use actix_web::http::Method;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::photo::Photo;

use super::{Answer, Caller, Organization};

const BOUNDARY: &str = "----picture-of-the-tests";

/// A gradient, so that every size looks different.
fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let part = |value: u32, of: u32| u8::try_from(value * 255 / of.max(1)).unwrap();
        Rgb([part(x, width), part(y, height), 128])
    })
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encode(&gradient(width, height).into(), ImageFormat::Jpeg)
}

/// A JPEG with the time at which it was taken, as cameras write it: `2026:05:14 09:30:00` and an offset such as `+02:00`.
pub fn jpeg_taken_at(width: u32, height: u32, time: &str, offset: Option<&str>) -> Vec<u8> {
    const EXIF_DIRECTORY: u32 = 26;
    let texts: Vec<_> = [(0x9003_u16, Some(time)), (0x9011, offset)]
        .into_iter()
        .filter_map(|(tag, text)| text.map(|text| (tag, format!("{text}\0"))))
        .collect();
    let count = u16::try_from(texts.len()).unwrap();
    // The first directory has only the pointer to the one with the times, whose texts follow it.
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    tiff.extend(count.to_be_bytes());
    let mut place = EXIF_DIRECTORY + 2 + u32::from(count) * 12 + 4;
    for (tag, text) in &texts {
        let length = u32::try_from(text.len()).unwrap();
        tiff.extend([&tag.to_be_bytes()[..], &[0, 2], &length.to_be_bytes(), &place.to_be_bytes()].concat());
        place += length;
    }
    tiff.extend([0; 4]);
    tiff.extend(texts.into_iter().flat_map(|(_, text)| text.into_bytes()));
    let jpeg = jpeg(width, height);
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// An animated PNG: its first frame is a gradient.
pub fn animated_png(width: u32, height: u32) -> Vec<u8> {
    const HEADER_END: usize = 33;
    let still = png(width, height);
    // acTL: two frames, to be shown for ever. A reader that knows no animation never looks at it.
    let control = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\xf3\x8d\x93\x70";
    [&still[..HEADER_END], control, &still[HEADER_END..]].concat()
}

/// A PNG.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encode(&gradient(width, height).into(), ImageFormat::Png)
}

/// A PNG whose left half is transparent.
pub fn transparent_png(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, _| Rgba([200, 30, 30, if x < width / 2 { 0 } else { 255 }]));
    encode(&picture.into(), ImageFormat::Png)
}

/// Sends a file as the part `file` of a form, under a name that means nothing.
pub async fn send(caller: &Caller, method: Method, path: &str, file: &[u8]) -> Answer {
    send_named(caller, method, path, "../../IMG_0001.HEIC\"", file).await
}

/// The body of a form with a file of this name, and its media type.
pub fn form(name: &str, file: &[u8]) -> (String, Vec<u8>) {
    let name = name.replace('\\', "\\\\").replace('"', "\\\"");
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// Sends a file under a name.
pub async fn send_named(caller: &Caller, method: Method, path: &str, name: &str, file: &[u8]) -> Answer {
    let (media_type, body) = form(name, file);
    caller.send(method, path, Some(&media_type), body).await
}

/// Uploads a photo of a vehicle.
pub async fn post(caller: &Caller, vehicle: &VehicleId, file: &[u8]) -> Answer {
    send(caller, Method::POST, &ApiPath::Photos(vehicle).to_string(), file).await
}

/// Uploads a photo of a vehicle, which works.
pub async fn upload(org: &Organization, vehicle: &VehicleId, file: &[u8]) -> Photo {
    post(&org.editor, vehicle, file).await.json(201)
}
