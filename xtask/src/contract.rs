//! The OpenAPI document as other people's tools see it: two linters with every recommended rule, and the TypeScript that a
//! client would use, compiled strictly.

use std::fs;

use anyhow::Result;

use crate::npm;
use crate::process::run;
use crate::steps::Counts;
use crate::workspace;

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
    let mut step = |name: &str, arguments: &[&std::ffi::OsStr]| -> Result<()> {
        run(npm::tool(FOLDER, name).args(arguments).current_dir(&folder))?;
        passed += 1;
        Ok(())
    };
    let (document, types) = (document.as_os_str(), types.as_os_str());
    let text = std::ffi::OsStr::new;
    step("spectral", &[text("lint"), text("--fail-severity=warn"), text("--ruleset=.spectral.yaml"), document])?;
    step("redocly", &[text("lint"), text("--max-problems=1000"), text("--config=redocly.yaml"), document])?;
    step("openapi-typescript", &[document, text("--output"), types])?;
    step("tsc", &[text("--project"), project.path().as_os_str()])?;
    Ok(Counts { passed, failed: 0 })
}
