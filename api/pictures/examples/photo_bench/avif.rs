//! What AVIF saves beside WebP, and whether it looks as good: the program's own judgement sees only what JPEG left of the photo;
//! here both are compared with the photo itself, decoded by libvips.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use domain::picture::Format;
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};
use host::clock::Stopwatch;
use image::RgbImage;
use pictures::pipeline::{Rejection, avif_widths, prepare_avif, prepare_photo};

use crate::looks::{text, vips};

/// Prints one line for each photo and width of which AVIF is tried.
pub fn compare(photos: impl Iterator<Item = PathBuf>, folder: &Path) -> Result<(), Box<dyn Error>> {
    println!("| Photo | Width | WebP's bytes | AVIF's part | Points of SSIMULACRA 2 beside WebP | Seconds |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for photo in photos {
        let prepared = prepare_photo(&fs::read(&photo)?).map_err(Rejection::detail)?;
        let file = |width, format| {
            let mut renditions = prepared.renditions.iter();
            renditions.find(|one| (one.width, one.format) == (width, format)).map(|one| one.bytes.as_slice())
        };
        let largest = file(prepared.width, Format::Jpeg).ok_or("there is no largest size")?;
        for width in avif_widths(i64::from(prepared.width)) {
            let webp = file(width, Format::WebP).ok_or("there is no WebP")?;
            let watch = Stopwatch::start();
            let avif = prepare_avif(largest, webp).map_err(Rejection::detail)?;
            let seconds = watch.elapsed().as_secs_f64();
            let (part, points) = match &avif {
                None => ("-".to_owned(), "-".to_owned()),
                Some(avif) => {
                    let part = count(avif.bytes.len()) / count(webp.len());
                    let points = points(&photo, width, &avif.bytes, folder)? - points(&photo, width, webp, folder)?;
                    (format!("{part:.2}"), format!("{points:+.1}"))
                }
            };
            let name = photo.file_name().unwrap_or_default().display();
            println!("| {name} | {width} | {} | {part} | {points} | {seconds:.1} |", webp.len());
        }
    }
    Ok(())
}

fn points(photo: &Path, width: u32, bytes: &[u8], folder: &Path) -> Result<f64, Box<dyn Error>> {
    let [file, decoded, original] = ["shown", "decoded.png", "original.png"].map(|name| folder.join(name));
    fs::write(&file, bytes)?;
    vips(&["copy", &text(&file), &text(&decoded)])?;
    vips(&["thumbnail", &text(photo), &text(&original), &width.to_string(), "--height", "100000"])?;
    let [original, decoded] = [original, decoded].map(|file| image::open(file).map(|image| image.to_rgb8()));
    let (original, decoded) = (original?, decoded?);
    Ok(compute_ssimulacra2(&pixels(&original)?, &pixels(&decoded)?)?)
}

fn pixels(image: &RgbImage) -> Result<PixelSlice<'_>, Box<dyn Error>> {
    let (width, height) = image.dimensions();
    let slice = PixelSlice::new(image.as_raw(), width, height, width as usize * 3, PixelDescriptor::RGB8_SRGB);
    slice.map_err(|error| error.to_string().into())
}

#[expect(clippy::cast_precision_loss, reason = "files here are smaller than a gigabyte")]
fn count(bytes: usize) -> f64 {
    bytes as f64
}
