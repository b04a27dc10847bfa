//! The other two engines of the browser tests: Debian's Firefox, and `WebKitGTK` with its driver and a screen. And what makes
//! pictures that no browser writes.

use anyhow::{Result, bail};

use crate::apt;
use crate::process::{find, is_root};

/// A program of the tests, what it is and the package that has it.
const NEEDED: [(&str, &str, &str); 5] = [
    ("firefox-esr", "Firefox", "firefox-esr"),
    ("WebKitWebDriver", "WebKitGTK's WebDriver", "webkit2gtk-driver"),
    ("Xvfb", "Xvfb, a screen for WebKitGTK,", "xvfb"),
    ("avifenc", "avifenc", "libavif-bin"),
    ("exiftool", "ExifTool", "libimage-exiftool-perl"),
];

/// Sees to it that they are there.
pub(crate) fn find_or_install() -> Result<()> {
    let missing = || NEEDED.iter().filter(|(program, ..)| !is_here(program));
    let packages: Vec<_> = missing().map(|(_, _, package)| *package).collect();
    if is_root() && !packages.is_empty() {
        apt::install(&packages)?;
    }
    match missing().next() {
        None => Ok(()),
        Some((program, name, package)) => bail!(
            "{name} is needed for the browser tests, and there is no `{program}`: `sudo apt-get install {package}`{}",
            if *program == "firefox-esr" { ", or set FIREFOX to another Firefox" } else { "" }
        ),
    }
}

fn is_here(program: &str) -> bool {
    let named = program == "firefox-esr" && std::env::var_os("FIREFOX").is_some();
    named || find(program).is_some()
}
