//! The module that makes a JPEG of a HEIC photo: no part of any page, loaded by the staff app when a photo needs it.

use std::env;
use std::path::Path;

use anyhow::{Result, bail};

use super::assets::{Asset, Assets};
use super::wasm::{self, Module};
use super::{kilobytes, scripts};
use crate::progress::say;

/// The package, and what its files are called.
const PACKAGE: &str = "heic-web";
const NAME: &str = "heic";

/// If this is set to anything, the bundle is built without the decoder of HEVC, on which there are patents (docs/operating.md).
pub(super) const WITHOUT: &str = "IMPORTOPS_WITHOUT_HEVC";

/// What a browser loads when the first photo needs it.
const BUDGET_BYTES: usize = 150_000;

/// Builds the module: its script, which a page imports, and its WebAssembly beside it. `None` if it is not wanted.
pub(super) fn build(assets: &mut Assets) -> Result<Vec<Asset>> {
    if env::var_os(WITHOUT).is_some() {
        say("without the decoder of HEIC photos");
        return Ok(Vec::new());
    }
    say(&format!("compiling {PACKAGE} for wasm32"));
    let scratch = tempfile::tempdir()?;
    let module = bind(scratch.path())?;
    let wasm = assets.add(NAME, "wasm", "application/wasm", &module.wasm)?;
    let code = scripts::heic(&module, &wasm.file_name)?;
    let script = assets.add(NAME, "js", "text/javascript; charset=utf-8", &code)?;
    let bytes = wasm.brotli_bytes + script.brotli_bytes;
    say(&format!("{NAME}: {} kB of wasm and script, in brotli", kilobytes(bytes)));
    if bytes > BUDGET_BYTES {
        bail!("the decoder of HEIC photos is {bytes} bytes in brotli; {BUDGET_BYTES} are allowed");
    }
    Ok(vec![script, wasm])
}

fn bind(scratch: &Path) -> Result<Module> {
    wasm::bind(NAME, &wasm::compile(PACKAGE)?, scratch, false)
}
