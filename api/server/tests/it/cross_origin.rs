//! What scripts of other websites may read, and that nothing else is permitted by it.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::organization::Organization as Settings;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::access::{Names, send};
use crate::support::contract::operations;
use crate::support::{Answer, Organization, TestApp, both_engines};

both_engines!(
    a_listed_website_reads_with_a_key_and_no_other_does,
    only_reading_with_a_key_is_permitted,
    preflights_are_answered_for_what_keys_read_and_nothing_else,
    the_data_of_a_page_is_read_by_listed_websites_and_stays_the_same,
    what_is_wrong_with_an_origin_is_said,
);

const SITE: &str = "https://www.harbour.example";
const OTHER: &str = "https://other.example";

async fn list(org: &Organization, origins: &[&str]) -> Settings {
    org.admin.patch(ApiPath::Organization, json!({ "allowed_origins": origins })).await.json(200)
}

fn allowed(answer: &Answer) -> &str {
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    answer.header("access-control-allow-origin")
}

/// All values of `Vary`, which may be several headers.
fn varies_by_origin(answer: &Answer) -> bool {
    let values = answer.headers.get_all("vary").filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("origin"))
}

async fn a_listed_website_reads_with_a_key_and_no_other_does(app: TestApp) {
    let (org, stranger) = (app.organization().await, app.organization().await);
    let key = org.key(&[Scope::VehiclesRead]).await;
    let (site, other) = (key.with("origin", SITE), key.with("origin", OTHER));
    assert_eq!(allowed(site.get(ApiPath::Vehicles).await.expect(200)), "", "nothing is listed");
    list(&stranger, &[OTHER]).await;
    assert_eq!(list(&org, &[SITE, "HTTPS://WWW.HARBOUR.EXAMPLE:443/"]).await.allowed_origins, [SITE]);
    let answer = site.get(ApiPath::Vehicles).await;
    assert_eq!(allowed(answer.expect(200)), SITE);
    assert!(varies_by_origin(&answer) && answer.header("access-control-expose-headers").contains("ETag"));
    assert_eq!(allowed(site.head(ApiPath::Vehicles).await.expect(200)), SITE);
    // Errors are read too, once it is known whose they are.
    let unknown = site.get("/api/v1/vehicles/ext:unknown").await;
    assert_eq!(allowed(unknown.expect(404)), SITE);
    assert_eq!(allowed(site.get(ApiPath::Organization).await.expect(403)), SITE);
    // Listed by another organisation, or almost the same, or no origin at all.
    for origin in [OTHER, "https://www.harbour.example.evil.example", "http://www.harbour.example", "null", "*"] {
        let answer = key.with("origin", origin).get(ApiPath::Vehicles).await;
        assert_eq!(allowed(answer.expect(200)), "", "{origin}");
        assert!(varies_by_origin(&answer), "{origin}");
    }
    let without = key.get(ApiPath::Vehicles).await;
    assert!(allowed(&without).is_empty() && varies_by_origin(&without));
    assert_eq!(allowed(other.get(ApiPath::Vehicles).await.expect(200)), "");
    let nobody = app.anonymous().with("origin", SITE).get(ApiPath::Vehicles).await;
    assert_eq!(allowed(nobody.expect(401)), "", "nobody knows whose answer it would be");
    list(&org, &[]).await;
    assert_eq!(allowed(site.get(ApiPath::Vehicles).await.expect(200)), "");
}

async fn only_reading_with_a_key_is_permitted(app: TestApp) {
    let org = app.organization().await;
    list(&org, &[SITE]).await;
    let key = org.key(&Scope::ALL).await.with("origin", SITE);
    let vehicle: Value =
        key.post(ApiPath::Vehicles, json!({ "year": 2020, "make": "A", "model": "B" })).await.value(201);
    let path = format!("{}/{}", ApiPath::Vehicles, vehicle["id"].as_str().unwrap());
    for answer in [
        key.post(ApiPath::Vehicles, json!({ "year": 2020, "make": "A", "model": "B" })).await,
        key.patch(&path, json!({ "colour": "red" })).await,
        key.delete(&path).await,
    ] {
        assert!(answer.status < 300);
        assert_eq!(allowed(&answer), "", "{}", answer.text());
    }
    let names = Names::unknown();
    for (method, template, operation) in operations() {
        let for_keys = operation["x-credentials"].as_array().into_iter().flatten().any(|one| one == "api_key");
        let body = (method != Method::GET && method != Method::DELETE).then(|| json!([]));
        let member = send(&org.admin.with("origin", SITE), method.clone(), &names.fill(template), body.clone()).await;
        assert_eq!(allowed(&member), "", "{method} {template}: a member is no website");
        let program = send(&key, method.clone(), &names.fill(template), body).await;
        let expected = method == Method::GET && operation["x-credentials"].is_array();
        // What no key may do is refused in words that the website may read.
        assert_eq!(allowed(&program) == SITE, expected, "{method} {template}: {}", program.text());
        assert!(!for_keys || varies_by_origin(&program), "{method} {template}");
    }
}

async fn preflights_are_answered_for_what_keys_read_and_nothing_else(app: TestApp) {
    let (names, mut answered) = (Names::unknown(), 0);
    let anyone = app.anonymous().with("origin", OTHER);
    for (method, template, operation) in operations() {
        let for_keys = operation["x-credentials"].as_array().into_iter().flatten().any(|one| one == "api_key");
        let asking = anyone.with("access-control-request-method", method.as_str());
        let answer = asking.send(Method::OPTIONS, &names.fill(template), None, Vec::new()).await;
        if method == Method::GET && for_keys {
            assert_eq!(allowed(answer.expect(204)), OTHER, "{template}");
            assert_eq!(answer.header("access-control-allow-methods"), "GET, HEAD");
            assert!(answer.header("access-control-allow-headers").contains("Authorization"));
            assert!(varies_by_origin(&answer), "{template}");
            answered += 1;
        } else {
            assert_eq!(allowed(answer.expect(405)), "", "{method} {template}");
            assert_eq!(answer.header("access-control-allow-methods"), "", "{method} {template}");
        }
    }
    assert!(answered >= 15, "{answered}");
    let vehicles = ApiPath::Vehicles.to_string();
    let options =
        async |caller: &crate::support::Caller, path: &str| caller.send(Method::OPTIONS, path, None, Vec::new()).await;
    options(&anyone, &vehicles).await.problem(ProblemCode::MethodNotAllowed);
    let asking = app.anonymous().with("access-control-request-method", "GET");
    options(&asking, &vehicles).await.problem(ProblemCode::MethodNotAllowed);
    options(&asking.with("origin", "null"), &vehicles).await.problem(ProblemCode::MethodNotAllowed);
    let asking = anyone.with("access-control-request-method", "GET");
    for path in ["/", "/t/00000000000000000000000000", "/healthz", "/api/v1/openapi.json", "/settings/organization"] {
        let answer = options(&asking, path).await;
        assert!(answer.status >= 400 && allowed(&answer).is_empty(), "{path}");
    }
}

async fn the_data_of_a_page_is_read_by_listed_websites_and_stays_the_same(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let anyone = app.anonymous();
    let (site, other) = (anyone.with("origin", SITE), anyone.with("origin", OTHER));
    let data = ApiPath::PublicTracking(&slug);
    assert_eq!(allowed(site.get(data).await.expect(200)), "");
    list(&org, &[SITE]).await;
    // However they follow one another, the cached page has the same bytes, and only the listed website is named.
    let plain = anyone.get(data).await;
    for (caller, expected) in [(&site, SITE), (&other, ""), (&anyone, ""), (&site, SITE), (&other, "")] {
        let answer = caller.get(data).await;
        assert_eq!(allowed(answer.expect(200)), expected);
        assert!(varies_by_origin(&answer));
        assert_eq!(answer.body, plain.body);
    }
    // Nothing else below a tracking URL, nor the page itself.
    for path in [ApiPath::PublicLogo(&slug), ApiPath::PublicCalendar(&slug)] {
        assert_eq!(allowed(&site.get(path).await), "", "{path}");
    }
    assert_eq!(allowed(site.get(format!("/t/{slug}")).await.expect(200)), "");
    // Every dead link is the same, whoever asks.
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let (dead, unknown) = (site.get(data).await, site.get(ApiPath::PublicTracking("00000000000000000000000000")).await);
    assert_eq!((dead.status, allowed(&dead)), (404, ""));
    assert_eq!(dead.fingerprint(), unknown.fingerprint());
    assert_eq!(dead.fingerprint(), anyone.get(data).await.fingerprint());
}

async fn what_is_wrong_with_an_origin_is_said(app: TestApp) {
    let org = app.organization().await;
    let patch =
        async |origins: Value| org.admin.patch(ApiPath::Organization, json!({ "allowed_origins": origins })).await;
    let many = |count: usize| json!((0..count).map(|n| format!("https://{n}.example")).collect::<Vec<_>>());
    for (origins, pointer) in [
        (json!([SITE, "*"]), "/allowed_origins/1"),
        (json!(["http://www.harbour.example"]), "/allowed_origins/0"),
        (json!(["https://www.harbour.example/cars"]), "/allowed_origins/0"),
        (many(21), "/allowed_origins"),
        (json!(null), "/allowed_origins"),
        (json!(SITE), "/allowed_origins"),
    ] {
        let problem = patch(origins.clone()).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer, "{origins}");
    }
    let saved: Settings = patch(many(20)).await.json(200);
    assert_eq!(saved.allowed_origins.len(), 20);
    assert_eq!(patch(many(20)).await.json::<Settings>(200).version, saved.version, "nothing has changed");
    org.editor
        .patch(ApiPath::Organization, json!({ "allowed_origins": [] }))
        .await
        .problem(ProblemCode::PermissionDenied);
    let read: Settings = org.viewer.get(ApiPath::Organization).await.json(200);
    assert_eq!(read, saved);
}
