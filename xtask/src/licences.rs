//! What may be linked: licences, sources and a few crates that must not come in. `deny.toml` says the same for cargo-deny,
//! which also knows security advisories; this needs nothing installed.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process::{capture, cargo};

const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What must not come in, and which crates may bring it all the same. TLS is rustls; the clock is an argument.
const BANNED: [(&str, &[&str]); 4] = [
    ("openssl", &[]),
    ("openssl-sys", &[]),
    ("native-tls", &[]),
    ("chrono", &["icalendar", "object_store", "s3s", "s3s-fs"]),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// Fails when a dependency is not allowed.
pub(crate) fn check() -> Result<()> {
    let json = capture(&mut cargo(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&json).context("cargo metadata cannot be read")?;
    let mut complaints = String::new();
    for package in &metadata.packages {
        let banned = banned_by(package, &metadata).map(|user| format!("is banned, and {user} uses it"));
        for complaint in complaints_about(package).into_iter().chain(banned) {
            write!(complaints, "\n  {} {}: {complaint}", package.name, package.version)?;
        }
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!(
        "these dependencies are not allowed:{complaints}\nchange deny.toml and xtask/src/licences.rs if one should be"
    )
}

/// Who uses a banned package without being allowed to.
fn banned_by<'a>(package: &Package, metadata: &'a Metadata) -> Option<&'a str> {
    let (_, wrappers) = BANNED.iter().find(|(name, _)| *name == package.name)?;
    let users = metadata.resolve.nodes.iter().filter(|node| node.dependencies.contains(&package.id));
    let names = users.filter_map(|node| metadata.packages.iter().find(|user| user.id == node.id));
    names.map(|user| user.name.as_str()).find(|name| !wrappers.contains(name))
}

fn complaints_about(package: &Package) -> Vec<String> {
    let mut complaints = Vec::new();
    if package.source.as_deref().is_some_and(|source| source != REGISTRY) {
        complaints.push("comes from somewhere else than crates.io".to_owned());
    }
    match package.license.as_deref() {
        Some(expression) if is_allowed(expression) => {}
        Some(expression) => complaints.push(format!("licence {expression}")),
        None => complaints.push("names no licence".to_owned()),
    }
    complaints
}

/// Whether the SPDX expression can be met with allowed licences alone.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut position = 0;
    any_of(&words, &mut position) && position == words.len()
}

fn any_of(words: &[&str], position: &mut usize) -> bool {
    let mut allowed = all_of(words, position);
    while words.get(*position) == Some(&"OR") {
        *position += 1;
        allowed |= all_of(words, position);
    }
    allowed
}

fn all_of(words: &[&str], position: &mut usize) -> bool {
    let mut allowed = one(words, position);
    while words.get(*position) == Some(&"AND") {
        *position += 1;
        allowed &= one(words, position);
    }
    allowed
}

fn one(words: &[&str], position: &mut usize) -> bool {
    let Some(word) = words.get(*position) else { return false };
    *position += 1;
    if *word == "(" {
        let allowed = any_of(words, position);
        let closed = words.get(*position) == Some(&")");
        *position += 1;
        return allowed && closed;
    }
    if words.get(*position) == Some(&"WITH") {
        let licence = format!("{word} WITH {}", words.get(*position + 1).unwrap_or(&""));
        *position += 2;
        return ALLOWED.contains(&licence.as_str());
    }
    ALLOWED.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{Metadata, Node, Package, Resolve, banned_by, is_allowed};

    #[test]
    fn a_banned_crate_comes_in_by_those_who_may_bring_it_only() {
        let package = |name: &str| Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: None,
            source: None,
        };
        let used_by = |user: &str| {
            let nodes = vec![Node { id: user.to_owned(), dependencies: vec!["chrono".to_owned()] }];
            let metadata = Metadata { packages: vec![package("chrono"), package(user)], resolve: Resolve { nodes } };
            banned_by(&metadata.packages[0], &metadata).map(str::to_owned)
        };
        assert_eq!(used_by("server"), Some("server".to_owned()));
        assert_eq!(used_by("object_store"), None);
    }

    #[test]
    fn expressions_are_met_by_allowed_licences_alone() {
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        ] {
            assert!(is_allowed(met), "{met}");
        }
        for unmet in
            ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND AGPL-3.0", "", "GPL-3.0 WITH exception", "(MIT"]
        {
            assert!(!is_allowed(unmet), "{unmet}");
        }
    }
}
