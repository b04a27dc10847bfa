//! The other two engines of the browser tests: Debian's Firefox, and `WebKitGTK` with its driver and a screen. And what makes
//! pictures that no browser writes.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::process::{capture, find, is_root};

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
        None => firefox_is_new_enough(),
        Some((program, name, package)) => bail!(
            "{name} is needed for the browser tests, and there is no `{program}`: `sudo apt-get install {package}`{}",
            if *program == "firefox-esr" { ", or set FIREFOX to another Firefox" } else { "" }
        ),
    }
}

/// The oldest Firefox that the tests were run in. Playwright steers it by commands that older ones lack, such as those of 140.
const FIREFOX_SINCE: u32 = 153;

/// Debian's lists of packages may be older than its packages: what they name is installed, and an older Firefox comes.
fn firefox_is_new_enough() -> Result<()> {
    let named = std::env::var("FIREFOX").ok();
    let program = named.as_deref().unwrap_or("firefox-esr");
    let mut version = firefox_version(program)?;
    if version < FIREFOX_SINCE && named.is_none() && is_root() {
        apt::renew(&["firefox-esr"])?;
        version = firefox_version(program)?;
    }
    if version < FIREFOX_SINCE {
        bail!(
            "the browser tests need Firefox {FIREFOX_SINCE} or newer, and `{program}` is {version}: \
             `sudo apt-get update && sudo apt-get install firefox-esr`, or set FIREFOX to another Firefox"
        );
    }
    Ok(())
}

/// The first number of what a Firefox says of itself, such as 153 of `Mozilla Firefox 153.8.0esr`.
fn firefox_version(program: &str) -> Result<u32> {
    let said = capture(Command::new(program).arg("--version"))?;
    major(&said).with_context(|| format!("`{program} --version` names no version: {said}"))
}

fn major(said: &str) -> Option<u32> {
    let (_, version) = said.trim().split_once("Firefox ")?;
    version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn is_here(program: &str) -> bool {
    let named = program == "firefox-esr" && std::env::var_os("FIREFOX").is_some();
    named || find(program).is_some()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn a_firefox_says_its_version() {
        assert_eq!(major("Mozilla Firefox 140.10.2esr\n"), Some(140));
        assert_eq!(major("Mozilla Firefox 153.8.0esr"), Some(153));
        assert_eq!(major("Mozilla Firefox 154.0a1"), Some(154));
        assert_eq!(major("GNU IceCat"), None);
    }
}
