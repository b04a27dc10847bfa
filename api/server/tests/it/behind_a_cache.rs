//! a proxy in front that caches whatever it may, nginx with its default rules, never outlives a revocation.

use std::path::Path;

use actix_web::http::Method;
use serde_json::json;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;

use crate::support::nginx::Nginx;
use crate::support::people::slug;
use crate::support::pictures::{jpeg, send, upload};
use crate::support::{Caller, TestApp, both_engines};

both_engines!(a_caching_proxy_does_not_outlive_a_revocation);

/// nginx that caches whatever it may, with its default rules.
pub(crate) async fn caching(upstream: &str, directory: &Path) -> Nginx {
    let http = |port| {
        let directory = directory.display();
        format!(
            "access_log off;
            proxy_cache_path {directory}/cache keys_zone=all:1m;
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass {upstream};
                    proxy_cache all;
                    add_header x-cache $upstream_cache_status always;
                }}
            }}"
        )
    };
    Nginx::start(directory, http).await
}

async fn a_caching_proxy_does_not_outlive_a_revocation(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let nginx = caching(&app.base, directory.path()).await;
    let proxied = Caller::new(&nginx.base, None);
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo = upload(&org, &vehicle, &jpeg(40, 30)).await;
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &jpeg(30, 10)).await.expect(200);
    let slug = slug(&org.link_with(&vehicle, json!({ "photo_ids": [photo.id] })).await);
    let page: PublicTracking = proxied.get(ApiPath::PublicTracking(&slug)).await.json(200);
    let addresses = [
        format!("/t/{slug}"),
        ApiPath::PublicTracking(&slug).to_string(),
        page.hero_photo.as_ref().unwrap().src.clone(),
        page.organization.logo_url.unwrap(),
    ];
    for address in addresses.iter().chain(&addresses) {
        assert_ne!(proxied.get(address).await.expect(200).header("x-cache"), "HIT", "{address}");
    }
    // Control: the cache works, for what is immutable.
    let document = proxied.get(format!("/t/{slug}")).await.text();
    let (_, asset) = document.split_once("id=\"program\" src=\"").unwrap();
    let asset = asset.split('"').next().unwrap();
    proxied.get(asset).await.expect(200);
    assert_eq!(proxied.get(asset).await.header("x-cache"), "HIT");
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    for address in &addresses {
        proxied.get(address).await.expect(404);
    }
}
