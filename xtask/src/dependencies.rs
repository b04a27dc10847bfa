//! What may be linked: `deny.toml` says it, cargo-deny and cargo-shear check it.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{capture, run};
use crate::progress::say;
use crate::python::{self, Packages};
use crate::workspace::root;

/// Both tools are programs in packages of Python, so nothing is compiled for them.
const TOOLS: Packages = Packages { requirements: "xtask/requirements.txt", environment: "dependency-tools" };

/// Fails on a licence, a source or a crate that `deny.toml` does not permit.
pub(crate) fn check_licences() -> Result<()> {
    run(&mut deny(["check", "bans", "licenses", "sources"])?)
}

/// Fails on a dependency that no code uses, a source file that no module names, and tests that are switched off where there are
/// some, or compiled where there are none.
pub(crate) fn check_unused() -> Result<()> {
    run(&mut tool("cargo-shear", ["--locked", "--deny-warnings", "--check-test-targets"])?)
}

/// What became of the check for advisories.
pub(crate) enum Advisories {
    /// None concerns a dependency.
    None,
    /// The database cannot be had here, which says nothing about the dependencies.
    Unknown,
}

/// Fails when a security advisory concerns a dependency, or a version was yanked.
pub(crate) fn check_advisories() -> Result<Advisories> {
    // The database is a Git repository outside of every package registry: many networks do not lead there.
    if let Err(error) = capture(&mut deny(["fetch", "db"])?) {
        say(&format!("the database of advisories cannot be fetched: {}", last_line(&error.to_string())));
        return Ok(Advisories::Unknown);
    }
    run(&mut deny(["check", "advisories"])?)
        .context("read the advisory; deny.toml is where one is ignored, and why")?;
    Ok(Advisories::None)
}

/// Where several versions of a crate are linked, it warns at length: `cargo deny check bans` shows them.
fn deny<const N: usize>(arguments: [&str; N]) -> Result<Command> {
    let mut command = tool("cargo-deny", ["--log-level", "error", "--locked"])?;
    command.args(arguments);
    Ok(command)
}

fn tool<S: AsRef<OsStr>>(name: &str, arguments: impl IntoIterator<Item = S>) -> Result<Command> {
    let mut command = Command::new(python::install(&TOOLS)?.join(name));
    command.args(arguments).current_dir(root());
    Ok(command)
}

fn last_line(text: &str) -> &str {
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or(text)
}
