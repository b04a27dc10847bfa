//! Packages of Debian and Ubuntu, where this process may install them.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, find};
use crate::progress::say;

/// Installs packages; a sentence where that is not possible.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if find("apt-get").is_none() {
        bail!("{names} must be installed, and there is no apt-get here: use this system's own packages");
    }
    say(&format!("apt-get install {names}"));
    let install = || capture(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages));
    if install().is_err() {
        capture(apt_get().arg("update")).context("apt-get could not refresh its lists")?;
        install().with_context(|| format!("apt-get could not install {names}: `sudo apt-get install {names}`"))?;
    }
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
