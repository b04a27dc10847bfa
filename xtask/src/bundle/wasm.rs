//! From Rust to a small `.wasm` and the script that starts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::slim;
use crate::npm;
use crate::process::{capture, cargo, find, run};
use crate::progress::say;
use crate::workspace::{self, target_dir};

const TARGET: &str = "wasm32-unknown-unknown";

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
    /// The bindings of the WebAssembly.
    pub(crate) script: PathBuf,
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
    command.args(["target", "add", TARGET]).current_dir(workspace::root());
    capture(&mut command).with_context(|| format!("the target {TARGET} is needed: `{install}`")).map(drop)
}

fn cargo_rustc() -> Command {
    let mut command = Command::new("rustc");
    command.current_dir(workspace::root());
    command
}

/// Compiles the program of a crate, by itself: what other crates want of the libraries has no part in it. One that has parts
/// keeps its relocations: they say which function needs which. Answers the `.wasm` file.
pub(crate) fn compile(package: &str, has_parts: bool) -> Result<PathBuf> {
    let mut command = cargo(["rustc", "--package", package, "--bin", package]);
    command.args(["--profile", "bundle", "--target", TARGET]);
    if has_parts {
        command.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    run(&mut command)?;
    Ok(target_dir().join(TARGET).join("bundle").join(format!("{package}.wasm")))
}

/// Writes the bindings of one entry point into `scratch` and makes its WebAssembly as small as it gets. `slims` says whether
/// the tracking page loses what it never calls; [`super::savings`] asks what that is worth.
pub(crate) fn bind(name: &str, compiled: &Path, scratch: &Path, slims: bool) -> Result<Module> {
    let slims = slims && name == "page";
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // Parts take table and memory from it.
        .keep_lld_exports(name == "staff")
        // The names say what can go; wasm-opt drops them after that.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen could not write the bindings of {name}"))?;
    let module = output.wasm_mut();
    if slims {
        slim::empty_unused(module);
        slim::blank_messages(module);
    } else if name == "staff" {
        slim::empty_panics(module);
        slim::blank_messages(module);
    }
    slim::blank_paths(module);
    let renamed = slim::shorten(module);
    output.emit(scratch)?;
    let script = scratch.join(format!("{name}.js"));
    let bindings = slim::rename_in(&fs::read_to_string(&script)?, &renamed);
    fs::write(&script, if slims { slim::without_streams(&bindings) } else { bindings })?;
    let optimised = scratch.join("optimised.wasm");
    optimise(name, &scratch.join(format!("{name}_bg.wasm")), &optimised)?;
    Ok(Module { wasm: fs::read(optimised)?, script })
}

/// Makes the WebAssembly of an entry point, or a part of it, as small as it gets.
pub(super) fn optimise(name: &str, source: &Path, target: &Path) -> Result<()> {
    let mut wasm_opt = npm::tool("web", "wasm-opt");
    // Functions with like names have like code: side by side they compress better.
    wasm_opt.arg("--reorder-functions-by-name");
    if name == "page" {
        // So does a flow of control that is written anew, the same way everywhere.
        wasm_opt.args(["--flatten", "--rereloop"]);
    }
    // What decodes a photo is wanted fast; all else is wanted small.
    wasm_opt.args([if name == "heic" { "-O3" } else { "-Oz" }, "--converge"]);
    wasm_opt.args(["--strip-debug", "--strip-producers", "--strip-target-features"]);
    wasm_opt.args(FEATURES).arg(source).arg("-o").arg(target);
    capture(&mut wasm_opt).map(drop)
}

impl Module {
    /// The script that loads the WebAssembly beside it and starts, in one minified file. The program finds the converter
    /// by the URL that it leaves, and what keeps photos by the function that loads it.
    pub(crate) fn script(
        &self,
        wasm_file_name: &str,
        converter_file_name: &str,
        waiting_file_name: &str,
    ) -> Result<Vec<u8>> {
        let bindings = self.script.file_name().context("the bindings have no name")?.to_string_lossy();
        let start = self.script.with_extension("start.js");
        let early = workspace::root().join("web/staff/scripts/early.js").display().to_string();
        // Only what it imports is kept of the bindings.
        fs::write(
            &start,
            format!(
                "import start from \"./{bindings}\";\n\
                 import {early:?};\n\
                 globalThis.importops.script = import.meta.url;\n\
                 globalThis.importops.converter = new URL({converter_file_name:?}, import.meta.url).href;\n\
                 globalThis.importops.waiting = () => import(new URL({waiting_file_name:?}, import.meta.url).href);\n\
                 start({{ module_or_path: new URL({wasm_file_name:?}, import.meta.url) }});\n"
            ),
        )?;
        let bundled = self.script.with_extension("min.js");
        let mut esbuild = npm::tool("web", "esbuild");
        esbuild.arg(&start).args(["--bundle", "--format=esm", "--minify", "--log-level=warning"]);
        esbuild.arg("--target=es2022").arg(format!("--outfile={}", bundled.display()));
        capture(&mut esbuild)?;
        Ok(fs::read(bundled)?)
    }
}
