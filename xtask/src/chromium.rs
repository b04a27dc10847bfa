//! The browser that the browser tests use: a real Chromium, never one that a test tool downloads.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;
use crate::process::{find, is_root};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// `CHROMIUM`, or an installed one, or one that is installed now.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        bail!("CHROMIUM names {}, which is not a file", path.display());
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    if is_root() {
        apt::install(&["chromium"])?;
    }
    match installed() {
        Some(found) => Ok(found),
        None => bail!("Chromium is needed for the browser tests: `sudo apt-get install chromium`, or set CHROMIUM"),
    }
}

fn installed() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| find(name))
}
