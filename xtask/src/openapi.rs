//! The OpenAPI document: generated from the code, checked in, and compared by the tests.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::process::capture;
use crate::progress::say;
use crate::workspace::root;

/// The files, and the versions of OpenAPI that they are written in.
const FILES: [(&str, &str); 2] = [("openapi/openapi.json", "3.1"), ("openapi/openapi-3.0.json", "3.0")];

/// Writes the documents.
pub(crate) fn write() -> Result<()> {
    let server = build::server()?;
    fs::create_dir_all(root().join("openapi"))?;
    for (file, version) in FILES {
        fs::write(root().join(file), generate(&server, version)?)?;
        say(&format!("wrote {file}"));
    }
    Ok(())
}

/// Fails when a checked-in document is not what the code says.
pub(crate) fn check() -> Result<()> {
    let server = build::for_tests()?.server;
    FILES.into_iter().try_for_each(|(file, version)| compare(&server, file, version))
}

fn compare(server: &Path, file: &str, version: &str) -> Result<()> {
    let generated = generate(server, version)?;
    let kept = fs::read_to_string(root().join(file)).with_context(|| format!("{file} is missing"))?;
    if kept == generated {
        return Ok(());
    }
    let line = kept.lines().zip(generated.lines()).take_while(|(kept, generated)| kept == generated).count() + 1;
    bail!("{file} is not what the code says, from line {line} on: run `cargo xtask openapi` and look at the difference")
}

fn generate(server: &Path, version: &str) -> Result<String> {
    let document = capture(Command::new(server).args(["openapi", "--openapi-version", version]))?;
    Ok(document.trim_end().to_owned() + "\n")
}
