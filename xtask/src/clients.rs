//! The published clients and the Postman collection: generated from the OpenAPI document, checked in, compared by the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::progress::say;
use crate::{conformance, npm, workspace};

/// What is generated whole, file by file.
const GENERATED: [&str; 5] = [
    "clients/typescript/src",
    "clients/typescript/package.json",
    "clients/python/importops",
    "clients/python/pyproject.toml",
    "openapi/postman_collection.json",
];

/// Writes all of it.
pub(crate) fn write() -> Result<()> {
    let made = generate()?;
    for path in GENERATED {
        let (from, to) = (made.join(path), workspace::root().join(path));
        if to.is_dir() {
            fs::remove_dir_all(&to)?;
        }
        for (name, text) in files(&from)? {
            let target = if name.as_os_str().is_empty() { to.clone() } else { to.join(name) };
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(target, text)?;
        }
        say(&format!("wrote {path}"));
    }
    Ok(())
}

/// Fails when something is not what the generators make of the checked-in document.
pub(crate) fn check() -> Result<()> {
    let made = generate()?;
    for path in GENERATED {
        let (kept, made) = (files(&workspace::root().join(path))?, files(&made.join(path))?);
        if let Some(name) = difference(&kept, &made) {
            let file = Path::new(path).join(name);
            bail!("{} is not what its generator makes of the document: run `cargo xtask clients`", file.display());
        }
    }
    Ok(())
}

/// Makes all of it in a folder below the target directory.
fn generate() -> Result<PathBuf> {
    npm::install("contract")?;
    let folder = workspace::target_dir().join("clients");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let document = workspace::root().join("openapi/openapi.json");
    run(conformance::script("generate.py", &document)?.arg(env!("CARGO_PKG_VERSION")).arg(&folder))
        .context("a client cannot be generated")?;
    Ok(folder)
}

/// Every file below a folder by its path there; of a file, only that.
fn files(path: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut left = vec![PathBuf::new()];
    while let Some(name) = left.pop() {
        let here = if name.as_os_str().is_empty() { path.to_owned() } else { path.join(&name) };
        if here.is_dir() {
            for entry in fs::read_dir(&here)? {
                left.push(name.join(entry?.file_name()));
            }
        } else if here.exists() {
            found.insert(name, fs::read(&here).with_context(|| format!("{} cannot be read", here.display()))?);
        }
    }
    // What Python leaves beside its sources is not part of them.
    found.retain(|name, _| !name.components().any(|part| part.as_os_str() == "__pycache__"));
    Ok(found)
}

/// The first file that is not in both alike.
fn difference<'a>(kept: &'a BTreeMap<PathBuf, Vec<u8>>, made: &'a BTreeMap<PathBuf, Vec<u8>>) -> Option<&'a Path> {
    let names = kept.keys().chain(made.keys());
    names.map(PathBuf::as_path).find(|name| kept.get(*name) != made.get(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_missing_changed_or_left_over_is_a_difference() {
        let of = |files: &[(&str, &str)]| -> BTreeMap<PathBuf, Vec<u8>> {
            files.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect()
        };
        let made = of(&[("a.py", "1"), ("b.py", "2")]);
        assert_eq!(difference(&made.clone(), &made), None);
        assert_eq!(difference(&of(&[("a.py", "1")]), &made), Some(Path::new("b.py")));
        assert_eq!(difference(&of(&[("a.py", "1"), ("b.py", "3")]), &made), Some(Path::new("b.py")));
        assert_eq!(difference(&of(&[("a.py", "1"), ("b.py", "2"), ("c.py", "")]), &made), Some(Path::new("c.py")));
    }
}
