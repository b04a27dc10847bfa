//! The OpenAPI document as other people's tools see it: two linters with every recommended rule over both of its versions,
//! two validators, and clients that seven generators make of it as it is served, compiled and run. The published clients and the
//! Postman collection: they are what their generators make today, and they work as they are installed.
//! The manifests for Kubernetes as its own schemas see them.
//! And the bundle as MDN's compatibility data sees it: which browsers have all that it uses.

use std::process::Command;

use anyhow::{Context, Result};

use crate::npm;
use crate::process::run;
use crate::steps::Counts;
use crate::{build, bundle, clients, conformance, kubernetes, python, workspace};

/// The folder of the tools.
const FOLDER: &str = "contract";

/// The two versions of the document.
const DOCUMENTS: [&str; 2] = ["openapi/openapi.json", "openapi/openapi-3.0.json"];

/// The families of clients that are quick to make: both validators first (contract/clients.py).
const QUICK: [&str; 4] = ["documents", "typescript", "python", "published"];

/// Runs every tool over the checked-in document; each counts as one test.
pub(crate) fn check() -> Result<Counts> {
    npm::install(FOLDER)?;
    let folder = workspace::root().join(FOLDER);
    let mut passed = 0;
    for document in DOCUMENTS {
        let document = workspace::root().join(document);
        let spectral = ["lint", "--fail-severity=warn", "--ruleset=.spectral.yaml"];
        run(npm::tool(FOLDER, "spectral").args(spectral).arg(&document).current_dir(&folder))?;
        let redocly = ["lint", "--max-problems=1000", "--config=redocly.yaml"];
        run(npm::tool(FOLDER, "redocly").args(redocly).arg(&document).current_dir(&folder))?;
        passed += 2;
    }
    clients::check()?;
    run(conformance::script("clients.py", &build::for_tests()?.server)?.args(QUICK))
        .context("a generated client does not work")?;
    run(&mut tables()?)?;
    kubernetes::check()?;
    bundle::run()?;
    run(Command::new("node").arg("browsers.mjs").current_dir(&folder))
        .context("the README names other browsers than the bundle needs")?;
    Ok(Counts { passed: passed + 14, failed: 0 })
}

/// `cargo xtask generators`: the tables of the guide, from what is installed.
pub(crate) fn write_tables() -> Result<()> {
    npm::install(FOLDER)?;
    run(tables()?.arg("--write"))
}

fn tables() -> Result<Command> {
    let mut command = Command::new(python::install(&python::CONTRACT)?.join("python"));
    command.arg("-B").arg(workspace::root().join(FOLDER).join("generators.py"));
    Ok(command)
}
