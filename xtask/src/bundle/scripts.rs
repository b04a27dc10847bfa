//! The scripts of the tracking page: its heart, which stands in the document, and that of its program.

use std::path::Path;

use anyhow::Result;

use super::wasm::Module;
use crate::process::capture;
use crate::{npm, workspace};

/// What the heart's syntax asks of a browser: it has to beat where the program cannot run.
const OLDEST: &str = "--target=es2015";

/// The heart, minified.
pub(super) fn heart() -> Result<Vec<u8>> {
    bundle("heart", &[OLDEST.to_owned()])
}

/// The script that loads the program's WebAssembly, and a heart for documents that lost theirs. Both stand beside it.
pub(super) fn program(module: &Module, wasm_file_name: &str, heart_file_name: &str) -> Result<Vec<u8>> {
    let bindings = Path::display(&module.script);
    bundle(
        "program",
        &[
            "--target=es2020".to_owned(),
            format!("--alias:bindings={bindings}"),
            format!("--define:WASM={wasm_file_name:?}"),
            format!("--define:HEART={heart_file_name:?}"),
        ],
    )
}

/// The script of the module that makes a JPEG of a HEIC photo, whose WebAssembly is beside it.
pub(super) fn heic(module: &Module, wasm_file_name: &str) -> Result<Vec<u8>> {
    let mut esbuild = npm::tool("web", "esbuild");
    esbuild.arg(workspace::root().join("web/heic/heic.js"));
    esbuild.args(["--bundle", "--format=esm", "--minify", "--charset=utf8", "--log-level=warning", "--target=es2022"]);
    esbuild.arg(format!("--alias:bindings={}", module.script.display())).arg(format!("--define:WASM={wasm_file_name:?}"));
    Ok(capture(&mut esbuild)?.into_bytes())
}

fn bundle(name: &str, options: &[String]) -> Result<Vec<u8>> {
    let mut esbuild = npm::tool("web", "esbuild");
    esbuild.arg(workspace::root().join(format!("web/page/scripts/{name}.js")));
    esbuild.args(["--bundle", "--format=iife", "--minify", "--charset=utf8", "--log-level=warning"]).args(options);
    Ok(capture(&mut esbuild)?.into_bytes())
}
