//! The style sheet and the script of the pages, with names that change with their content.

use sha2::{Digest, Sha256};

use crate::page::Asset;

/// What all pages load.
#[derive(Debug)]
pub(crate) struct Assets {
    pub(crate) stylesheet: Asset,
    pub(crate) script: Asset,
}

impl Assets {
    /// From the product's own design tokens.
    pub(crate) fn new() -> Self {
        let styles = [
            include_str!("../../../web/style/tokens.css"),
            include_str!("../../../web/style/base.css"),
            include_str!("../../../web/ui/src/components/button/button.css"),
            include_str!("../../../web/docs/docs.css"),
            include_str!("../../../web/docs/reference.css"),
        ];
        Self {
            stylesheet: named("css", "text/css; charset=utf-8", styles.concat()),
            script: named(
                "js",
                "text/javascript; charset=utf-8",
                include_str!("../../../web/docs/search.js").to_owned(),
            ),
        }
    }
}

fn named(extension: &str, content_type: &'static str, text: String) -> Asset {
    Asset { path: format!("/docs/assets/docs-{}.{extension}", digest(&text)), content_type, text }
}

/// Changes with a text.
pub(crate) fn digest(text: &str) -> String {
    let hex = |byte: &u8| format!("{byte:02x}");
    Sha256::digest(text).iter().take(8).map(hex).collect()
}
