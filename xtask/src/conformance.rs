//! The real server against its own OpenAPI document, by Schemathesis and by sqlmap, its documents against HTML,
//! by vnu, and what chat apps show of a link, by libraries that look as they do.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::postgres::Postgres;
use crate::process::{find, is_root, run};
use crate::progress::say;
use crate::steps::Counts;
use crate::{apt, build, npm, python, workspace};

/// Examples per operation among the tests: less than a minute.
const FEW: &[&str] = &["10", SEED];
/// The tests send the same on every run, so that they fail for a change and not by chance; `fuzz-api` finds new ones.
const SEED: &str = "1";
/// Examples per operation of `cargo xtask fuzz-api`.
const MANY: &[&str] = &["500"];

/// The bounded run of the tests, the signatures of webhooks, what browsers get, and what chat apps do; they count as four.
pub(crate) fn check() -> Result<Counts> {
    against(FEW)?;
    npm::install("contract")?;
    let checker = workspace::root().join("contract/node_modules/vnu-jar/build/dist/vnu.jar");
    run(script("pages.py", &build::for_tests()?.server)?.arg(checker))?;
    run(script("link_previews.py", &build::for_tests()?.server)?.arg("node"))?;
    Ok(Counts { passed: 4, failed: 0 })
}

/// `cargo xtask fuzz-api`: for as long as it takes.
pub(crate) fn fuzz() -> Result<()> {
    at_random()?;
    inject()
}

/// What the document permits and forbids, many times over.
pub(crate) fn at_random() -> Result<()> {
    against(MANY)
}

/// sqlmap on every parameter.
pub(crate) fn inject() -> Result<()> {
    if find("sqlmap").is_none() {
        if !is_root() {
            bail!("sqlmap is needed: `sudo apt-get install sqlmap`");
        }
        apt::install(&["sqlmap"])?;
    }
    let postgres = Postgres::start()?;
    say("sqlmap on every parameter, on SQLite and on PostgreSQL");
    run(script("sql_injection.py", &build::for_tests()?.server)?.arg("sqlmap").arg(&postgres.url))
}

fn against(examples: &[&str]) -> Result<()> {
    let server = build::for_tests()?.server;
    run(script("conformance.py", &server)?.args(examples))
}

/// One of the programs in `contract`, for this server.
pub(crate) fn script(name: &str, server: &Path) -> Result<Command> {
    let mut command = Command::new(python::install(&python::CONTRACT)?.join("python"));
    command.arg("-B").arg(workspace::root().join("contract").join(name)).arg(server);
    Ok(command)
}
