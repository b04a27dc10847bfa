//! The lists of blockers, as packages of registries carry them: taken out of the archives as data, nothing of them is
//! installed or run. They have licences of their own (GPL-3.0, CC BY-SA 3.0), and are part of nothing that we hand out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::process::capture;
use crate::progress::say;
use crate::{python, workspace};

/// An archive of a registry, pinned.
struct Archive {
    /// Name and version, as the registry's client takes them.
    package: &'static str,
    registry: Registry,
    /// SHA-256 of the archive.
    digest: &'static str,
    /// What is taken out of it, and under which name it is kept.
    files: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Copy)]
enum Registry {
    Npm,
    PyPi,
}

/// The two usual lists as they were in two years, for rules go and come back, and those of another maker, of a third.
const ARCHIVES: [Archive; 3] = [
    Archive {
        package: "ad-block@4.1.7",
        registry: Registry::Npm,
        digest: "858143bdcd6ad048ea043ee54baf8229e52545127e92e09d7c43ac9554cb9f09",
        files: &[
            ("package/test/data/easylist.txt", "easylist-2019.txt"),
            ("package/test/data/easyprivacy.txt", "easyprivacy-2019.txt"),
        ],
    },
    Archive {
        package: "braveblock==0.5.1",
        registry: Registry::PyPi,
        digest: "d464154214f2bc2053c2406d3f8e1b42f047da578eb838b331d8b946682b9945",
        files: &[
            ("braveblock/easylist.txt.gz", "easylist-2022.txt.gz"),
            ("braveblock/easyprivacy.txt.gz", "easyprivacy-2022.txt.gz"),
        ],
    },
    Archive {
        package: "@adguard/dnr-rulesets@3.3.20260320140136",
        registry: Registry::Npm,
        digest: "e33d0ca941cf87ad801d837b9ede97cfe79a00812919fbc8b64882590d9f0927",
        files: &[
            ("package/dist/filters/declarative/ruleset_2/ruleset_2.json", "adguard-base-2026.json"),
            ("package/dist/filters/declarative/ruleset_3/ruleset_3.json", "adguard-tracking-2026.json"),
        ],
    },
];

/// Fetches the lists, unless that has been done, and answers in which folder they are.
pub(crate) fn fetch() -> Result<PathBuf> {
    let folder = workspace::target_dir().join("blocker-lists");
    let stamp = folder.join("fetched.txt");
    let wanted = ARCHIVES.map(|archive| format!("{} {}\n", archive.package, archive.digest)).concat();
    if fs::read_to_string(&stamp).is_ok_and(|fetched| fetched == wanted) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    for archive in &ARCHIVES {
        say(&format!("the lists in {}", archive.package));
        let scratch = tempfile::Builder::new().prefix("importops-lists").tempdir()?;
        let path = archive.download(scratch.path())?;
        let digest =
            Sha256::digest(fs::read(&path)?).iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}"));
        if digest != archive.digest {
            bail!("{} is not what it was: its digest is {digest}", archive.package);
        }
        archive.unpack(&path, scratch.path())?;
        for (from, to) in archive.files {
            fs::copy(scratch.path().join(from), folder.join(to)).with_context(|| format!("{from} is missing"))?;
        }
    }
    fs::write(stamp, wanted)?;
    Ok(folder)
}

impl Archive {
    /// Downloads it into a folder where nothing else is.
    fn download(&self, folder: &Path) -> Result<PathBuf> {
        let mut command = match self.registry {
            Registry::Npm => {
                let mut command = Command::new("npm");
                command.args(["pack", "--silent", "--ignore-scripts", self.package]);
                command
            }
            Registry::PyPi => {
                // Nothing of it is run, so it does not matter for which machine it was made.
                let mut command = python()?;
                command.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]);
                command.args(["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"]);
                command.args(["--abi", "cp311", "--platform", "manylinux_2_17_x86_64", self.package]);
                command
            }
        };
        capture(command.current_dir(folder)).with_context(|| format!("{} cannot be fetched", self.package))?;
        let entry = fs::read_dir(folder)?.next().with_context(|| format!("{} brought no archive", self.package))?;
        Ok(entry?.path())
    }

    fn unpack(&self, archive: &Path, folder: &Path) -> Result<()> {
        let mut command = match self.registry {
            Registry::Npm => {
                let mut command = Command::new("tar");
                command.arg("-xzf").arg(archive).arg("-C").arg(folder);
                command
            }
            Registry::PyPi => {
                let mut command = python()?;
                command.args(["-m", "zipfile", "-e"]).arg(archive).arg(folder);
                command
            }
        };
        capture(&mut command).map(drop)
    }
}

/// The Python of the contract's tools: that of the system may be without pip.
fn python() -> Result<Command> {
    Ok(Command::new(python::install(&python::CONTRACT)?.join("python")))
}
