//! Tools from npm, exactly as the lock files say, without running anybody's install scripts.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, find, is_root};
use crate::progress::say;
use crate::{apt, workspace};

const OLDEST_NODE: u32 = 20;

/// Installs what `<folder>/package-lock.json` names, unless that has been done.
pub(crate) fn install(folder: &str) -> Result<()> {
    let dir = workspace::root().join(folder);
    let wanted =
        fs::read(dir.join("package-lock.json")).with_context(|| format!("{folder} has no package-lock.json"))?;
    let stamp = dir.join("node_modules/.installed-lock.json");
    require_node()?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say(&format!("npm ci in {folder}"));
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&dir);
    capture(&mut command).context("npm could not install the tools; is a package registry reachable?")?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Runs a tool that was installed in `<folder>`.
pub(crate) fn tool(folder: &str, name: &str) -> Command {
    Command::new(workspace::root().join(folder).join("node_modules/.bin").join(name))
}

fn require_node() -> Result<()> {
    if (find("node").is_none() || find("npm").is_none()) && is_root() {
        apt::install(&["nodejs", "npm"])?;
    }
    if find("node").is_none() || find("npm").is_none() {
        bail!("Node.js {OLDEST_NODE} or newer with npm is needed: `sudo apt-get install nodejs npm`");
    }
    let version = capture(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node.js {OLDEST_NODE} or newer is needed, `node --version` says {}", version.trim());
    }
    Ok(())
}
