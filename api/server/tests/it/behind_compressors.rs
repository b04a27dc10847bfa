//! proxies with little more than their defaults, which compress. What arrives is what was sent, the entity tags that they
//! changed name their versions, an event arrives while the stream stays open, and what is revoked is gone at once.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::note::Note;
use shared::paths::ApiPath;
use shared::webhook::WebhookEndpointSecret;

use crate::live::Line;
use crate::support::nginx::Nginx;
use crate::support::people::slug;
use crate::support::pictures::{jpeg, upload};
use crate::support::proxies::Proxy;
use crate::support::{Caller, Organization, TestApp, both_engines};

both_engines!(behind_nginx, behind_apache, behind_caddy, behind_haproxy, behind_varnish);

/// Everything through a proxy; tells the entity tag that came through.
async fn everything(app: &TestApp, base: &str, line: impl AsyncFn(&str, &str) -> Line) -> String {
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
    saves(&app.organization().await, base).await;
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
    // Nothing that comes later pushes the event through: the clock of the server stands still.
    let mut open = line(base, &slug).await;
    app.app.open_pages().look().await.unwrap();
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Loaded." })).await.expect(201);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(open.hear().await.as_deref(), Some("event: changed\ndata:\n\n"));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    for path in [format!("/t/{slug}"), ApiPath::PublicTracking(&slug).to_string()] {
        Caller::new(base, None).get(&path).await.expect(404);
    }
    app.app.open_pages().look().await.unwrap();
    assert_eq!(open.hear().await.as_deref(), Some("event: gone\ndata:\n\n"));
    tag
}

/// Saves everything that has a version, with the tag that came through the proxy, as browsers do.
async fn saves(org: &Organization, base: &str) {
    let vehicle = &org.vehicle().await.id;
    org.link(vehicle).await;
    let note = json!({ "scope": "internal", "body": "One" });
    let note: Note = org.editor.post(ApiPath::Notes(vehicle), note).await.json(201);
    let hook: WebhookEndpointSecret =
        org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": "https://127.0.0.1:8443/" })).await.json(201);
    let photos = [upload(org, vehicle, &jpeg(40, 30)).await.id, upload(org, vehicle, &jpeg(30, 40)).await.id];
    let (gallery, order, member) =
        (ApiPath::Photos(vehicle), ApiPath::PhotoOrder(vehicle), ApiPath::Member(&org.members[1]));
    let stage = ApiPath::VehicleStage(vehicle);
    let one_path = |path: ApiPath<'_>, change| (path.to_string(), Method::PATCH, path.to_string(), change);
    let admin = org.admin.at(base).with("accept-encoding", "gzip, br, zstd;q=0");
    for (read, method, path, change) in [
        one_path(ApiPath::TrackingLink(vehicle), json!({ "options": { "show_eta": false } })),
        one_path(ApiPath::Note(vehicle, &note.id), json!({ "body": "Two" })),
        one_path(ApiPath::Organization, json!({ "contact_phone": "+49 40 1" })),
        one_path(ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id), json!({ "description": "Ours" })),
        one_path(member, json!({ "role": "viewer" })),
        (gallery.to_string(), Method::PUT, order.to_string(), json!({ "photo_ids": [photos[1], photos[0]] })),
        (ApiPath::Vehicle(vehicle).to_string(), Method::PUT, stage.to_string(), json!({ "stage": "in_transit" })),
    ] {
        let tag = admin.get(&read).await.expect(200).etag().to_owned();
        assert_eq!(admin.with("if-none-match", &tag).get(&read).await.status, 304, "{read}: {tag}");
        let save = async || admin.with("if-match", &tag).json(method.clone(), &path, &change).await;
        assert_eq!(save().await.status, 200, "{read}: {tag}");
        assert_eq!(save().await.status, 412, "{read}: {tag} is old now");
        let now = admin.get(&read).await.etag().to_owned();
        let kept = admin.with("if-match", &now).json(method.clone(), &path, &change).await;
        assert_eq!(kept.status, 200, "{read}: nothing changes");
        assert_eq!(admin.get(&read).await.etag(), now, "{read}: nothing has changed");
    }
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
    let tag = everything(&app, &nginx.base, Line::open_behind_nginx).await;
    assert!(tag.starts_with("W/\""), "nginx weakens what it compresses: {tag}");
}

async fn behind_apache(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let apache = Proxy::apache(&app.base, directory.path()).await;
    let tag = everything(&app, &apache.base, Line::open).await;
    assert!(tag.ends_with("-gzip\""), "Apache adds what it compressed with: {tag}");
}

async fn behind_caddy(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let caddy = Proxy::caddy(&app.base, directory.path()).await;
    everything(&app, &caddy.base, Line::open).await;
}

async fn behind_haproxy(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let haproxy = Proxy::haproxy(&app.base, directory.path()).await;
    everything(&app, &haproxy.base, Line::open).await;
}

async fn behind_varnish(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let varnish = Proxy::varnish(&app.base, directory.path()).await;
    everything(&app, &varnish.base, Line::open).await;
}
