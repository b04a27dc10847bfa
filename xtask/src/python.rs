//! Tools from `PyPI`, in an environment of their own below the target directory, exactly as `requirements.txt` says.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, find, is_root};
use crate::progress::say;
use crate::{apt, workspace};

const REQUIREMENTS: &str = "contract/requirements.txt";

/// Installs the packages, unless that has been done, and answers where the programs are.
pub(crate) fn install() -> Result<PathBuf> {
    let requirements = workspace::root().join(REQUIREMENTS);
    let wanted = fs::read(&requirements).with_context(|| format!("{REQUIREMENTS} is missing"))?;
    let environment = workspace::target_dir().join("contract-python");
    let (programs, stamp) = (environment.join("bin"), environment.join("installed.txt"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    say("pip install -r contract/requirements.txt");
    if environment.exists() {
        fs::remove_dir_all(&environment).context("an older Python environment cannot be removed")?;
    }
    let make = || capture(Command::new("python3").args(["-m", "venv"]).arg(&environment));
    if find("python3").is_none() || make().is_err() {
        if !is_root() {
            bail!("Python 3 with venv is needed: `sudo apt-get install python3 python3-venv`");
        }
        apt::install(&["python3", "python3-venv"])?;
        make()?;
    }
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"]);
    capture(pip.arg("--requirement").arg(&requirements))
        .context("pip could not install the tools; is a package registry reachable?")?;
    fs::write(stamp, wanted)?;
    Ok(programs)
}
