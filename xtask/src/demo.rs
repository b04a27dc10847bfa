//! `cargo xtask demo`: the product with demo data, from a fresh clone, in one command.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::{Stopwatch, say};
use crate::workspace::root;
use crate::{build, bundle};

/// Builds everything and becomes the server, so that Ctrl-C reaches it directly.
pub(crate) fn run(flags: &[String]) -> Result<()> {
    let watch = Stopwatch::start();
    bundle::run()?;
    say("compiling the server");
    let server = build::server()?;
    say(&format!("ready after {}", watch.text()));
    let mut command = Command::new(server);
    command.arg("demo").args(flags);
    if env::var_os("IMPORTOPS_DATA_DIR").is_none() {
        command.env("IMPORTOPS_DATA_DIR", root().join("data"));
    }
    Err(command.exec()).context("cannot start the server")
}
