//! Documents for a host that serves `web/dist` as plain files, apart from the API.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::assets::{Entry, write_compressed};
use crate::workspace;

/// Template in web/html, document in web/dist.
const DOCUMENTS: [(&str, &str); 2] = [("staff", "index"), ("tracking", "tracking")];

/// Fills the templates as far as a static host can: the tracking page fetches its data.
pub(crate) fn write(dist: &Path, entries: &[Entry]) -> Result<()> {
    for (template, document) in DOCUMENTS {
        let source = workspace::root().join(format!("web/html/{template}.html"));
        let html = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let entry = entries.iter().find(|entry| entry.name == template).context("a document has no entry point")?;
        let html = html
            .replace(" nonce=\"{{nonce}}\"", "")
            .replace("{{stylesheet}}", &entry.style_sheet.url())
            .replace("{{script}}", &entry.script.url())
            .replace("{{wasm}}", &entry.wasm.url())
            .replace("    {{preload}}\n", "")
            .replace("{{title}}", "Your vehicle")
            .replace("{{data}}", "null");
        if html.contains("{{") {
            bail!("web/html/{template}.html has a placeholder that nobody fills");
        }
        write_compressed(&dist.join(format!("{document}.html")), html.as_bytes())?;
    }
    Ok(())
}
