//! Measures the photo pipeline against libvips on the same photos: processor time, memory, bytes and looks.
//! docs/benchmarks/photos.md holds the results and says how to run it.
//!
//! Needs libvips-tools, libjxl-devtools (butteraugli, SSIMULACRA) and GNU time; without arguments it draws its own photos,
//! further ones are named as arguments. With `avif` as first argument it measures what AVIF saves.

mod avif;
mod draw;
mod looks;
mod run;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use pictures::pipeline::{Rejection, prepare_photo};
use run::Cost;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    match arguments.next().as_deref() {
        // What is measured, in a process of its own.
        Some("prepare") => prepare(&arguments.next().ok_or("name a photo")?, &arguments.next().ok_or("name a folder")?),
        Some("avif") => {
            let folder = tempfile::tempdir()?;
            let photos = drawn(folder.path())?.into_iter().take(1).chain(arguments.map(PathBuf::from));
            avif::compare(photos, folder.path())
        }
        first => compare(first.map(str::to_owned).into_iter().chain(arguments).map(PathBuf::from).collect()),
    }
}

fn prepare(photo: &str, folder: &str) -> Result<(), Box<dyn Error>> {
    let prepared = prepare_photo(&fs::read(photo)?).map_err(Rejection::detail)?;
    for rendition in prepared.renditions {
        let name = format!("{}.{}", rendition.width, rendition.format.extension());
        fs::write(Path::new(folder).join(name), rendition.bytes)?;
    }
    Ok(())
}

fn compare(named: Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut photos = drawn(folder.path())?;
    photos.extend(named);
    println!("Processor seconds (user and system) and largest memory; the middle of five runs of each.\n");
    println!("| Photo | Pipeline | libvips | Ratio | Memory | libvips' memory |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for photo in &photos {
        let ours = middle(|| run::ours(photo, folder.path()))?;
        let vips = middle(|| run::vips(photo, folder.path()))?;
        let ratio = ours.seconds / vips.seconds;
        let name = photo.file_name().unwrap_or_default().display();
        let [memory, vips_memory] = [ours, vips].map(|cost| cost.kilobytes / 1024);
        println!(
            "| {name} | {:.2} s | {:.2} s | {ratio:.2} | {memory} MiB | {vips_memory} MiB |",
            ours.seconds, vips.seconds
        );
    }
    println!("\nBytes that libvips needs for what looks the same to each measure, over the pipeline's bytes.\n");
    println!("| Photo | Width | Format | Bytes | butteraugli | libvips' bytes | SSIMULACRA | libvips' bytes |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for photo in &photos {
        for width in [640, 1280] {
            looks::compare(photo, width, folder.path())?;
        }
    }
    Ok(())
}

/// Photos of twelve and of forty-eight megapixels, as phones write them.
fn drawn(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut photos = Vec::new();
    for (name, width, height) in [("drawn-12mp.jpg", 4032_u32, 3024_u32), ("drawn-48mp.jpg", 8064, 6048)] {
        let mut encoder = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
        encoder.set_size(width as usize, height as usize);
        encoder.set_fastest_defaults();
        encoder.set_quality(93.0);
        let mut writing = encoder.start_compress(Vec::new())?;
        writing.write_scanlines(&draw::car(width, height))?;
        let photo = folder.join(name);
        fs::write(&photo, writing.finish()?)?;
        photos.push(photo);
    }
    Ok(photos)
}

fn middle(measure: impl Fn() -> Result<Cost, Box<dyn Error>>) -> Result<Cost, Box<dyn Error>> {
    let mut costs = (0..5).map(|_| measure()).collect::<Result<Vec<_>, _>>()?;
    costs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    Ok(costs[costs.len() / 2])
}
