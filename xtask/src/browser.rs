//! Playwright in a real Chromium, Firefox and `WebKit` against the real server, on both databases.

use std::process::Command;

use anyhow::{Context, Result};

use crate::build::Built;
use crate::postgres::Postgres;
use crate::process::run;
use crate::steps::{Counts, counted};
use crate::workspace::root;
use crate::{build, bundle, chromium, engines, lists, npm, python};

/// What every change is tested with.
const EVERY_CHANGE: &str = "playwright.config.ts";
/// All of it in Firefox, what `WebKit` can do, and on a phone with `PostgreSQL` behind.
const NIGHTLY: &str = "playwright.nightly.config.ts";

/// The browser tests; `arguments` go to Playwright.
pub(crate) fn test(postgres: &Postgres, arguments: &[String]) -> Result<Counts> {
    test_as(EVERY_CHANGE, postgres, arguments)
}

/// The whole suite in the other engines, and on the pair of screen and database that a change is not tested with.
pub(crate) fn test_nightly(postgres: &Postgres, arguments: &[String]) -> Result<Counts> {
    test_as(NIGHTLY, postgres, arguments)
}

fn test_as(config: &str, postgres: &Postgres, arguments: &[String]) -> Result<Counts> {
    let built = prepare()?;
    engines::find_or_install()?;
    run(npm::tool("e2e", "tsc").arg("--noEmit").current_dir(root().join("e2e")))
        .context("the browser tests do not compile")?;
    let mut command = playwright(config, &built)?;
    command.args(arguments).env("IMPORTOPS_TEST_POSTGRES_URL", &postgres.url);
    command.env("IMPORTOPS_BLOCKER_LISTS", lists::fetch()?);
    command.env("IMPORTOPS_TEST_MAIL", python::install(&python::MAIL)?);
    counted(&mut command, Counts::of_playwright)
        .context("a browser test failed; e2e/test-results has traces and pictures")
}

/// Takes the pictures of the README.
pub(crate) fn screenshots(arguments: &[String]) -> Result<()> {
    let built = prepare()?;
    run(playwright("playwright.screenshots.config.ts", &built)?.args(arguments))
}

/// Measures the commonest jobs of staff: what is pressed, and how long it takes on a phone with a slow line and on a desktop.
pub(crate) fn jobs(arguments: &[String]) -> Result<()> {
    let built = prepare()?;
    run(playwright("playwright.jobs.config.ts", &built)?.args(arguments))
}

fn prepare() -> Result<Built> {
    bundle::run()?;
    let built = build::for_tests()?;
    npm::install("e2e")?;
    Ok(built)
}

fn playwright(config: &str, built: &Built) -> Result<Command> {
    let mut command = npm::tool("e2e", "playwright");
    command
        .args(["test", "--config", config])
        .current_dir(root().join("e2e"))
        .env("CHROMIUM", chromium::find_or_install()?)
        .env("IMPORTOPS_BIN", &built.server_with_clock)
        .env("IMPORTOPS_DIST", root().join("web/dist"));
    Ok(command)
}
