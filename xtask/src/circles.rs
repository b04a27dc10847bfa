//! `cargo xtask circles`: prints the circles of imports between the source files of this workspace, and fails if there is one.
//!
//! A file imports another one if it names something that is defined there, also through a `pub use`. What a file takes of the
//! module that it is a part of does not count: a `mod.rs` and the files beside it are one room. Tests do not count either.

mod graph;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Context, Result, bail};

use crate::process::{capture, cargo};
use crate::workspace::root;
use names::Names;

/// A module by its path, the crate's name first.
type Module = Vec<String>;

/// A source file.
struct Source {
    file: PathBuf,
    names: Names,
}

/// Prints the circles; fails unless there is none.
pub(crate) fn check() -> Result<()> {
    let sources = read_all()?;
    let circles = graph::circles(&imports(&sources));
    for circle in &circles {
        println!("circle of {} files:", circle.len());
        for module in circle {
            println!("  {}", sources[module].file.display());
        }
    }
    println!("{} files, {} circles", sources.len(), circles.len());
    if circles.is_empty() { Ok(()) } else { bail!("there are circles of imports") }
}

/// Prints how many files a source file imports, and how many it reaches through them.
pub(crate) fn reach(file: &str) -> Result<()> {
    let sources = read_all()?;
    let found = sources.iter().find(|(_, source)| source.file == Path::new(file));
    let (module, _) = found.with_context(|| format!("{file} is no source file of this workspace"))?;
    let imports = imports(&sources);
    let reached = graph::reachable(&imports, module).len();
    println!("{file} imports {} files and reaches {reached} of {}", imports[module].len(), sources.len());
    Ok(())
}

fn read_all() -> Result<BTreeMap<Module, Source>> {
    let mut sources = BTreeMap::new();
    for Crate { name, src } in crates()? {
        for path in rust_files(&src)? {
            let inside = path.strip_prefix(&src)?.with_extension("");
            let mut module: Module =
                iter::once(name.clone()).chain(inside.iter().map(|part| part.to_string_lossy().into_owned())).collect();
            if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
                module.pop();
            }
            let text = fs::read_to_string(&path)?;
            let names = Names::of(&text).with_context(|| format!("{} cannot be read as Rust", path.display()))?;
            sources.insert(module, Source { file: path.strip_prefix(root())?.to_owned(), names });
        }
    }
    Ok(sources)
}

/// A member of the workspace.
struct Crate {
    /// What it is called in code.
    name: String,
    src: PathBuf,
}

/// The crates of the workspace, as cargo knows them.
fn crates() -> Result<Vec<Crate>> {
    let metadata = capture(&mut cargo(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo names no packages")?;
    packages.iter().map(crate_of).collect()
}

fn crate_of(package: &serde_json::Value) -> Result<Crate> {
    let name = package["name"].as_str().context("a package has no name")?.replace('-', "_");
    let manifest = package["manifest_path"].as_str().context("a package has no manifest")?;
    Ok(Crate { name, src: Path::new(manifest).with_file_name("src") })
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Which module imports which.
fn imports(sources: &BTreeMap<Module, Source>) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |module: &Module, source: &Source| {
        let found = source.names.paths.iter().filter_map(|path| defined_in(sources, module, path, 8));
        found.filter(|target| !module.starts_with(target)).collect()
    };
    sources.iter().map(|(module, source)| (module.clone(), of(module, source))).collect()
}

/// The module that defines what a path names in another module, through at most so many `pub use`.
fn defined_in(sources: &BTreeMap<Module, Source>, from: &Module, path: &[String], hops: u32) -> Option<Module> {
    let absolute = absolute(sources, from, path)?;
    let length = (1..=absolute.len()).rev().find(|length| sources.contains_key(&absolute[..*length]))?;
    let (module, rest) = absolute.split_at(length);
    let reexported = rest.first().and_then(|name| sources[module].names.reexports.get(name));
    match reexported.filter(|_| hops > 0) {
        Some(path) => defined_in(sources, &module.to_vec(), path, hops - 1),
        None => Some(module.to_vec()),
    }
}

fn absolute(sources: &BTreeMap<Module, Source>, from: &Module, path: &[String]) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    let join = |base: &[String], rest: &[String]| Some([base, rest].concat());
    match first.as_str() {
        "crate" => join(&from[..1], rest),
        "self" => join(from, rest),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            join(from.get(..from.len().checked_sub(ups)?)?, &path[ups..])
        }
        // An import of another one's name, as in `use a::b; b::c`; not of its own, as in `use b; b::c`.
        name if sources[from].names.imports.get(name).is_some_and(|path| path[0] != name) => {
            let base = absolute(sources, from, &sources[from].names.imports[name])?;
            join(&base, rest)
        }
        _ => {
            let child = [from.as_slice(), &path[..1]].concat();
            if sources.contains_key(&child) {
                join(from, path)
            } else {
                sources.contains_key(&path[..1]).then(|| path.to_vec())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> BTreeMap<Module, Source> {
        let source = |(module, text): &(&str, &str)| {
            let module: Module = module.split("::").map(str::to_owned).collect();
            (module, Source { file: PathBuf::new(), names: Names::of(text).unwrap() })
        };
        files.iter().map(source).collect()
    }

    fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let found = graph::circles(&imports(&sources(files)));
        found.into_iter().map(|circle| circle.iter().map(|module| module.join("::")).collect()).collect()
    }

    #[test]
    fn a_circle_through_a_reexport_is_one() {
        let files = [
            ("a", "mod one; mod two; pub use one::One;"),
            ("a::one", "use crate::two::Two; pub struct One(Two);"),
            ("a::two", "pub struct Two; fn f() -> Option<crate::One> { None }"),
        ];
        assert_eq!(circles(&files), [["a::one", "a::two"]]);
    }

    #[test]
    fn a_chain_is_none_and_neither_is_what_a_part_takes_of_its_whole() {
        let files = [
            ("a", "mod one; mod two; pub const LIMIT: u32 = 1; use one::One;"),
            ("a::one", "use super::LIMIT; use super::two::Two; pub struct One(Two);"),
            ("a::two", "pub struct Two; #[cfg(test)] mod tests { use crate::one::One; }"),
        ];
        assert!(circles(&files).is_empty());
    }

    #[test]
    fn an_imported_name_hides_a_crate() {
        let files = [
            ("a", "pub mod b; pub struct A;"),
            ("a::b", "pub struct B;"),
            ("b", "pub struct B; fn f(_: a::A) {}"),
            ("c", "use a::b; fn f(_: b::B) {}"),
            ("d", "use c::C; use b::B;"),
        ];
        let found = imports(&sources(&files));
        assert_eq!(found[&vec!["c".to_owned()]].iter().map(|target| target.join("::")).collect::<Vec<_>>(), ["a::b"]);
    }

    #[test]
    fn crates_are_followed_too() {
        let files = [("a", "use b::B; pub struct A;"), ("b", "pub struct B; fn f(_: a::A) {}")];
        assert_eq!(circles(&files), [["a", "b"]]);
    }
}
