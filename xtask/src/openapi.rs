//! The OpenAPI document: generated from the code, checked in, and compared by the tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::process::capture;
use crate::progress::say;
use crate::workspace::root;

const FILE: &str = "openapi/openapi.json";

/// Writes the document.
pub(crate) fn write() -> Result<()> {
    let document = generate(build::server()?)?;
    fs::create_dir_all(root().join("openapi"))?;
    fs::write(root().join(FILE), document)?;
    say(&format!("wrote {FILE}"));
    Ok(())
}

/// Fails when the checked-in document is not what the code says.
pub(crate) fn check() -> Result<()> {
    let generated = generate(build::for_tests()?.server)?;
    let kept = fs::read_to_string(root().join(FILE)).with_context(|| format!("{FILE} is missing"))?;
    if kept == generated {
        return Ok(());
    }
    let line = kept.lines().zip(generated.lines()).take_while(|(kept, generated)| kept == generated).count() + 1;
    bail!("{FILE} is not what the code says, from line {line} on: run `cargo xtask openapi` and look at the difference")
}

fn generate(server: PathBuf) -> Result<String> {
    let document = capture(Command::new(server).arg("openapi"))?;
    Ok(document.trim_end().to_owned() + "\n")
}
