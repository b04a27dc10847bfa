//! The scripts of the tracking page: its heart, which stands in the document, and that of its program. And the staff app's
//! worker.

use std::path::Path;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::assets::hex;
use super::wasm::Module;
use crate::process::capture;
use crate::{npm, workspace};

/// What the heart's syntax asks of a browser: it has to beat where the program cannot run.
const OLDEST: &str = "--target=es2015";

/// The heart, minified.
pub(super) fn heart() -> Result<Vec<u8>> {
    bundle("page/scripts/heart", "iife", &[OLDEST.to_owned()])
}

/// What the staff app's document does while the program is on its way.
pub(super) fn early() -> Result<Vec<u8>> {
    bundle("staff/scripts/early", "iife", &["--target=es2022".to_owned()])
}

/// The script that loads the program's WebAssembly, and a heart for documents that lost theirs. Both stand beside it.
pub(super) fn program(module: &Module, wasm_file_name: &str, heart_file_name: &str) -> Result<Vec<u8>> {
    let bindings = Path::display(&module.script);
    bundle(
        "page/scripts/program",
        "iife",
        &[
            "--target=es2020".to_owned(),
            format!("--alias:bindings={bindings}"),
            format!("--define:WASM={wasm_file_name:?}"),
            format!("--define:HEART={heart_file_name:?}"),
        ],
    )
}

/// The worker that makes of pictures what the server takes. `heic` is the module that it loads for a HEIC photo, if the bundle has one,
/// and the file name of its WebAssembly, which is beside the worker.
pub(super) fn converter(heic: Option<(&Module, &str)>) -> Result<Vec<u8>> {
    let scripts = workspace::root().join("web");
    let options = match heic {
        Some((module, wasm_file_name)) => vec![
            format!("--alias:heic={}", scripts.join("heic/heic.js").display()),
            format!("--alias:bindings={}", module.script.display()),
            format!("--define:WASM={wasm_file_name:?}"),
        ],
        None => vec![format!("--alias:heic={}", scripts.join("staff/scripts/no-heic.js").display())],
    };
    bundle("staff/scripts/converter", "esm", &[vec!["--target=es2022".to_owned()], options].concat())
}

/// The module that keeps photos on the device until the server has them.
pub(super) fn waiting() -> Result<Vec<u8>> {
    bundle("staff/scripts/waiting", "esm", &["--target=es2022".to_owned()])
}

/// The service worker, with the files that it keeps. They name what it belongs to: where one differs, it is another worker.
pub(super) fn worker(files: &[String], style_sheet: &str) -> Result<Vec<u8>> {
    let list = serde_json::to_string(files)?;
    let release = hex(&Sha256::digest(&list));
    bundle(
        "staff/scripts/worker",
        "iife",
        &[
            "--target=es2022".to_owned(),
            "--loader:.html=text".to_owned(),
            format!("--define:ASSETS={list}"),
            format!("--define:STYLE_SHEET={style_sheet:?}"),
            format!("--define:RELEASE={:?}", release.get(..16).unwrap_or(&release)),
        ],
    )
}

/// A script below `web` with all that it imports, minified.
fn bundle(name: &str, format: &str, options: &[String]) -> Result<Vec<u8>> {
    let mut esbuild = npm::tool("web", "esbuild");
    esbuild.arg(workspace::root().join(format!("web/{name}.js"))).arg(format!("--format={format}"));
    esbuild.args(["--bundle", "--minify", "--charset=utf8", "--log-level=warning"]).args(options);
    Ok(capture(&mut esbuild)?.into_bytes())
}
