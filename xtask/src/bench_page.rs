//! `cargo xtask bench-page`: the customer's page as Lighthouse sees it, and what an open page costs the server; and
//! `cargo xtask bench-staff`: what the staff app loads, and when it can be used.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::run;
use crate::progress::say;
use crate::workspace::root;
use crate::{build, bundle, chromium, npm};

const FOLDER: &str = "bench/page";

/// Builds what importers run and measures the customer's page; an error when a bound is missed.
pub(crate) fn measure() -> Result<()> {
    run_script("measure.mjs", build()?)
}

/// The same for the staff app. `--program PATH` measures another build.
pub(crate) fn measure_staff(flags: &[String]) -> Result<()> {
    let server = match flags {
        [] => build()?,
        [flag, path] if flag == "--program" => PathBuf::from(path),
        _ => bail!("bench-staff takes nothing but `--program PATH`"),
    };
    run_script("staff.mjs", server)
}

fn build() -> Result<PathBuf> {
    bundle::run()?;
    say("compiling the server for release");
    build::release()
}

fn run_script(script: &str, server: PathBuf) -> Result<()> {
    npm::install(FOLDER)?;
    let chromium = chromium::find_or_install()?;
    run(Command::new("node").arg(root().join(FOLDER).join(script)).arg(server).arg(chromium))
}
