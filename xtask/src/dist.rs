//! `cargo xtask dist`: what is handed to who runs the server.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::bundle::hex;
use crate::process::{capture, run};
use crate::progress::say;
use crate::workspace::{root, target_dir};
use crate::{build, bundle, dependencies, sbom};

/// What goes into the archive beside the binary and its bill of materials.
const FILES: [&str; 11] = [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "deploy/Caddyfile",
    "deploy/importops.service",
    "deploy/nginx.conf",
    "docs/operating.md",
    "openapi/openapi.json",
    "openapi/openapi-3.0.json",
];

/// Builds the release into `dist` in the target directory: an archive, the bill of materials beside it, and their checksums.
pub(crate) fn make() -> Result<()> {
    dependencies::check_licences()?;
    bundle::run()?;
    say("compiling the server for release");
    let binary = build::release()?;
    let version = capture(Command::new(&binary).arg("--version"))?;
    let version = version.split_whitespace().nth(1).context("the server does not tell its version")?;
    let target = target()?;
    let name = format!("importops-{version}-{target}");
    let dist = target_dir().join("dist");
    let folder = dist.join(&name);
    // What an earlier run left would go into the archive.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    fs::copy(&binary, folder.join("importops"))?;
    for file in FILES {
        let place = folder.join(file);
        fs::create_dir_all(place.parent().unwrap_or(&folder))?;
        fs::copy(root().join(file), place).with_context(|| format!("{file} is missing"))?;
    }
    let materials = sbom::document(&target)?;
    fs::write(folder.join("sbom.cdx.json"), &materials)?;
    let (archive, materials_file) = (format!("{name}.tar.gz"), format!("{name}.cdx.json"));
    fs::write(dist.join(&materials_file), materials)?;
    run(Command::new("tar").current_dir(&dist).args(["--create", "--gzip", "--file", &archive, &name]))?;
    let line = |file: &String| anyhow::Ok(format!("{}  {file}\n", checksum(&dist.join(file))?));
    fs::write(dist.join("SHA256SUMS"), line(&archive)? + &line(&materials_file)?)?;
    say(&format!("{} and SHA256SUMS beside it", dist.join(archive).display()));
    Ok(())
}

/// For what this machine compiles.
fn target() -> Result<String> {
    let told = capture(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not tell its host")
}

fn checksum(file: &Path) -> Result<String> {
    Ok(hex(&Sha256::digest(fs::read(file)?)))
}
