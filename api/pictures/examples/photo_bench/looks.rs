//! Bytes at equal quality: the same pixels encoded by both, and how far each is from them by two measures. libvips is
//! asked for several qualities; what it needs for exactly the pipeline's is read off the line between its neighbours.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use pictures::pipeline::{Rejection, prepare_photo};

/// Programs that print how far two pictures are apart; less is better.
const MEASURES: [&str; 2] = ["butteraugli_main", "ssimulacra_main"];
const QUALITIES: [&str; 8] = ["66", "70", "74", "78", "82", "86", "90", "94"];

/// A libvips file: its bytes and its distances by each measure.
struct Point {
    bytes: f64,
    distances: [f64; 2],
}

/// Prints one line per format for the photo at a width.
pub fn compare(photo: &Path, width: u32, folder: &Path) -> Result<(), Box<dyn Error>> {
    let reference = folder.join("reference.png");
    let photo_name = photo.file_name().unwrap_or_default().display();
    vips(&["thumbnail", &text(photo), &text(&reference), &width.to_string(), "--height", "100000"])?;
    // A picture of this width is encoded as it is: the largest rendition has the reference's own pixels.
    let prepared = prepare_photo(&fs::read(&reference)?).map_err(Rejection::detail)?;
    for rendition in prepared.renditions.iter().filter(|one| one.width == prepared.width) {
        let extension = rendition.format.extension();
        let file = folder.join(format!("ours.{extension}"));
        fs::write(&file, &rendition.bytes)?;
        let ours = Point { bytes: size(&file)?, distances: distances(&reference, &file, folder)? };
        let points = QUALITIES.map(|quality| vips_point(&reference, quality, extension, folder));
        let points = points.into_iter().collect::<Result<Vec<_>, _>>()?;
        let ratios =
            [0, 1].map(|measure| bytes_at(&points, measure, ours.distances[measure]).map(|bytes| bytes / ours.bytes));
        let [butteraugli, ssimulacra] = ratios.map(|ratio| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}")));
        println!(
            "| {photo_name} | {} | {extension} | {} | {:.3} | {butteraugli} | {:.4} | {ssimulacra} |",
            prepared.width, ours.bytes, ours.distances[0], ours.distances[1]
        );
    }
    Ok(())
}

fn vips_point(reference: &Path, quality: &str, extension: &str, folder: &Path) -> Result<Point, Box<dyn Error>> {
    let file = folder.join(format!("vips.{extension}"));
    if extension == "jpg" {
        let options = ["--optimize-coding", "--interlace", "--strip"];
        vips(&[&["jpegsave", &text(reference), &text(&file), "--Q", quality][..], &options].concat())?;
    } else {
        vips(&["webpsave", &text(reference), &text(&file), "--Q", quality, "--strip"])?;
    }
    Ok(Point { bytes: size(&file)?, distances: distances(reference, &file, folder)? })
}

/// The bytes on the line between the two neighbours of a distance.
fn bytes_at(points: &[Point], measure: usize, distance: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let (worse, better) = (&pair[0], &pair[1]);
        let (far, near) = (worse.distances[measure], better.distances[measure]);
        let part = (far - distance) / (far - near);
        (far > near && (0.0..=1.0).contains(&part)).then_some(worse.bytes + (better.bytes - worse.bytes) * part)
    })
}

/// Decoded by libvips first, for both encoders alike: the measures' own readers know fewer formats.
fn distances(reference: &Path, file: &Path, folder: &Path) -> Result<[f64; 2], Box<dyn Error>> {
    let decoded = folder.join("decoded.png");
    vips(&["copy", &text(file), &text(&decoded)])?;
    let [one, other] = MEASURES.map(|measure| distance(measure, reference, &decoded));
    Ok([one?, other?])
}

fn distance(measure: &str, reference: &Path, decoded: &Path) -> Result<f64, Box<dyn Error>> {
    let output = Command::new(measure).args([reference, decoded]).output()?;
    let report = String::from_utf8_lossy(&output.stdout);
    // butteraugli prints the worst place first, then its average, which weighs the whole picture.
    let number = report.split_whitespace().last().ok_or_else(|| format!("{measure} printed nothing"))?;
    Ok(number.parse()?)
}

/// Runs libvips.
pub fn vips(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let output = Command::new("vips").args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("vips {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// A path as an argument.
pub fn text(path: &Path) -> String {
    path.display().to_string()
}

#[expect(clippy::cast_precision_loss, reason = "files here are smaller than a gigabyte")]
fn size(file: &Path) -> Result<f64, Box<dyn Error>> {
    Ok(fs::metadata(file)?.len() as f64)
}
