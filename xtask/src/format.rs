//! The layout of what people write: Rust by rustfmt, `view!` by leptosfmt, scripts and style sheets by Biome.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{capture, cargo, run};
use crate::progress::say;
use crate::{npm, workspace};

/// The version of leptosfmt: another one may lay out the same view in another way.
const LEPTOSFMT: &str = "0.1.33";

/// The files with views in them.
const VIEWS: [&str; 3] = ["web/page/src/**/*.rs", "web/staff/src/**/*.rs", "web/ui/src/**/*.rs"];

/// Lays everything out.
pub(crate) fn write() -> Result<()> {
    // A view that leptosfmt breaks into lines asks rustfmt for braces around it, and these for other breaks.
    for _ in 0..2 {
        run(leptosfmt()?.args(["--quiet"]).args(VIEWS))?;
        run(&mut cargo(["fmt", "--all"]))?;
    }
    npm::install("e2e")?;
    run(biome().args(["check", "--write", "--error-on-warnings"]))
}

/// Fails where Rust code or a view is laid out otherwise.
pub(crate) fn check() -> Result<()> {
    run(&mut cargo(["fmt", "--all", "--check"]))?;
    run(leptosfmt()?.args(["--quiet", "--check"]).args(VIEWS))
        .context("a view is laid out otherwise than leptosfmt does it: `cargo xtask format`")
}

/// Fails where Biome would change or complains about a script or a style sheet that `biome.jsonc` names.
pub(crate) fn lint() -> Result<()> {
    npm::install("e2e")?;
    run(biome().args(["check", "--error-on-warnings"]))
}

fn biome() -> Command {
    let mut command = npm::tool("e2e", "biome");
    command.current_dir(workspace::root());
    command
}

/// leptosfmt, compiled when it is first asked for: it is published as source alone.
fn leptosfmt() -> Result<Command> {
    let installed: PathBuf = workspace::target_dir().join("leptosfmt");
    let program = installed.join("bin/leptosfmt");
    let version = capture(Command::new(&program).arg("--version")).unwrap_or_default();
    if version.trim() != format!("leptosfmt {LEPTOSFMT}") {
        say(&format!("compiling leptosfmt {LEPTOSFMT}"));
        let mut install = cargo(["install", "leptosfmt", "--version", &format!("={LEPTOSFMT}")]);
        install.args(["--locked", "--debug", "--force", "--quiet", "--root"]).arg(&installed);
        // In a folder of its own, by its own flags: nothing here uses what is compiled for it.
        install.env_remove("CARGO_TARGET_DIR").env("RUSTFLAGS", "");
        capture(&mut install).context("leptosfmt could not be compiled; is the package registry reachable?")?;
    }
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    Ok(command)
}
