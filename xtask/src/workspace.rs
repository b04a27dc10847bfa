//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The top of the repository: of the checkout that cargo runs this in, which need not be the one it was compiled in when
/// two share a target directory.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map(Path::to_owned).unwrap_or(here)
}

/// The one target directory that every cargo call shares, so that nothing is compiled twice.
pub(crate) fn target_dir() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => env::current_dir().unwrap_or_default().join(dir),
        None => root().join("target"),
    }
}
