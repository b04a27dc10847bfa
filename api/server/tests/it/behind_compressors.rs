//! proxies that compress. What arrives is what was sent, and the entity tags that they changed name their versions.

use serde_json::{Value, json};
use shared::paths::ApiPath;

use crate::support::nginx::Nginx;
use crate::support::people::slug;
use crate::support::proxies::Proxy;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(behind_nginx, behind_apache, behind_caddy);

/// Everything through a proxy; tells the entity tag that came through.
async fn everything(app: &TestApp, base: &str) -> String {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let slug = slug(&org.link(&vehicle).await);
    let direct = org.editor.get(ApiPath::Vehicle(&vehicle)).await;
    let editor = org.editor.at(base).with("accept-encoding", "gzip");
    let read = editor.get(ApiPath::Vehicle(&vehicle)).await;
    assert_eq!(read.expect(200).unpacked(), direct.body);
    let tag = read.etag().to_owned();
    // Who has this version is told so, and may overwrite it.
    assert_eq!(editor.with("if-none-match", &tag).get(ApiPath::Vehicle(&vehicle)).await.status, 304, "{tag}");
    let saved = editor.with("if-match", &tag).patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "Blue" })).await;
    saved.expect(200);
    let saved: Value = serde_json::from_slice(&saved.unpacked()).unwrap();
    assert_eq!(saved["colour"], "Blue");
    let late = editor.with("if-match", &tag).patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "Red" })).await;
    assert_eq!(late.status, 412, "{tag} is old now");
    // The documents, as the server wrote them.
    for path in [format!("/t/{slug}"), "/t/unknown".to_owned(), ApiPath::PublicTracking(&slug).to_string()] {
        let direct = app.anonymous().get(&path).await;
        assert!(direct.header("cache-control").contains("no-transform"), "{path}");
        for coding in ["gzip", "identity"] {
            let proxied = Caller::new(base, None).with("accept-encoding", coding).get(&path).await;
            // Problems hold the id of their request; the documents hold nothing that differs.
            assert!(proxied.status == direct.status && proxied.unpacked() == direct.body, "{path}, {coding}");
        }
    }
    tag
}

async fn behind_nginx(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let upstream = app.base.clone();
    let http = |port| {
        format!(
            "access_log off; gzip on; gzip_min_length 0; gzip_proxied any; gzip_types *; gzip_vary on;
            server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {upstream}; }} }}"
        )
    };
    let nginx = Nginx::start(directory.path(), http).await;
    let tag = everything(&app, &nginx.base).await;
    assert!(tag.starts_with("W/\""), "nginx weakens what it compresses: {tag}");
}

async fn behind_apache(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let apache = Proxy::apache(&app.base, directory.path()).await;
    let tag = everything(&app, &apache.base).await;
    assert!(tag.ends_with("-gzip\""), "Apache adds what it compressed with: {tag}");
}

async fn behind_caddy(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let caddy = Proxy::caddy(&app.base, directory.path()).await;
    everything(&app, &caddy.base).await;
}
