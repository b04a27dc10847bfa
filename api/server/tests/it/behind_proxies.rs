//! The files of `deploy` for Caddy, HAProxy, Apache, Varnish and Envoy as they are, except for addresses and certificates: pages,
//! uploads, events and revocations pass, no log has a slug, and nobody chooses the address that counts.
//! nginx has a file of its own.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use server::config::Config;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;

use crate::behind_nginx::{ask_oddly, encoded, proxy};
use crate::live::Line;
use crate::support::people::slug;
use crate::support::pictures::{jpeg, post};
use crate::support::proxies::Proxy;
use crate::support::{Caller, TestApp, both_engines, both_engines_nightly, files_below};

both_engines!(behind_caddy, behind_haproxy, behind_apache, behind_varnish, behind_envoy, uploads_behind_nginx);
both_engines_nightly!(a_page_stays_open_for_ten_idle_minutes);

/// A file of `deploy` with other words in it; each of them has to be there.
fn changed(text: &str, words: &[(&str, String)]) -> String {
    words.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn upstream(base: &str) -> String {
    base.trim_start_matches("http://").to_owned()
}

/// Where plain http is listened for.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

async fn caddy(base: &str, directory: &Path) -> Proxy {
    let place = directory.display();
    Proxy::caddy_with(directory, |port| {
        changed(
            include_str!("../../../../deploy/Caddyfile"),
            &[
                (
                    "{\n\t# How long",
                    format!("{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {place}\n\t# How long"),
                ),
                ("\nhttp://cars.example {", format!("\nhttp://{} {{", free())),
                ("\ncars.example {", format!("\nhttp://:{port} {{\n\tbind 127.0.0.1 ::1")),
                ("/var/log/caddy", place.to_string()),
                ("127.0.0.1:8080", upstream(base)),
            ],
        )
    })
    .await
}

async fn haproxy(base: &str, directory: &Path) -> Proxy {
    Proxy::haproxy_with(directory, |port| {
        let tls = ":443,[::]:443 ssl crt /etc/ssl/private/cars.example.pem alpn h2,http/1.1";
        changed(
            include_str!("../../../../deploy/haproxy.cfg"),
            &[
                (tls, format!("127.0.0.1:{port},[::1]:{port}")),
                (":80,[::]:80", free()),
                ("127.0.0.1:8080", upstream(base)),
                ("maxconn 20000", "maxconn 200".to_owned()),
            ],
        )
    })
    .await
}

async fn apache(base: &str, directory: &Path) -> Proxy {
    let modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "alias"];
    let file = include_str!("../../../../deploy/apache.conf");
    let without_tls = |line: &&str| !line.trim().starts_with("SSL") && !line.trim().starts_with("Protocols");
    let file: String = file.lines().filter(without_tls).flat_map(|line| [line, "\n"]).collect();
    Proxy::apache_with(directory, &modules, |port| {
        let plain = free();
        let words = [
            ("*:443>", format!("*:{port}>")),
            ("*:80>", format!("{plain}>")),
            ("/var/log/apache2", directory.display().to_string()),
            ("127.0.0.1:8080", upstream(base)),
        ];
        format!("Listen {plain}\n{}", changed(&file, &words))
    })
    .await
}

async fn varnish(base: &str, directory: &Path) -> Proxy {
    let address = upstream(base);
    let (host, port) = address.split_once(':').unwrap();
    let words = [("127.0.0.1\"", format!("{host}\"")), ("\"8080\"", format!("\"{port}\""))];
    Proxy::varnish_with(directory, &changed(include_str!("../../../../deploy/varnish.vcl"), &words)).await
}

async fn envoy(base: &str, directory: &Path) -> Proxy {
    let file = include_str!("../../../../deploy/envoy.yaml");
    let (before, tls) = file.split_once("transport_socket:\n").unwrap();
    let (_, after) = tls.split_once("          filters:\n").unwrap();
    let file = format!("{before}filters:\n{after}");
    let (server, plain) = (upstream(base), free());
    let server_port = format!("port_value: {}}}", server.split_once(':').unwrap().1);
    let plain_port = format!("port_value: {}}}", plain.split_once(':').unwrap().1);
    Proxy::envoy_with(directory, |port| {
        let words = [
            ("address: 0.0.0.0", "address: 127.0.0.1".to_owned()),
            ("address: \"::\"", "address: \"::1\"".to_owned()),
            ("port_value: 443}", format!("port_value: {port}}}")),
            ("port_value: 80}", plain_port.clone()),
            ("port_value: 8080}", server_port.clone()),
        ];
        changed(&file, &words)
    })
    .await
}

/// What varnishncsa writes with the format that the file names.
fn varnish_log(directory: &Path) {
    let file = include_str!("../../../../deploy/varnish.vcl");
    let format = file.split("-F '").nth(1).unwrap().split('\'').next().unwrap();
    let mut ncsa = Command::new("varnishncsa");
    ncsa.args(["-d", "-F", format, "-n"]).arg(directory.join("varnish"));
    let output = ncsa.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::write(directory.join("ncsa.log"), output.stdout).unwrap();
    // The log in memory, which only root reads.
    std::fs::remove_dir_all(directory.join("varnish")).unwrap();
}

/// Photos: the largest that are taken pass, and of a larger one the server itself says why it is refused.
async fn uploads(app: &TestApp, base: &str) {
    let org = app.organization().await;
    let (editor, vehicle) = (org.editor.at(base), org.vehicle().await.id);
    let mut file = jpeg(40, 30);
    file.resize(20 << 20, 0x5a);
    post(&editor, &vehicle, &file).await.expect(201);
    file.resize((20 << 20) + 1, 0x5a);
    let problem = post(&editor, &vehicle, &file).await.problem(ProblemCode::PayloadTooLarge);
    let direct = post(&org.editor, &vehicle, &file).await.problem(ProblemCode::PayloadTooLarge);
    assert_eq!(problem.detail, direct.detail);
}

/// Everything through a proxy that writes its logs into a directory.
async fn everything_passes(app: &TestApp, proxy: Proxy, directory: &Path) {
    let (org, anonymous) = (app.organization().await, Caller::new(&proxy.base, None));
    let vehicle = org.vehicle().await.id;
    let editor = org.editor.at(&proxy.base).with("accept-encoding", "gzip");
    uploads(app, &proxy.base).await;
    let photo = post(&org.editor, &vehicle, &jpeg(40, 30)).await.json::<shared::photo::Photo>(201);
    let slug = slug(&org.link_with(&vehicle, json!({ "photo_ids": [photo.id] })).await);
    let read = editor.get(ApiPath::Vehicle(&vehicle)).await;
    let saved = editor.with("if-match", read.expect(200).etag());
    saved.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "Blue" })).await.expect(200);
    // The other family of addresses.
    let sixth = proxy.base.replace("127.0.0.1", "[::1]");
    Caller::new(&sixth, None).get(format!("/t/{slug}")).await.expect(200);
    for own in ["/healthz", "/readyz"] {
        assert_eq!(anonymous.get(own).await.status, 404, "{own}");
    }
    let page: PublicTracking = anonymous.get(ApiPath::PublicTracking(&slug)).await.json(200);
    let places = [
        format!("/t/{slug}"),
        ApiPath::PublicTracking(&slug).to_string(),
        page.hero_photo.as_ref().unwrap().src.clone(),
    ];
    for place in &places {
        anonymous.with("referer", &format!("https://x/t/{slug}")).get(place).await.expect(200);
    }
    let mut open = Line::open(&proxy.base, &slug).await;
    app.app.open_pages().look().await.unwrap();
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Loaded." })).await.expect(201);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(open.hear().await.as_deref(), Some("event: changed\ndata:\n\n"));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    for place in &places {
        anonymous.get(place).await.expect(404);
    }
    app.app.open_pages().look().await.unwrap();
    assert_eq!(open.hear().await.as_deref(), Some("event: gone\ndata:\n\n"));
    ask_oddly(&proxy.base, &slug).await;
    if directory.join("varnish").exists() {
        varnish_log(directory);
    }
    drop(proxy);
    no_log_has(directory, &slug);
}

fn no_log_has(directory: &Path, slug: &str) {
    let logs = files_below(directory).into_iter().filter(|path| path.extension().is_some_and(|end| end == "log"));
    let text: String = logs.map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()).collect();
    let lower = text.to_lowercase();
    for secret in [slug, &encoded(&slug[..4])] {
        assert!(!lower.contains(secret), "{secret} in {text}");
    }
    // Control: it is the log of these requests.
    assert!(text.lines().filter(|line| line.contains("404")).count() > 3, "{text}");
}

/// A server with few requests for an address, behind a proxy whose word it takes.
async fn strict(app: &TestApp) -> String {
    let mut config = Config::clone(&app.app.config);
    config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    config.quotas.address = 30;
    app.third_node(config).await
}

/// A page that is not there counts as ten, wherever the client says that it comes from.
async fn nobody_chooses_the_address(base: &str) {
    for (last, status) in [(1, 404), (2, 404), (3, 404), (4, 429)] {
        let claiming = Caller::new(base, None).with("x-forwarded-for", &format!("192.0.2.{last}"));
        claiming.get("/t/00000000000000000000000000").await.expect(status);
    }
}

/// The tests of one proxy.
async fn behind(app: &TestApp, start: impl AsyncFn(&str, &Path) -> Proxy) {
    let directory = tempfile::tempdir().unwrap();
    everything_passes(app, start(&app.base, directory.path()).await, directory.path()).await;
    let directory = tempfile::tempdir().unwrap();
    let proxy = start(&strict(app).await, directory.path()).await;
    nobody_chooses_the_address(&proxy.base).await;
}

async fn behind_caddy(app: TestApp) {
    behind(&app, caddy).await;
}

async fn behind_haproxy(app: TestApp) {
    behind(&app, haproxy).await;
}

async fn behind_apache(app: TestApp) {
    behind(&app, apache).await;
}

async fn behind_varnish(app: TestApp) {
    behind(&app, varnish).await;
}

async fn behind_envoy(app: TestApp) {
    behind(&app, envoy).await;
}

async fn uploads_behind_nginx(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let (nginx, _) = proxy(&app.base, directory.path()).await;
    uploads(&app, &nginx.base).await;
    let page = app.organization().await.live_slug().await.1;
    Caller::new(&nginx.base.replace("127.0.0.1", "[::1]"), None).get(format!("/t/{page}")).await.expect(200);
}

/// Nothing happens for eleven minutes but signs of life; then a revocation arrives. Some limits are ten minutes.
async fn a_page_stays_open_for_ten_idle_minutes(app: TestApp) {
    const SIGNS: usize = 33;
    const NAMES: [&str; 6] = ["nginx", "Caddy", "HAProxy", "Apache", "Varnish", "Envoy"];
    let places: [_; 6] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let (nginx, _) = proxy(&app.base, places[0].path()).await;
    let others = [
        caddy(&app.base, places[1].path()).await,
        haproxy(&app.base, places[2].path()).await,
        apache(&app.base, places[3].path()).await,
        varnish(&app.base, places[4].path()).await,
        envoy(&app.base, places[5].path()).await,
    ];
    let (vehicle, slug, org) = {
        let org = app.organization().await;
        let (vehicle, slug) = org.live_slug().await;
        (vehicle, slug, org)
    };
    let mut open = vec![Line::open_behind_nginx(&nginx.base, &slug).await];
    for other in &others {
        open.push(Line::open(&other.base, &slug).await);
    }
    let mut ticks = tokio::time::interval(std::time::Duration::from_secs(20));
    ticks.tick().await;
    for sign in 0..SIGNS {
        ticks.tick().await;
        // As often as the server looks in that time.
        for _ in 0..40 {
            app.app.open_pages().look().await.unwrap();
        }
        for (line, name) in open.iter_mut().zip(NAMES) {
            assert_eq!(line.hear().await.as_deref(), Some("event: alive\ndata:\n\n"), "{name}, sign {sign}");
        }
    }
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    for (line, name) in open.iter_mut().zip(NAMES) {
        assert_eq!(line.hear().await.as_deref(), Some("event: gone\ndata:\n\n"), "{name}");
    }
}
