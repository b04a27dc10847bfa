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
