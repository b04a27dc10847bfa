//! The manifests of `deploy/kubernetes`, validated by Kubernetes' own schemas.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::capture;
use crate::{python, workspace};

const MANIFESTS: [&str; 2] = ["deploy/kubernetes/sqlite.yaml", "deploy/kubernetes/postgresql.yaml"];

/// Every member has to be known to Kubernetes; one that is misspelt has to be found, or the check is worth nothing.
pub(crate) fn check() -> Result<()> {
    let program = python::install(&python::KUBERNETES)?.join("kubernetes-validate");
    let validate = |path: &std::path::Path| capture(Command::new(&program).arg("--strict").arg(path));
    let scratch = tempfile::Builder::new().prefix("importops-kubernetes").tempdir()?;
    for name in MANIFESTS {
        let path = workspace::root().join(name);
        validate(&path).with_context(|| format!("{name} is not valid"))?;
        let misspelt = scratch.path().join("misspelt.yaml");
        fs::write(&misspelt, fs::read_to_string(&path)?.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"))?;
        if validate(&misspelt).is_ok() {
            bail!("kubernetes-validate does not find a misspelt member in {name}");
        }
    }
    Ok(())
}
