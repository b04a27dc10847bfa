//! The OpenAPI document as other people's tools see it: two linters with every recommended rule, and the TypeScript that a
//! client would use, compiled strictly, and a client in Python by openapi-generator.
//! The manifests for Kubernetes as its own schemas see them.
//! And the bundle as MDN's compatibility data sees it: which browsers have all that it uses.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::npm;
use crate::process::{capture, run};
use crate::steps::Counts;
use crate::{bundle, kubernetes, python, workspace};

/// The folder of the tools.
const FOLDER: &str = "contract";

/// As strict as a client's own project can be, and nothing but the types in it.
const TSCONFIG: &str = r#"{
  "compilerOptions": { "strict": true, "noEmit": true, "target": "es2022", "types": [], "noUncheckedIndexedAccess": true },
  "files": ["api.ts"]
}"#;

/// Runs every tool over the checked-in document; each counts as one test.
pub(crate) fn check() -> Result<Counts> {
    npm::install(FOLDER)?;
    let folder = workspace::root().join(FOLDER);
    let document = workspace::root().join("openapi/openapi.json");
    let project = tempfile::Builder::new().prefix("importops-contract").tempdir()?;
    let types = project.path().join("api.ts");
    fs::write(project.path().join("tsconfig.json"), TSCONFIG)?;
    let mut passed = 0;
    let mut step = |name: &str, arguments: &[&OsStr]| -> Result<()> {
        run(npm::tool(FOLDER, name).args(arguments).current_dir(&folder))?;
        passed += 1;
        Ok(())
    };
    let (document, types) = (document.as_os_str(), types.as_os_str());
    let text = OsStr::new;
    step("spectral", &[text("lint"), text("--fail-severity=warn"), text("--ruleset=.spectral.yaml"), document])?;
    step("redocly", &[text("lint"), text("--max-problems=1000"), text("--config=redocly.yaml"), document])?;
    step("openapi-typescript", &[document, text("--output"), types])?;
    step("tsc", &[text("--project"), project.path().as_os_str()])?;
    generate(document, project.path())?;
    kubernetes::check()?;
    bundle::run()?;
    run(Command::new("node").arg("browsers.mjs").current_dir(&folder))
        .context("the README names other browsers than the bundle needs")?;
    Ok(Counts { passed: passed + 4, failed: 0 })
}

/// openapi-generator finds nothing wrong, and the client that it writes in Python compiles: the client without the events,
/// which its 7.26 takes for calls of a client and for which it writes parameters without a type.
fn generate(document: &OsStr, folder: &Path) -> Result<()> {
    let programs = python::install(&python::CONTRACT)?;
    let client = folder.join("client");
    let generator = || Command::new(programs.join("openapi-generator-cli"));
    capture(generator().args(["validate", "--input-spec"]).arg(document))?;
    let mut calls: Value = serde_json::from_slice(&fs::read(document)?)?;
    calls.as_object_mut().and_then(|members| members.remove("webhooks")).context("the document tells its webhooks")?;
    let without_events = folder.join("calls.json");
    fs::write(&without_events, calls.to_string())?;
    let mut command = generator();
    command.args(["generate", "--generator-name", "python", "--input-spec"]).arg(without_events);
    capture(command.arg("--output").arg(&client))?;
    let compile = ["-m", "compileall", "-q", "openapi_client"];
    capture(Command::new(programs.join("python")).args(compile).current_dir(&client)).map(drop)
}
