//! Playwright in a real Chromium against the real server, on both engines.

use std::process::Command;

use anyhow::{Context, Result};

use crate::postgres::Postgres;
use crate::process::{cargo, run};
use crate::steps::{Counts, counted};
use crate::workspace::{root, target_dir};
use crate::{bundle, chromium, npm};

/// The browser tests; `arguments` go to Playwright.
pub(crate) fn test(postgres: &Postgres, arguments: &[String]) -> Result<Counts> {
    prepare()?;
    run(npm::tool("e2e", "tsc").arg("--noEmit").current_dir(root().join("e2e")))
        .context("the browser tests do not compile")?;
    let mut command = playwright("playwright.config.ts")?;
    command.args(arguments).env("IMPORTOPS_TEST_POSTGRES_URL", &postgres.url);
    counted(&mut command, Counts::of_playwright)
        .context("a browser test failed; e2e/test-results has traces and pictures")
}

/// Takes the pictures of the README.
pub(crate) fn screenshots(arguments: &[String]) -> Result<()> {
    prepare()?;
    run(playwright("playwright.screenshots.config.ts")?.args(arguments))
}

fn prepare() -> Result<()> {
    bundle::run()?;
    run(&mut cargo(["build", "--package", "api", "--bin", "importops", "--example", "movable_clock"]))?;
    npm::install("e2e")
}

fn playwright(config: &str) -> Result<Command> {
    let mut command = npm::tool("e2e", "playwright");
    command
        .args(["test", "--config", config])
        .current_dir(root().join("e2e"))
        .env("CHROMIUM", chromium::find_or_install()?)
        .env("IMPORTOPS_BIN", target_dir().join("debug/examples/movable_clock"))
        .env("IMPORTOPS_DIST", root().join("web/dist"));
    Ok(command)
}
