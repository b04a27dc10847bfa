//! Runs commands under GNU time and adds up what they cost.

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::Command;

/// What a set of commands cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Processor time of the program and of the system for it.
    pub seconds: f64,
    /// The largest resident memory.
    pub kilobytes: u64,
}

/// The pipeline: eight pictures from one photo.
pub fn ours(photo: &Path, folder: &Path) -> Result<Cost, Box<dyn Error>> {
    let program = env::current_exe()?;
    timed(Command::new("time").args(["-f", "%U %S %M"]).arg(program).arg("prepare").args([photo, folder]))
}

/// libvips: the same eight pictures. The photo is decoded once, each width is made from the next larger one, and what a
/// process costs that does nothing is taken off, as a program that links libvips would not pay it.
pub fn vips(photo: &Path, folder: &Path) -> Result<Cost, Box<dyn Error>> {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut total = Cost::default();
    let mut source = photo.display().to_string();
    vips_timed(&["black", &path("nothing.v"), "1", "1"])?;
    let idle = vips_timed(&["copy", &path("nothing.v"), &path("nothing-too.v")])?;
    for width in ["2048", "1280", "640", "320"] {
        let smaller = path(&format!("vips-{width}.v"));
        let (jpeg, webp) = (path(&format!("vips-{width}.jpg")), path(&format!("vips-{width}.webp")));
        for arguments in [
            // The height is left free by a box that no photo fills.
            &["thumbnail", &source, &smaller, width, "--height", "100000"][..],
            &["jpegsave", &smaller, &jpeg, "--Q", "80", "--optimize-coding", "--interlace", "--strip"],
            &["webpsave", &smaller, &webp, "--Q", "80", "--strip"],
        ] {
            let cost = vips_timed(arguments)?;
            total.seconds += (cost.seconds - idle.seconds).max(0.0);
            total.kilobytes = total.kilobytes.max(cost.kilobytes);
        }
        source = smaller;
    }
    Ok(total)
}

/// One libvips command on one thread: more threads cost it more processor time for the same.
fn vips_timed(arguments: &[&str]) -> Result<Cost, Box<dyn Error>> {
    timed(Command::new("time").args(["-f", "%U %S %M", "vips"]).args(arguments).env("VIPS_CONCURRENCY", "1"))
}

fn timed(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
    let output = command.output()?;
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{command:?} failed: {report}").into());
    }
    let numbers: Vec<&str> = report.lines().last().unwrap_or_default().split(' ').collect();
    let [user, system, kilobytes] = numbers[..] else { return Err(format!("GNU time said: {report}").into()) };
    Ok(Cost { seconds: user.parse::<f64>()? + system.parse::<f64>()?, kilobytes: kilobytes.parse()? })
}
