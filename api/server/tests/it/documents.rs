//! The documents that browsers open: the tracking page, the one 404, the staff app's shell.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use public::bundle::WORKER_PATH;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::{Answer, TestApp, both_engines};

both_engines!(
    the_page_carries_its_content,
    the_page_is_finished_in_the_document,
    the_page_speaks_the_visitors_language,
    chat_apps_get_a_preview_without_the_status,
    hostile_text_stays_text,
    the_policy_names_the_scripts,
    suffixes_and_hosts_change_nothing,
    the_shell_answers_its_routes,
    the_shell_shows_what_the_app_will,
    only_the_worker_may_do_anything,
    the_service_worker_may_control_nothing_but_vehicles,
    the_app_can_be_installed,
    assets_are_compressed_and_immutable,
);

/// What a document with its style sheet, content, data and words may take on its way, in brotli.
const DOCUMENT_BUDGET_BYTES: usize = 15_000;

fn inlined(page: &Answer) -> Value {
    let text = page.text();
    let start = text.find("id=\"tracking-data\"").unwrap();
    let start = start + text[start..].find('>').unwrap() + 1;
    let end = start + text[start..].find("</script>").unwrap();
    serde_json::from_str(&text[start..end]).unwrap()
}

async fn the_page_carries_its_content(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let page = app.anonymous().get(format!("/t/{slug}")).await;
    assert!(page.expect(200).header("content-type").starts_with("text/html"));
    let json: Value = app.anonymous().get(ApiPath::PublicTracking(&slug)).await.value(200);
    assert_eq!(inlined(&page)["page"], json);
    let visit = inlined(&page)["visit"].as_str().unwrap().to_owned();
    assert!(visit.len() == 32 && !slug.contains(&visit) && !visit.contains(&slug));
    assert!(page.text().contains("<title>2021 Toyota Land Cruiser · Harbour Imports</title>"));
    assert_eq!(page.header("cache-control"), "no-store, no-transform");
    assert!(page.header("x-robots-tag").contains("noindex"));
    assert!(page.text().contains("noindex"), "also for who keeps the document without its headers");
}

async fn hostile_text_stays_text(app: TestApp) {
    let org = app.organization().await;
    let name = "</title></script><script>alert(1)</script><!-- {{nonce}} \u{2028} \"'&";
    org.admin.patch(ApiPath::Organization, json!({ "name": name })).await.expect(200);
    let (_, slug) = org.live_slug().await;
    let page = app.anonymous().get(format!("/t/{slug}")).await;
    let text = page.expect(200).text();
    assert!(!text.contains("<script>alert") && !text.contains("<!-- {{"));
    assert_eq!(text.matches("</title>").count(), 1);
    assert_eq!(inlined(&page)["page"]["organization"]["name"], name);
    let policy = page.header("content-security-policy");
    assert_eq!(text.matches("<script").count(), 3, "the data, the heart and the program");
    assert_eq!(digests(&text).len(), 2);
    for digest in digests(&text) {
        assert!(policy.contains(&digest), "{digest} in {policy}");
    }
}

async fn the_page_is_finished_in_the_document(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-06" })).await.id;
    let note = json!({ "scope": "customer", "body": "Loaded <in> Yokohama." });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    let slug = slug(&org.link(&vehicle).await);
    let page = app.anonymous().get(format!("/t/{slug}")).await.expect(200).text();
    // What a reader without JavaScript gets: everything but the data for the program.
    let content = &page[page.find("<div id=\"app\">").unwrap()..page.find("id=\"tracking-data\"").unwrap()];
    for part in [
        "<h1 dir=\"auto\" class=\"hero__title\">2021 Toyota Land Cruiser",
        "Harbour Imports",
        "Loaded &lt;in&gt; Yokohama.",
        "datetime=\"2026-06-06\"",
        "aria-current=\"step\"",
        "Gekauft",
    ] {
        assert!(content.contains(part), "{part} in {content}");
    }
    assert!(page.contains("<style>") && !page.contains("rel=\"stylesheet\""));
    let packed = app.anonymous().with("accept-encoding", "br").get(format!("/t/{slug}")).await;
    assert_eq!(packed.expect(200).header("content-encoding"), "br");
    assert!(packed.body.len() <= DOCUMENT_BUDGET_BYTES, "{}", packed.body.len());
}

async fn the_page_speaks_the_visitors_language(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let asks = async |languages: &str, path: &str| {
        let caller = app.anonymous();
        let caller = if languages.is_empty() { caller } else { caller.with("accept-language", languages) };
        caller.get(path).await.text()
    };
    let page = format!("/t/{slug}");
    for (languages, tag, words) in [
        ("fr-CA, en;q=0.5", "lang=\"fr\" dir=\"ltr\"", "Votre véhicule"),
        ("en;q=0.3, ar", "lang=\"ar\" dir=\"rtl\"", "مركبتك"),
        ("zh-TW", "lang=\"zh-Hant\" dir=\"ltr\"", "您的車輛"),
        // The organisation is in Germany.
        ("tlh", "lang=\"de\" dir=\"ltr\"", "Ihr Fahrzeug"),
        ("", "lang=\"de\" dir=\"ltr\"", "Ihr Fahrzeug"),
    ] {
        let text = asks(languages, &page).await;
        assert!(text.contains(tag) && text.contains(words), "{languages}: {text}");
    }
    // A page that is not available does not know whose it was.
    assert!(asks("it", "/t/unknown").await.contains("Link non disponibile"));
    assert!(asks("", "/t/unknown").await.contains("Link not available"));
    let words: Value = app.anonymous().with("accept-language", "sv").get(ApiPath::PublicWords).await.value(200);
    assert_eq!(words["language"], "sv");
    assert_eq!(words["words"][0], "Fordonsspårning");
}

async fn chat_apps_get_a_preview_without_the_status(app: TestApp) {
    let org = app.organization().await;
    let name = "Harbour \"Imports\" <Ltd>";
    org.admin.patch(ApiPath::Organization, json!({ "name": name })).await.expect(200);
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-06" })).await.id;
    let slug = slug(&org.link(&vehicle).await);
    let page = app.anonymous().with("accept-language", "en").get(format!("/t/{}", slug.to_uppercase())).await;
    let text = page.expect(200).text();
    let head = &text[..text.find("<style>").unwrap()];
    for tag in [
        "<meta property=\"og:title\" content=\"2021 Toyota Land Cruiser\">".to_owned(),
        "<meta property=\"og:site_name\" content=\"Harbour &quot;Imports&quot; &lt;Ltd&gt;\">".to_owned(),
        format!("<meta property=\"og:url\" content=\"{}/t/{slug}\">", app.app.config.base_url),
        "<meta name=\"twitter:card\" content=\"summary\">".to_owned(),
    ] {
        assert!(head.contains(&tag), "{tag} in {head}");
    }
    for word in ["og:image", "2026-06-06", "Purchased", "Gekauft", "arrival"] {
        assert!(!head.contains(word), "{word} in {head}");
    }
    assert!(!app.anonymous().get("/t/unknown").await.text().contains("og:"));
}

/// What a policy has to say of the scripts that stand in a document and run.
fn digests(html: &str) -> Vec<String> {
    let scripts = html.split("<script").skip(1).filter(|script| !script.starts_with(" type=\"application/json\""));
    let digest = |script: &str| {
        if let Some((_, rest)) = script.split_once(" integrity=\"") {
            return format!("'{}'", rest.split('"').next().unwrap());
        }
        let source = &script[script.find('>').unwrap() + 1..script.find("</script>").unwrap()];
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(source)))
    };
    scripts.map(digest).collect()
}

/// The page is the same for everybody who asks alike, so its policy names what runs in it; the staff app's shell has a nonce.
async fn the_policy_names_the_scripts(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let policy_of = async |path: &str| app.anonymous().get(path).await.header("content-security-policy").to_owned();
    let page = app.anonymous().get(format!("/t/{slug}")).await;
    let (policy, shell) = (page.header("content-security-policy").to_owned(), policy_of("/").await);
    let scripts = format!("script-src {} 'strict-dynamic'", digests(&page.text()).join(" "));
    assert!(policy.contains(&scripts), "{scripts} in {policy}");
    // The digest that the document says is that of the script that it loads.
    let html = page.text();
    let program = html.split_once("id=\"program\" src=\"").unwrap().1.split('"').next().unwrap();
    let program = app.anonymous().get(program).await.expect(200).text();
    assert!(policy.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(program)))));
    assert_ne!(shell, policy_of("/").await);
    assert!(shell.contains("script-src 'nonce-"));
    for directive in [
        "default-src 'none'",
        "'strict-dynamic' 'wasm-unsafe-eval'",
        "style-src 'sha256-",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "report-uri /api/security-reports",
    ] {
        assert!(policy.contains(directive), "{directive}");
    }
    // Only the staff app starts a worker.
    assert!(shell.contains("; worker-src 'self'; ") && !policy.contains("worker-src"));
    let dead = app.anonymous().get("/t/unknown").await;
    assert!(!dead.expect(404).header("content-security-policy").contains("script-src"));
    assert!(!dead.text().contains("<script"));
}

async fn suffixes_and_hosts_change_nothing(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    for suffix in ["/x.css", "/photo.jpg", "/", "/..%2f", ".css", ";x", "%00"] {
        let answer = app.anonymous().get(format!("/t/{slug}{suffix}")).await;
        assert_eq!(answer.status, 404, "{suffix}");
        assert!(!answer.text().contains("Toyota"));
    }
    let lying = app.anonymous().with("x-forwarded-host", "evil.example").with("x-original-url", "/api/v1/vehicles");
    for path in [format!("/t/{slug}"), ApiPath::PublicTracking(&slug).to_string(), "/api/v1/nothing".into()] {
        let answer = lying.get(&path).await;
        assert!(!answer.text().contains("evil.example") && !format!("{:?}", answer.headers).contains("evil.example"));
    }
}

async fn the_shell_answers_its_routes(app: TestApp) {
    for path in ["/", "/sign-in", "/vehicles", "/settings/organization", "/tracking-links", "/invite"] {
        let page = app.anonymous().get(path).await;
        assert!(page.expect(200).header("content-type").starts_with("text/html"), "{path}");
        assert!(page.header("content-security-policy").contains("'strict-dynamic'"));
    }
    let lost = app.anonymous().get("/wp-admin.php").await;
    assert!(lost.expect(404).header("content-type").starts_with("text/html"));
}

/// The document shows the sign-in or the frame of the page before any program is there, and names what the page needs.
async fn the_shell_shows_what_the_app_will(app: TestApp) {
    let entries = public::bundle::entries().expect("the bundle is part of what is tested");
    let visitor = app.anonymous().with("sec-fetch-site", "none");
    assert!(visitor.get("/vehicles").await.text().contains("autocomplete=\"current-password\""));
    let member = app.anonymous().with("cookie", "importops_refresh=any");
    let list = member.get("/vehicles").await;
    assert!(list.text().contains("shell__nav") && !list.text().contains("current-password"));
    assert!(list.text().contains("/api/v1/vehicles&quot;"));
    // A link on another site leads here without the cookie: that says nothing.
    assert!(app.anonymous().with("sec-fetch-site", "cross-site").get("/").await.text().contains("shell__nav"));
    let vehicle = member.get("/vehicles/veh_x%22%3E").await;
    assert!(!vehicle.text().contains("veh_x"));
    let needed = entries.staff.part("vehicle");
    // The list has a part beside it, too: what narrows it. Some files are of both.
    let beside = entries.staff.part("finding");
    assert!(needed.iter().any(|part| !beside.contains(part)));
    for part in needed {
        assert!(vehicle.text().contains(part), "{part}");
        assert_eq!(list.text().contains(part), beside.contains(part), "{part}");
        app.anonymous().get(part).await.expect(200);
    }
    let packed = member.with("accept-encoding", "br").get("/vehicles").await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.body.len() < 5_000, "{} bytes", packed.body.len());
}

/// A worker has the policy of its own file: this one may compile a decoder that comes from here, and no other script runs in it.
async fn only_the_worker_may_do_anything(app: TestApp) {
    let entries = public::bundle::entries().expect("the bundle is part of what is tested");
    let policy_of = async |path: &str| app.anonymous().get(path).await.header("content-security-policy").to_owned();
    let converter = entries.staff.converter.expect("the staff app has a converter");
    assert_eq!(
        policy_of(converter).await,
        "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    for path in [entries.staff.script, entries.tracking.script] {
        let policy = policy_of(path).await;
        assert_eq!(policy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", "{path}");
    }
}

/// R-22: browsers take the scope of a service worker from these headers, whatever a script asks for.
async fn the_service_worker_may_control_nothing_but_vehicles(app: TestApp) {
    let worker = app.anonymous().get(WORKER_PATH).await;
    assert_eq!(worker.expect(200).header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(worker.header("service-worker-allowed"), "/vehicles");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert_eq!(
        worker.header("content-security-policy"),
        "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    // It keeps files of the staff app and of nothing else.
    let script = worker.text();
    let kept = script.split('"').filter(|text| text.starts_with("/assets/")).collect::<Vec<_>>();
    assert!(kept.len() > 5, "{kept:?}");
    for path in &kept {
        let is_staff =
            ["staff-", "waiting-", "converter-"].iter().any(|name| path.starts_with(&format!("/assets/{name}")));
        assert!(is_staff, "{path}");
        app.anonymous().get(path).await.expect(200);
    }
    // Nothing else that is handed out widens what a worker may control.
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let entries = public::bundle::entries().expect("the bundle is part of what is tested");
    let page = format!("/t/{slug}");
    for path in [entries.staff.worker.unwrap(), entries.staff.script, entries.tracking.script, "/vehicles", "/", &page]
    {
        assert!(!app.anonymous().get(path).await.headers.contains_key("service-worker-allowed"), "{path}");
    }
    let page = app.anonymous().get(&page).await;
    assert!(!page.expect(200).text().contains("serviceWorker") && !page.text().contains(WORKER_PATH));
    assert!(!page.text().contains("rel=\"manifest\""));
    assert!(!page.header("content-security-policy").contains("manifest-src"));
}

async fn the_app_can_be_installed(app: TestApp) {
    let shell = app.anonymous().get("/vehicles").await;
    assert!(shell.header("content-security-policy").contains("; manifest-src 'self'; "));
    let text = shell.text();
    let href = |rel: &str| {
        let link = text.split_once(&format!("<link rel=\"{rel}\" href=\"")).expect("the shell has the link").1;
        link.split('"').next().unwrap().to_owned()
    };
    let manifest = app.anonymous().get(href("manifest")).await;
    assert_eq!(manifest.expect(200).header("content-type"), "application/manifest+json");
    let manifest: Value = serde_json::from_str(&manifest.text()).unwrap();
    assert_eq!((manifest["start_url"].as_str(), manifest["display"].as_str()), (Some("/vehicles"), Some("standalone")));
    let icons = manifest["icons"].as_array().unwrap().iter();
    let icons =
        icons.map(|icon| (icon["src"].as_str().unwrap().to_owned(), icon["sizes"].as_str().unwrap().to_owned()));
    for (path, sizes) in icons.chain([(href("apple-touch-icon"), "180x180".to_owned())]) {
        let icon = app.anonymous().get(&path).await;
        assert_eq!(icon.expect(200).header("content-type"), "image/png");
        let picture = image::load_from_memory(&icon.body).unwrap();
        assert_eq!(format!("{}x{}", picture.width(), picture.height()), sizes, "{path}");
    }
}

async fn assets_are_compressed_and_immutable(app: TestApp) {
    let entries =
        public::bundle::entries().expect("the bundle is part of what is tested: run `cargo xtask bundle` first");
    for path in [entries.staff.script, entries.staff.wasm, entries.tracking.stylesheet, entries.tracking.wasm] {
        let plain = app.anonymous().get(path).await;
        assert!(plain.expect(200).header("cache-control").contains("immutable"));
        for coding in ["br", "gzip"] {
            let packed = app.anonymous().with("accept-encoding", coding).get(path).await;
            assert_eq!((packed.header("content-encoding"), packed.header("vary")), (coding, "Accept-Encoding"));
            assert!(packed.body.len() < plain.body.len());
        }
    }
    app.anonymous().get("/assets/../keys.json").await.expect(404);
    app.anonymous().get("/assets/nothing.js").await.expect(404);
}
