//! Documents for a host that serves `web/dist` as plain files, apart from the API.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::assets::{Entry, Installation, write_compressed};
use crate::workspace;

/// Template in web/html, document in web/dist, and what stands in it while the program loads.
const DOCUMENTS: [(&str, &str, &str); 2] = [("staff", "index", "staff/waiting"), ("tracking", "tracking", "boot")];

/// Here nothing can be painted before the program runs, so it is loaded as early as can be.
const PRELOAD: &str = r#"<link rel="preload" href="{{wasm}}" as="fetch" type="application/wasm" crossorigin>"#;
const PROGRAM: &str = r#"<script id="program" src="{{script}}" defer></script>"#;
/// What the server renders from the components, without their pictures, until the visitor's words have come.
const DEAD: &str = r#"<main class="unavailable"><div class="unavailable__card"><h1 class="unavailable__title">{{unavailable}}</h1><p class="unavailable__text">{{unavailable_text}}</p><p class="unavailable__text">{{unavailable_advice}}</p></div></main>"#;
const OFFLINE: &str = r#"<main class="unavailable"><div class="unavailable__card"><h1 class="unavailable__title">{{offline}}</h1><p class="unavailable__text" data-offline="">{{offline_text}}</p><p class="unavailable__text" data-stale="">{{stale}}</p><button class="unavailable__button" type="button" data-retry="">{{try_again}}</button></div></main>"#;

/// What systems need to install the staff app.
fn installation(entry: &Entry) -> String {
    entry.installation.as_ref().map_or_else(String::new, |Installation { manifest, touch_icon, .. }| {
        format!(
            "    <link rel=\"manifest\" href=\"{}\">\n    <link rel=\"apple-touch-icon\" href=\"{}\">\n",
            manifest.url(),
            touch_icon.url()
        )
    })
}

/// Fills the templates as far as a static host can: the tracking page fetches its data
/// and the visitor's words.
pub(crate) fn write(dist: &Path, entries: &[Entry]) -> Result<()> {
    let web = workspace::root().join("web");
    let words: BTreeMap<String, String> = serde_json::from_slice(&fs::read(web.join("locales/en.json"))?)?;
    for (template, document, content) in DOCUMENTS {
        let content = fs::read_to_string(web.join(format!("html/{content}.html")))?;
        let source = web.join(format!("html/{template}.html"));
        let html = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let entry = entries.iter().find(|entry| entry.name == template).context("a document has no entry point")?;
        let style_sheet = entry.style_sheet.url();
        let later = entry.later_style_sheet.as_ref().map(super::assets::Asset::url).unwrap_or_default();
        let later_style_sheet = format!("<template id=\"later-style\" data-href=\"{later}\"></template>");
        let mut html = html
            .replace(" nonce=\"{{nonce}}\"", "")
            .replace("{{style}}", &format!("<link rel=\"stylesheet\" href=\"{style_sheet}\">"))
            .replace("{{stylesheet}}", &style_sheet)
            .replace("{{later_stylesheet}}", &later_style_sheet)
            .replace("{{preload}}", PRELOAD)
            .replace("{{program}}", PROGRAM)
            .replace("{{script}}", &entry.script.url())
            .replace("{{wasm}}", &entry.wasm.url())
            .replace("    {{open_graph}}\n", "")
            // The policy of a static host allows no script in a document: what the style sheet does has to be enough.
            .replace("    {{boot_script}}\n", "")
            .replace("    {{early_script}}\n", "")
            .replace("    {{parts}}\n", "")
            .replace("    {{installation}}\n", &installation(entry))
            .replace("    {{heart}}\n", "")
            .replace("{{dead}}", DEAD)
            .replace("{{offline_card}}", OFFLINE)
            .replace("{{language}}", "en")
            .replace("{{direction}}", "ltr")
            .replace("{{title}}", "Your vehicle")
            .replace("{{content}}", &content)
            .replace("{{data}}", "null");
        for (key, text) in &words {
            html = html.replace(&format!("{{{{{key}}}}}"), text);
        }
        if html.contains("{{") {
            bail!("web/html/{template}.html has a placeholder that nobody fills");
        }
        write_compressed(&dist.join(format!("{document}.html")), html.as_bytes())?;
    }
    Ok(())
}
