//! `deploy/nginx.conf` as it is, except for addresses and certificates: everything passes, and no log has a slug
//!

use std::cell::Cell;
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;
use shared::paths::ApiPath;

use crate::live::Line;
use crate::raw_http::exchange;
use crate::support::nginx::Nginx;
use crate::support::people::slug;
use crate::support::pictures::jpeg;
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(everything_passes_and_no_log_has_a_slug, nobody_chooses_the_address_that_counts);

const EXAMPLE: &str = include_str!("../../../../deploy/nginx.conf");

/// The example in front of a server; the second address is that of plain http.
pub(crate) async fn proxy(upstream: &str, directory: &Path) -> (Nginx, String) {
    let plain = Cell::new(None);
    let example: String = EXAMPLE
        .lines()
        .filter(|line| !line.trim().starts_with("ssl_"))
        .fold(String::new(), |all, line| format!("{all}{line}\n"));
    let http = |port: u16| {
        let mut config = example.clone();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        plain.set(Some(free));
        for (from, to) in [
            ("listen 443 ssl;", format!("listen 127.0.0.1:{port};")),
            ("listen [::]:443 ssl;", format!("listen [::1]:{port};")),
            // Debian 12's nginx is older.
            ("    http2 on;\n", String::new()),
            ("listen 80;", format!("listen {free};")),
            ("    listen [::]:80;\n", String::new()),
            ("server 127.0.0.1:8080;", format!("server {};", upstream.trim_start_matches("http://"))),
            ("/var/log/nginx", directory.display().to_string()),
        ] {
            assert!(config.contains(from), "{from}");
            config = config.replace(from, &to);
        }
        config
    };
    let nginx = Nginx::start(directory, http).await;
    (nginx, format!("http://{}", plain.get().unwrap()))
}

async fn everything_passes_and_no_log_has_a_slug(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let (nginx, plain) = proxy(&app.base, directory.path()).await;
    let (org, anonymous) = (app.organization().await, Caller::new(&nginx.base, None));
    let admin = org.admin.at(&nginx.base);
    let vehicle = org.vehicle().await.id;
    // More than nginx lets through by itself.
    let mut file = jpeg(40, 30);
    file.resize(5_000_000, 0x5a);
    let sent = admin.try_upload(&ApiPath::Photos(&vehicle).to_string(), &file).await;
    let photo = sent.expect("a photo of five megabytes passes");
    let link = org.link_with(&vehicle, serde_json::json!({ "photo_ids": [photo.id] })).await;
    let slug = slug(&link);
    let page = anonymous.with("referer", &format!("https://x/t/{slug}")).get(format!("/t/{slug}?{slug}")).await;
    let asset = page.expect(200).text().split("href=\"").find(|part| part.starts_with("/assets/")).map(str::to_owned);
    if let Some(asset) = asset {
        anonymous.get(asset.split('"').next().unwrap()).await.expect(200);
    }
    let shown: Value = anonymous.get(ApiPath::PublicTracking(&slug)).await.value(200);
    anonymous.get(shown["hero_photo"]["src"].as_str().unwrap()).await.expect(200);
    admin.get(ApiPath::Vehicle(&vehicle)).await.expect(200);
    assert_eq!(anonymous.get("/healthz").await.status, 404);
    redirected(&Caller::new(&plain, None), &slug).await;
    let mut events = Line::open_behind_nginx(&nginx.base, &slug).await;
    app.app.open_pages().look().await.unwrap();
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(events.hear().await.as_deref(), Some("event: gone\ndata:\n\n"));
    assert_eq!(events.hear().await, None);
    for base in [&nginx.base, &plain] {
        ask_oddly(base, &slug).await;
    }
    drop(nginx);
    assert_masked(directory.path(), &slug, vehicle.as_str());
    without_a_server(&slug).await;
}

async fn redirected(plain: &Caller, slug: &str) {
    let to_https = plain.get(format!("/t/{slug}")).await;
    assert_eq!((to_https.status, to_https.header("location")), (301, &*format!("https://cars.example/t/{slug}")));
    let forbidden: Answer = plain.get("/api/v1/session-in-the-clear").await;
    assert_eq!(forbidden.status, 403);
}

/// Every character as browsers write those that they may not (RFC 3986, section 2.1).
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02x}"))
}

/// The slug wherever there is room for it.
pub(crate) async fn ask_oddly(base: &str, slug: &str) {
    let encoded = encoded(slug);
    let upper = slug.to_uppercase();
    for target in [
        format!("/t/{upper}"),
        format!("/t//{slug}"),
        format!("//t/{slug}"),
        format!("/./t/{slug}"),
        format!("/T/{slug}"),
        format!("/%74/{slug}"),
        format!("/t%2f{slug}"),
        format!("/t/{encoded}"),
        format!("/t/{slug}/x.css"),
        format!("/{slug}"),
        format!("/assets/{slug}"),
        format!("/api/v1/{slug}"),
        format!("/api/v1/public/tracking/{slug}/views"),
        format!("/api/v1/public/tracking/{slug}/{slug}"),
        format!("/api/v1/public//tracking/{slug}"),
        format!("/api/v1/public/tracking/{encoded}/logo"),
        format!("/api/v1/vehicles?q={slug}"),
        format!("/?{slug}"),
        format!("http://x/t/{slug}"),
    ] {
        for method in ["GET", "QWERTYUIOPASDFGHJKLZXCVBNM"] {
            let head = format!("{method} {target} HTTP/1.1\r\nHost: {slug}\r\nReferer: https://x/t/{slug}\r\n");
            exchange(base, &format!("{head}User-Agent: {slug}\r\nConnection: close\r\n\r\n")).await;
        }
    }
    exchange(base, &format!("GET /t/{slug}\x01 HTTP/1.1\r\nHost: x\r\n\r\n")).await;
    exchange(base, &format!("{slug}\r\n\r\n")).await;
}

fn assert_masked(directory: &Path, slug: &str, vehicle: &str) {
    let log = fs::read_to_string(directory.join("importops.log")).unwrap();
    let lower = format!("{log}{}", fs::read_to_string(directory.join("importops-error.log")).unwrap()).to_lowercase();
    let first = encoded(&slug[..4]);
    for secret in [slug, &first, vehicle, "qwertyuiop"] {
        assert!(!lower.contains(&secret.to_lowercase()), "{secret} in {log}");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for path in [
        "/t/-",
        "/api/v1/public/tracking/-",
        "/api/v1/public/tracking/-/photos",
        "/api/v1/public/tracking/-/updates",
        "/api/v1/vehicles",
        "/assets",
        "other",
    ] {
        assert!(lines.iter().any(|line| line["path"] == path), "{path} in {log}");
    }
    assert!(lines.iter().any(|line| line["method"] == "unknown") && lines.iter().any(|line| line["method"] == "POST"));
    // The server logs the same request under the same id.
    assert!(lines.iter().all(|line| line["request"].as_str().unwrap().len() == 32));
}

/// nginx would say into its error log for whom it found no server.
async fn without_a_server(slug: &str) {
    let directory = tempfile::tempdir().unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (nginx, _) = proxy(&format!("http://{nobody}"), directory.path()).await;
    let answer =
        exchange(&nginx.base, &format!("GET /t/{slug} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 502"), "{answer}");
    drop(nginx);
    for file in ["importops.log", "importops-error.log"] {
        assert!(!fs::read_to_string(directory.path().join(file)).unwrap().contains(slug));
    }
}

async fn nobody_chooses_the_address_that_counts(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let mut config = (*app.app.config).clone();
    config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    config.quotas.address = 30;
    let (nginx, _) = proxy(&app.third_node(config).await, directory.path()).await;
    let anonymous = Caller::new(&nginx.base, None);
    // A page that is not there counts as ten, whatever the client says where it comes from.
    for (last, status) in [(1, 404), (2, 404), (3, 404), (4, 429)] {
        let claiming = anonymous.with("x-forwarded-for", &format!("192.0.2.{last}"));
        claiming.get("/t/00000000000000000000000000").await.expect(status);
    }
}
