//! The documentation for integrators: complete, without a dead link, and from this server alone.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};

use serde_json::Value;
use shared::problem::{FieldErrorCode, ProblemCode};
use shared::webhook::EventType;

use crate::support::contract::{document, operations};
use crate::support::{Caller, TestApp, both_engines};

both_engines!(the_documentation_is_whole, searches_find_what_is_meant, pages_are_static_documents);

/// A page that was walked to: its text and the anchors in it.
struct Walked {
    html: String,
    anchors: BTreeSet<String>,
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    html.split(begin.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Whether a path is one of the documentation's own pages; everything else is only asked for.
fn is_walked(path: &str) -> bool {
    path == "/docs"
        || (path.starts_with("/docs/") && !path.contains("/assets/") && !path.contains('.'))
        || path.starts_with("/problems/")
}

/// Follows every link from the first page, and says which anchors were meant.
async fn walk(caller: &Caller) -> (BTreeMap<String, Walked>, BTreeSet<String>) {
    let (mut pages, mut asked, mut meant) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let mut next = vec!["/docs".to_owned()];
    while let Some(path) = next.pop() {
        if !asked.insert(path.clone()) {
            continue;
        }
        let answer = caller.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        let html = answer.text();
        if !is_walked(&path) {
            continue;
        }
        let sources = ["href", "src", "action"].into_iter().flat_map(|name| values(&html, name));
        for link in sources.filter(|link| !link.starts_with("https://")) {
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if to.is_empty() { path.as_str() } else { to };
            assert!(to.starts_with('/'), "{link} on {path}");
            next.push(to.to_owned());
            if !anchor.is_empty() {
                meant.insert(format!("{to}#{anchor}"));
            }
        }
        let anchors: Vec<_> = values(&html, "id").into_iter().map(str::to_owned).collect();
        let different: BTreeSet<_> = anchors.iter().cloned().collect();
        assert_eq!(different.len(), anchors.len(), "an id is there twice on {path}");
        pages.insert(path, Walked { html, anchors: different });
    }
    (pages, meant)
}

async fn the_documentation_is_whole(app: TestApp) {
    let (pages, meant) = walk(&app.anonymous()).await;
    for link in &meant {
        let (page, anchor) = link.split_once('#').unwrap();
        assert!(pages[page].anchors.contains(anchor), "{link} leads nowhere");
    }
    for (_, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let page = pages.values().find(|page| page.anchors.contains(id) && page.html.contains("class=\"operation\""));
        let page = page.unwrap_or_else(|| panic!("{id} is not in the reference"));
        assert!(page.html.replace("<wbr>", "").contains(path), "{path}");
    }
    for event in EventType::ALL.map(EventType::as_str).into_iter().chain(["ping"]) {
        assert!(pages["/docs/events"].anchors.contains(event), "{event}");
    }
    for code in ProblemCode::ALL {
        assert!(pages["/docs/errors"].anchors.contains(code.as_str()), "{}", code.as_str());
        assert!(pages[&format!("/problems/{}", code.as_str())].html.contains(code.title()));
    }
    for code in FieldErrorCode::ALL {
        assert!(pages["/docs/errors"].html.contains(&format!("<code>{}</code>", code.as_str())), "{}", code.as_str());
    }
    for name in document()["components"]["schemas"].as_object().unwrap().keys() {
        assert!(pages["/docs/reference/schemas"].anchors.contains(name), "{name}");
    }
    let limits = &pages["/docs/limits"].html;
    for quota in [app.app.config.quotas.key, app.app.config.quotas.sign_in] {
        assert!(limits.replace(',', "").contains(&format!("<div>{quota} a minute</div>")), "{quota}");
    }
    // Nothing that stands in the document comes from another host, and no program or style stands in it.
    for (path, page) in &pages {
        assert!(values(&page.html, "src").iter().all(|source| source.starts_with('/')), "{path}");
        assert!(!page.html.contains("<style") && values(&page.html, "style").is_empty(), "{path}");
    }
}

async fn searches_find_what_is_meant(app: TestApp) {
    let anonymous = app.anonymous();
    for (query, expected) in [
        ("create_tracking_link", "/docs/reference/tracking-link#create_tracking_link"),
        ("PATCH+vehicles", "/docs/reference/vehicles#update_vehicle"),
        ("external_id_taken", "/docs/errors#external_id_taken"),
        ("vehicle.eta_changed", "/docs/events#vehicle.eta_changed"),
        ("Idempotency-Key", "/docs/guide#retries"),
    ] {
        let hits: Value = anonymous.get(format!("/docs/search.json?q={query}")).await.value(200);
        let found: Vec<_> = hits.as_array().unwrap().iter().map(|hit| hit["href"].as_str().unwrap()).collect();
        assert!(found.iter().take(4).any(|href| *href == expected), "{query}: {found:?}");
        let page = anonymous.get(format!("/docs/search?q={query}")).await;
        assert!(page.expect(200).text().contains(&format!("href=\"{expected}\"")), "{query}");
    }
    let nothing = anonymous.get("/docs/search?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(nothing.expect(200).text().contains("Nothing was found") && !nothing.text().contains("<script>alert"));
    anonymous.get("/docs/search").await.expect(200);
}

async fn pages_are_static_documents(app: TestApp) {
    let anonymous = app.anonymous();
    let plain = anonymous.get("/docs/errors").await;
    let policy = plain.expect(200).header("content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(plain.header("cache-control"), "public, no-cache");
    assert!(plain.header("x-robots-tag").contains("noindex"));
    let mut tags = BTreeSet::from([plain.header("etag").to_owned()]);
    for coding in ["br", "gzip"] {
        let packed = anonymous.with("accept-encoding", coding).get("/docs/errors").await;
        assert_eq!((packed.expect(200).header("content-encoding"), packed.header("vary")), (coding, "accept-encoding"));
        assert!(packed.body.len() * 3 < plain.body.len());
        tags.insert(packed.header("etag").to_owned());
    }
    assert_eq!(tags.len(), 3, "other bytes have another tag: {tags:?}");
    for tag in &tags {
        assert!(anonymous.with("if-none-match", tag).get("/docs/errors").await.expect(304).body.is_empty());
    }
    let html = plain.text();
    for name in ["href", "src"] {
        let asset = values(&html, name).into_iter().find(|link| link.starts_with("/docs/assets/")).unwrap();
        assert!(anonymous.get(asset).await.expect(200).header("cache-control").contains("immutable"));
    }
    for (old, new) in [("/api/docs", "/docs/reference"), ("/api/docs/", "/docs/reference"), ("/docs/", "/docs")] {
        assert_eq!(anonymous.get(old).await.expect(308).header("location"), new);
    }
    let lost = anonymous.get("/docs/reference/nothing").await;
    assert!(lost.expect(404).header("content-type").starts_with("text/html") && lost.text().contains("Page not found"));
    // Nobody's documentation: a member sees the same bytes as everybody.
    let org = app.organization().await;
    assert_eq!(org.admin.get("/docs").await.expect(200).body, anonymous.get("/docs").await.body);
}

/// The commands of the reference are commands: the shell can read them.
#[actix_web::test]
async fn the_commands_of_the_reference_are_commands() {
    let app = TestApp::sqlite().await;
    let (pages, _) = walk(&app.anonymous()).await;
    let mut commands = 0;
    for (path, page) in pages.iter().filter(|(path, _)| path.starts_with("/docs/reference/")) {
        for block in page.html.split("<code>curl ").skip(1) {
            let text = block.split("</code>").next().unwrap();
            let unescaped =
                text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
            let command = format!("curl {}", unescaped.replace("&amp;", "&"));
            let mut shell = Command::new("bash");
            shell.args(["-n", "-c", &command]).stdin(Stdio::null());
            assert!(shell.status().unwrap().success(), "{path}: {command}");
            commands += 1;
        }
    }
    assert_eq!(commands, operations().len());
}

/// What may change in v1 names what is deprecated.
#[test]
fn every_deprecated_operation_is_announced() {
    let guide = include_str!("../../../../docs/guide/changes.md");
    let (_, list) = guide.split_once("Deprecated at present:").unwrap();
    for (method, path, operation) in operations() {
        if operation["deprecated"] == true {
            assert!(list.contains(&format!("`{} {path}`", method.as_str().to_uppercase())), "{path}");
        }
    }
}
