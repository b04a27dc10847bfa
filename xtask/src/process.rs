//! Running other programs, and saying in a sentence what went wrong.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::interrupt;
use crate::workspace::{root, target_dir};

/// The program of this name on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// A cargo command in the repository, on the shared target directory.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(root()).env("CARGO_TARGET_DIR", target_dir());
    // What cargo told this program of itself would reach build scripts, and what they made without it would be made again.
    let inherited = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in inherited.filter(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
        command.env_remove(name);
    }
    // The variable replaces what .cargo/config.toml says, without which the browser loads more than it may.
    if let Some(flags) = env::var("RUSTFLAGS").ok().filter(|flags| !flags.contains(ERASED)) {
        command.env("RUSTFLAGS", format!("{flags} --cfg {ERASED} --check-cfg cfg({ERASED})"));
    }
    command
}

const ERASED: &str = "erase_components";

/// Runs a command whose output people see.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let text = describe(command);
    let mut child = command.spawn().with_context(|| format!("cannot start `{text}`"))?;
    let watched = interrupt::watch(child.id());
    let status = child.wait().with_context(|| format!("lost sight of `{text}`"))?;
    drop(watched);
    if !status.success() {
        bail!("`{text}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and keeps quiet unless it fails; answers what it wrote.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let text = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{text}`"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("`{text}` failed ({}):\n{stdout}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(stdout)
}

/// Whether this process may install packages.
pub(crate) fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn describe(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    command.get_args().fold(name, |line, argument| format!("{line} {}", argument.to_string_lossy()))
}
