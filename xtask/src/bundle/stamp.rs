//! Whether anything that the bundle is made of has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::process::capture;
use crate::workspace;

/// Where the stamp of a finished bundle is kept.
pub(crate) const FILE: &str = ".stamp";

const INPUTS: [&str; 17] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "heic/Cargo.toml",
    "heic/src",
    "shared/Cargo.toml",
    "shared/src",
    "web/heic",
    "web/html",
    "web/locales",
    "web/package-lock.json",
    "web/page",
    "web/staff",
    "web/style",
    "web/ui",
    "xtask/Cargo.toml",
    "xtask/src/bundle",
];

/// A digest of every input's name and content, and of the compiler.
pub(crate) fn of_inputs() -> Result<String> {
    let root = workspace::root();
    let mut digest = Sha256::new();
    digest.update(capture(Command::new("rustc").arg("-vV").current_dir(&root))?);
    digest.update([u8::from(std::env::var_os(super::heic::WITHOUT).is_some())]);
    for input in INPUTS {
        for file in files(&root.join(input))? {
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let name = file.strip_prefix(&root)?.to_string_lossy().into_owned();
            digest.update(format!("{name}\0{}\0", content.len()));
            digest.update(content);
        }
    }
    Ok(super::assets::hex(&digest.finalize()))
}

fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
    let mut children = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    children.sort();
    let nested = children.iter().map(|child| files(child)).collect::<Result<Vec<_>>>()?;
    Ok(nested.concat())
}
