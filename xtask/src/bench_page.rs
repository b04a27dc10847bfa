//! `cargo xtask bench-page`: the customer's page as Lighthouse sees it, and what an open page costs the server.

use std::process::Command;

use anyhow::Result;

use crate::process::run;
use crate::progress::say;
use crate::workspace::root;
use crate::{build, bundle, chromium, npm};

const FOLDER: &str = "bench/page";

/// Builds what importers run and measures it; an error when a bound is missed.
pub(crate) fn measure() -> Result<()> {
    bundle::run()?;
    say("compiling the server for release");
    let server = build::release()?;
    npm::install(FOLDER)?;
    let chromium = chromium::find_or_install()?;
    run(Command::new("node").arg(root().join(FOLDER).join("measure.mjs")).arg(server).arg(chromium))
}
