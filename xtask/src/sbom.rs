//! What is in the binary: a bill of materials (`CycloneDX` 1.5), made from what cargo resolved and from the lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::process::{capture, cargo};
use crate::workspace::root;

/// The programs in the binary, and for what each is compiled: the server, and the bundle that it carries.
const PARTS: [(&str, Option<&str>); 3] = [("server", None), ("staff", Some(WASM)), ("heic-web", Some(WASM))];
const WASM: &str = "wasm32-unknown-unknown";

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
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

/// Why it is needed: `None` for the program itself, `build` or `dev`.
#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// A package that is in the binary.
struct Component {
    reference: String,
    name: String,
    version: String,
    licence: Option<String>,
    is_ours: bool,
    uses: BTreeSet<String>,
}

/// The document for a build of the server for a target. The same sources give the same bytes.
pub(crate) fn document(target: &str) -> Result<String> {
    let mut components = BTreeMap::new();
    for (part, platform) in PARTS {
        let platform = platform.unwrap_or(target);
        let json =
            capture(&mut cargo(["metadata", "--format-version", "1", "--locked", "--filter-platform", platform]))?;
        let metadata: Metadata = serde_json::from_str(&json).context("cargo metadata cannot be read")?;
        collect(&metadata, part, &mut components)?;
    }
    let checksums = checksums(&fs::read_to_string(root().join("Cargo.lock"))?);
    let document = write(&components, &checksums)?;
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// What is linked into a package of ours, whichever way it gets there; what only its tests or its build need is not.
fn collect(metadata: &Metadata, part: &str, into: &mut BTreeMap<String, Component>) -> Result<()> {
    let packages: BTreeMap<_, _> = metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let nodes: BTreeMap<_, _> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let first = metadata.packages.iter().find(|package| package.name == part && package.source.is_none());
    let mut waiting = vec![first.with_context(|| format!("there is no package {part}"))?.id.as_str()];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let package = packages.get(id).context("a dependency is no package")?;
        let linked = |dependency: &&Dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none());
        let uses: Vec<&str> = nodes.get(id).map_or_else(Vec::new, |node| {
            node.deps.iter().filter(linked).map(|dependency| dependency.pkg.as_str()).collect()
        });
        let component = into.entry(reference(package)).or_insert_with(|| Component {
            reference: reference(package),
            name: package.name.clone(),
            version: package.version.clone(),
            licence: package.license.clone(),
            is_ours: package.source.is_none(),
            uses: BTreeSet::new(),
        });
        component.uses.extend(uses.iter().filter_map(|id| packages.get(id)).map(|package| reference(package)));
        waiting.extend(uses);
    }
    Ok(())
}

/// A package URL (<https://github.com/package-url/purl-spec>).
fn reference(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// The SHA-256 of each package's file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let packages = lock.split("[[package]]").skip(1);
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    packages
        .filter_map(|package| {
            Some(((value(package, "name")?, value(package, "version")?), value(package, "checksum")?))
        })
        .collect()
}

fn write(components: &BTreeMap<String, Component>, checksums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let server = components.values().find(|component| component.is_ours && component.name == "server");
    let server = server.context("the server is not among the components")?;
    let describe = |component: &Component| {
        let mut described = json!({
            "type": "library",
            "bom-ref": component.reference,
            "name": component.name,
            "version": component.version,
            "licenses": component.licence.iter().map(|licence| json!({ "expression": licence.replace('/', " OR ") }))
                .collect::<Vec<_>>(),
        });
        // What is not from the registry has no place there.
        if !component.is_ours {
            described["purl"] = json!(component.reference);
        }
        if let Some(checksum) = checksums.get(&(component.name.clone(), component.version.clone())) {
            described["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        described
    };
    let others = components.values().filter(|component| component.reference != server.reference);
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": server.reference,
            "name": "importops",
            "version": server.version,
        } },
        "components": others.map(describe).collect::<Vec<_>>(),
        "dependencies": components.values().map(|component| {
            json!({ "ref": component.reference, "dependsOn": component.uses })
        }).collect::<Vec<_>>(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [&str; 17] = [
        "api-http",
        "avif-encoder",
        "docs",
        "domain",
        "heic",
        "heic-web",
        "host",
        "mail",
        "mcp",
        "page",
        "pictures",
        "public",
        "shared",
        "staff",
        "store",
        "tracking",
        "ui",
    ];

    #[test]
    fn it_holds_what_is_linked_and_nothing_else() {
        let document: Value = serde_json::from_str(&document("x86_64-unknown-linux-gnu").unwrap()).unwrap();
        let components = document["components"].as_array().unwrap();
        let find = |name: &str| components.iter().find(|component| component["name"] == name);
        // The server's, the bundle's, and what is ours.
        for name in ["actix-web", "sqlx", "leptos", "wasm-bindgen"].into_iter().chain(OURS) {
            assert!(find(name).is_some(), "{name}");
        }
        // Of tests, of the build, of other systems.
        for name in ["s3s", "awc", "wasm-bindgen-cli-support", "windows-sys", "cc"] {
            assert!(find(name).is_none(), "{name}");
        }
        let references: BTreeSet<_> = components.iter().map(|component| component["bom-ref"].to_string()).collect();
        assert_eq!(references.len(), components.len());
        for component in components {
            assert_eq!(component["licenses"].as_array().unwrap().len(), 1, "{component}");
            let is_ours = OURS.contains(&component["name"].as_str().unwrap());
            assert_eq!(component["hashes"][0]["content"].as_str().map_or(0, str::len), if is_ours { 0 } else { 64 });
        }
        let server = &document["metadata"]["component"]["bom-ref"];
        for dependency in document["dependencies"].as_array().unwrap() {
            for used in dependency["dependsOn"].as_array().unwrap() {
                assert!(references.contains(&used.to_string()) || used == server, "{used} is not listed");
            }
        }
    }
}
