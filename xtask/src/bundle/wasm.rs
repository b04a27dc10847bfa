//! From Rust to a small `.wasm` and the script that starts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::npm;
use crate::process::{capture, cargo, find, run};
use crate::progress::say;
use crate::workspace::target_dir;

const TARGET: &str = "wasm32-unknown-unknown";

/// Leptos gives views one type instead of their own: a tenth less of the staff app, and nothing more of the other.
const ERASED: &str = r#"target.wasm32-unknown-unknown.rustflags=["--cfg", "erase_components"]"#;

/// What rustc's wasm32 target switches on; wasm-opt has to be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The WebAssembly of an entry point and the folder with its script.
pub(crate) struct Module {
    /// Optimised.
    pub(crate) wasm: Vec<u8>,
    script: PathBuf,
}

/// Adds the compiler's wasm32 target where it is missing.
pub(crate) fn require_target() -> Result<()> {
    let sysroot = capture(cargo_rustc().args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    let install = format!("rustup target add {TARGET}");
    find("rustup")
        .with_context(|| format!("the compiler lacks the target {TARGET} and there is no rustup: {install}"))?;
    say(&install);
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]).current_dir(crate::workspace::root());
    capture(&mut command).with_context(|| format!("the target {TARGET} is needed: `{install}`")).map(drop)
}

fn cargo_rustc() -> Command {
    let mut command = Command::new("rustc");
    command.current_dir(crate::workspace::root());
    command
}

/// Compiles the entry points; answers the folder with the `.wasm` files.
pub(crate) fn compile(entries: &[&str]) -> Result<PathBuf> {
    let mut command =
        cargo(["build", "--package", "web", "--profile", "bundle", "--target", TARGET, "--config", ERASED]);
    for entry in entries {
        command.args(["--bin", entry]);
    }
    run(&mut command)?;
    Ok(target_dir().join(TARGET).join("bundle"))
}

/// Writes the bindings of one entry point into `scratch` and makes its WebAssembly as small as it gets.
pub(crate) fn bind(name: &str, compiled: &Path, scratch: &Path) -> Result<Module> {
    Bindgen::new()
        .input_path(compiled.join(format!("{name}.wasm")))
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(scratch)
        .with_context(|| format!("wasm-bindgen could not write the bindings of {name}"))?;
    let optimised = scratch.join("optimised.wasm");
    let mut wasm_opt = npm::tool("web", "wasm-opt");
    wasm_opt.arg("-Oz").args(FEATURES).arg(scratch.join(format!("{name}_bg.wasm"))).arg("-o").arg(&optimised);
    capture(&mut wasm_opt)?;
    Ok(Module { wasm: fs::read(optimised)?, script: scratch.join(format!("{name}.js")) })
}

impl Module {
    /// The script that loads the WebAssembly beside it and starts, in one minified file.
    pub(crate) fn script(&self, wasm_file_name: &str) -> Result<Vec<u8>> {
        let bindings = fs::read_to_string(&self.script)?;
        let start = format!("__wbg_init({{module_or_path: new URL({wasm_file_name:?}, import.meta.url)}});");
        fs::write(&self.script, format!("{bindings}\n{start}\n"))?;
        let bundled = self.script.with_extension("min.js");
        let mut esbuild = npm::tool("web", "esbuild");
        esbuild.arg(&self.script).args(["--bundle", "--format=esm", "--minify", "--log-level=warning"]);
        esbuild.arg("--target=es2022").arg(format!("--outfile={}", bundled.display()));
        capture(&mut esbuild)?;
        Ok(fs::read(bundled)?)
    }
}
