//! Packages of Debian and Ubuntu, where this process may install them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
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
    let _quiet = NoServices::begin();
    let install = || capture(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages));
    if install().is_err() {
        refresh()?;
        install().with_context(|| format!("apt-get could not install {names}: `sudo apt-get install {names}`"))?;
    }
    Ok(())
}

/// Installs the newest of these packages that this system offers, where an older one is installed.
pub(crate) fn renew(packages: &[&str]) -> Result<()> {
    if find("apt-get").is_some() {
        say("apt-get update");
        refresh()?;
    }
    install(packages)
}

fn refresh() -> Result<()> {
    capture(apt_get().arg("update")).context("apt-get could not refresh its lists").map(drop)
}

/// Where Debian asks whether a package may start its service.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// While this lives no package starts a service: the tests start what they need, on free ports.
struct NoServices {
    is_ours: bool,
}

impl NoServices {
    fn begin() -> Self {
        // A policy that is there already is somebody's decision. Without one, services start as they always did.
        let is_ours = !Path::new(POLICY).exists()
            && fs::write(POLICY, "#!/bin/sh\nexit 101\n").is_ok()
            && fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755)).is_ok();
        Self { is_ours }
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_file(POLICY);
        }
    }
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
