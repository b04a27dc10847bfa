//! Compiling the server. It embeds the web app's bundle, so that is built first.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process::{cargo, run};
use crate::workspace::target_dir;

/// What the tests need beside themselves.
pub(crate) struct Built {
    /// `importops`.
    pub(crate) server: PathBuf,
    /// The same with a clock that tests move.
    pub(crate) server_with_clock: PathBuf,
}

/// The server alone, in the dev profile.
pub(crate) fn server() -> Result<PathBuf> {
    run(&mut cargo(["build", "--package", "server", "--bin", "importops"]))?;
    existing("debug/importops")
}

/// The server alone, as it is released.
pub(crate) fn release() -> Result<PathBuf> {
    run(&mut cargo(["build", "--release", "--package", "server", "--bin", "importops", "--locked"]))?;
    existing("release/importops")
}

/// The server and every test, in exactly the build that `cargo test` runs: another selection of packages would unify
/// features differently and compile much of it twice.
pub(crate) fn for_tests() -> Result<Built> {
    run(&mut cargo(["test", "--workspace", "--no-run", "--locked"]))?;
    Ok(Built { server: existing("debug/importops")?, server_with_clock: existing("debug/examples/movable_clock")? })
}

fn existing(path: &str) -> Result<PathBuf> {
    let file = target_dir().join(path);
    if !file.is_file() {
        bail!("{} was not built", file.display());
    }
    Ok(file)
}
