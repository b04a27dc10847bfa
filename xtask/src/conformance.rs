//! The real server against its own OpenAPI document, by Schemathesis.

use anyhow::Result;

use crate::process::run;
use crate::steps::Counts;
use crate::{build, python, workspace};

/// Examples per operation among the tests: less than a minute.
const FEW: &[&str] = &["10", SEED];
/// The tests send the same on every run, so that they fail for a change and not by chance; `fuzz-api` finds new ones.
const SEED: &str = "1";
/// Examples per operation of `cargo xtask fuzz-api`.
const MANY: &[&str] = &["500"];

/// The bounded run of the tests, and the signatures of webhooks; they count as two.
pub(crate) fn check() -> Result<Counts> {
    against(FEW)?;
    Ok(Counts { passed: 2, failed: 0 })
}

/// `cargo xtask fuzz-api`: for as long as it takes.
pub(crate) fn fuzz() -> Result<()> {
    against(MANY)
}

fn against(examples: &[&str]) -> Result<()> {
    let programs = python::install()?;
    let server = build::for_tests()?.server;
    let script = workspace::root().join("contract/conformance.py");
    run(std::process::Command::new(programs.join("python")).arg("-B").arg(script).arg(server).args(examples))
}
