//! The module that makes a JPEG of a HEIC photo: no part of any page, loaded by the staff app when a photo needs it.

use std::env;

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::assets::{Asset, Assets};
use super::kilobytes;
use super::wasm::{self, Module};
use crate::progress::say;

/// The package, and what its files are called.
const PACKAGE: &str = "heic-web";
const NAME: &str = "heic";

/// If this is set to anything, the bundle is built without the decoder of HEVC, on which there are patents (docs/operating.md).
pub(super) const WITHOUT: &str = "WITHOUT_HEVC";

/// What a browser loads when the first photo needs it.
const BUDGET_BYTES: usize = 150_000;

/// The module, bound for the worker, and its WebAssembly among the assets.
pub(super) struct Heic {
    pub(super) module: Module,
    pub(super) wasm: Asset,
    /// Where the script of the module is until the worker is bundled.
    _scratch: TempDir,
}

/// Builds the module. `None` if it is not wanted.
pub(super) fn build(assets: &mut Assets) -> Result<Option<Heic>> {
    if env::var_os(WITHOUT).is_some() {
        say("without the decoder of HEIC photos");
        return Ok(None);
    }
    say(&format!("compiling {PACKAGE} for wasm32"));
    let scratch = tempfile::tempdir()?;
    let module = wasm::bind(NAME, &wasm::compile(PACKAGE, false)?, scratch.path(), false)?;
    let wasm = assets.add(NAME, "wasm", "application/wasm", &module.wasm)?;
    say(&format!("{NAME}: {} kB of wasm, in brotli", kilobytes(wasm.brotli_bytes)));
    if wasm.brotli_bytes > BUDGET_BYTES {
        bail!("the decoder of HEIC photos is {} bytes in brotli; {BUDGET_BYTES} are allowed", wasm.brotli_bytes);
    }
    Ok(Some(Heic { module, wasm, _scratch: scratch }))
}
