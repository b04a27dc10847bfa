//! What systems need to install the staff app: a manifest (W3C, Web Application Manifest) and icons.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

use super::assets::{Asset, Assets, Installation};
use crate::workspace;

/// The icons of the manifest: file in web/html/icons, side in pixels, and what it is for. A maskable one is cut to the form of the system.
const ICONS: [(&str, u32, &str); 3] =
    [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable")];
/// The icon of Apple's systems, which cut it.
const TOUCH_ICON: &str = "touch-180";

/// Where the app opens.
const START: &str = "/vehicles";
/// What the window of the app shows. Only a prefix can be named, and `/` is the only one that all its pages have.
const SCOPE: &str = "/";
/// `--canvas` and the colour of the mark.
const GROUND: &str = "#f5f7f9";
const THEME: &str = "#0b5a6b";

/// Adds them to the assets.
pub(super) fn add(assets: &mut Assets) -> Result<Installation> {
    let icons = ICONS.iter().map(|(name, ..)| icon(name, assets)).collect::<Result<Vec<_>>>()?;
    let listed = icons.iter().zip(ICONS).map(|(icon, (_, side, purpose))| {
        json!({ "src": icon.url(), "sizes": format!("{side}x{side}"), "type": "image/png", "purpose": purpose })
    });
    let manifest = json!({
        "id": START,
        "name": "ImportOps",
        "short_name": "ImportOps",
        "description": "Vehicles, photos and tracking links.",
        "lang": "en",
        "start_url": START,
        "scope": SCOPE,
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": THEME,
        // A customer's link belongs into the browser, also on the phone of a member.
        "handle_links": "not-preferred",
        "icons": listed.collect::<Vec<_>>(),
    });
    let text = serde_json::to_string(&manifest)?;
    let manifest = assets.add("app", "webmanifest", "application/manifest+json", text.as_bytes())?;
    Ok(Installation { manifest, touch_icon: icon(TOUCH_ICON, assets)?, icons })
}

fn icon(name: &str, assets: &mut Assets) -> Result<Asset> {
    let path = workspace::root().join(format!("web/html/icons/{name}.png"));
    let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    assets.add(name, "png", "image/png", &content)
}
