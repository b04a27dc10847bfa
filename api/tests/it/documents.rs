//! The documents that browsers open: the tracking page, the one 404, the staff app's shell.

use serde_json::{Value, json};
use shared::paths::ApiPath;

use crate::support::{Answer, TestApp, both_engines};

both_engines!(
    the_page_carries_its_content,
    hostile_text_stays_text,
    the_policy_has_a_fresh_nonce,
    suffixes_and_hosts_change_nothing,
    the_shell_answers_its_routes,
    assets_are_compressed_and_immutable,
);

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
    assert_eq!(inlined(&page), json);
    assert!(page.text().contains("<title>2021 Toyota Land Cruiser · Harbour Imports</title>"));
    assert_eq!(page.header("cache-control"), "no-store");
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
    assert_eq!(inlined(&page)["organization"]["name"], name);
    let policy = page.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let scripts = text.matches("<script").count();
    assert_eq!(text.matches(nonce).count(), scripts, "the nonce is on our scripts and nowhere else");
}

async fn the_policy_has_a_fresh_nonce(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let policies = [
        app.anonymous().get(format!("/t/{slug}")).await.header("content-security-policy").to_owned(),
        app.anonymous().get(format!("/t/{slug}")).await.header("content-security-policy").to_owned(),
    ];
    assert_ne!(policies[0], policies[1]);
    for directive in [
        "default-src 'none'",
        "'strict-dynamic' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ] {
        assert!(policies[0].contains(directive), "{directive}");
    }
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

async fn assets_are_compressed_and_immutable(app: TestApp) {
    let entries = api::bundle::entries().expect("the bundle is part of what is tested: run `cargo xtask bundle` first");
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
