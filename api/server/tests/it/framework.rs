//! What the framework would answer by itself is a problem like any other; and what is true of every answer.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::json;
use server::config::Config;
use shared::paths::ApiPath;
use shared::problem::{FieldErrorCode, ProblemCode};

use crate::support::contract::operations;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    wrong_methods_name_the_right_ones,
    no_route_with_a_parameter_answers_for_a_path_of_its_own,
    head_is_like_get,
    bodies_are_read_strictly,
    queries_are_read_strictly,
    read_only_members_are_refused_or_have_no_effect,
    unknown_paths_are_problems,
    every_answer_has_its_headers,
    browsers_remember_https,
    problem_types_lead_to_a_page,
    operations_answer,
);

async fn wrong_methods_name_the_right_ones(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let cases = [
        (ApiPath::Vehicles.to_string(), Method::PUT, "GET, HEAD, POST"),
        (ApiPath::Vehicle(&vehicle).to_string(), Method::POST, "GET, HEAD, PUT, DELETE, PATCH"),
        (ApiPath::PublicTracking("x").to_string(), Method::DELETE, "GET, HEAD"),
        (ApiPath::PublicViews("x").to_string(), Method::GET, "POST"),
        ("/t/x".into(), Method::POST, "GET, HEAD"),
        ("/robots.txt".into(), Method::DELETE, "GET, HEAD"),
        ("/.well-known/security.txt".into(), Method::POST, "GET, HEAD"),
    ];
    for (path, method, allow) in cases {
        let answer = org.admin.send(method, &path, None, Vec::new()).await;
        answer.problem(ProblemCode::MethodNotAllowed);
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
}

async fn no_route_with_a_parameter_answers_for_a_path_of_its_own(app: TestApp) {
    let org = app.organization().await;
    let mut methods: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
    for (method, template, _) in operations() {
        methods.entry(template).or_default().push(method);
    }
    for (path, own) in methods.iter().filter(|(path, _)| !path.contains('{')) {
        let others = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        for method in others.into_iter().filter(|method| !own.contains(method)) {
            let answer = org.admin.send(method.clone(), path, None, Vec::new()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(!answer.header("allow").contains(method.as_str()), "{method} {path}");
        }
    }
}

async fn head_is_like_get(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let (get, head) =
        (org.viewer.get(ApiPath::Vehicle(&vehicle)).await, org.viewer.head(ApiPath::Vehicle(&vehicle)).await);
    assert_eq!((head.status, head.etag()), (200, get.etag()));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert!(head.body.is_empty());
}

async fn bodies_are_read_strictly(app: TestApp) {
    let org = app.organization().await;
    let path = ApiPath::Vehicles.to_string();
    let send = async |content_type: Option<&str>, body: &str| {
        org.editor.send(Method::POST, &path, content_type, body.as_bytes().to_vec()).await
    };
    let json = Some("application/json");
    send(json, "{").await.problem(ProblemCode::MalformedJson);
    send(json, "").await.problem(ProblemCode::MalformedJson);
    send(json, "{} {}").await.expect(422);
    send(None, "{}").await.problem(ProblemCode::UnsupportedMediaType);
    send(Some("text/plain"), "{}").await.problem(ProblemCode::UnsupportedMediaType);
    send(Some("application/x-www-form-urlencoded"), "a=b").await.problem(ProblemCode::UnsupportedMediaType);
    send(json, &format!("\"{}\"", "x".repeat(300 * 1024))).await.problem(ProblemCode::PayloadTooLarge);
    let missing = send(json, r#"{"year":2020,"make":"A"}"#).await.problem(ProblemCode::ValidationFailed);
    assert_eq!((missing.errors[0].pointer.as_str(), missing.errors[0].code), ("/model", FieldErrorCode::Required));
    let unknown = send(json, r#"{"year":2020,"make":"A","model":"B","modle":"C"}"#).await;
    let unknown = unknown.problem(ProblemCode::ValidationFailed);
    assert_eq!((unknown.errors[0].pointer.as_str(), unknown.errors[0].code), ("/modle", FieldErrorCode::NotAllowed));
    let wrong = send(json, r#"{"year":"2020","make":"A","model":"B"}"#).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(wrong.errors[0].pointer, "/year");
    send(Some("application/json; charset=utf-8"), r#"{"year":2020,"make":"A","model":"B"}"#).await.expect(201);
    let (path, merge_patch) = (ApiPath::Organization.to_string(), Some("application/merge-patch+json"));
    org.admin.send(Method::PATCH, &path, merge_patch, b"{}".to_vec()).await.expect(200);
}

async fn queries_are_read_strictly(app: TestApp) {
    let org = app.organization().await;
    for query in
        ["limit=0", "limit=101", "limit=x", "cursor=!", "stage=nowhere", "unknown=1", "link_state=dead", "q=%00"]
    {
        let answer = org.viewer.get(format!("{}?{query}", ApiPath::Vehicles)).await;
        let problem = answer.problem(ProblemCode::ValidationFailed);
        assert!(problem.errors[0].pointer.starts_with('?'), "{query}: {:?}", problem.errors);
    }
    org.viewer.get("/api/v1/vehicles/not-an-id").await.problem(ProblemCode::NotFound);
    org.viewer.get("/api/v1/vehicles/usr_01k9zj4m6q8w3x5v7t2r0p9n1h").await.problem(ProblemCode::NotFound);
}

async fn read_only_members_are_refused_or_have_no_effect(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    for path in [ApiPath::Vehicle(&vehicle), ApiPath::TrackingLink(&vehicle), ApiPath::Organization] {
        let before: serde_json::Value = org.admin.get(path).await.value(200);
        for member in ["id", "organization_id", "status", "version", "slug", "url", "created_at", "state", "deleted_at"]
        {
            let answer = org.admin.patch(path, json!({ member: "x" })).await;
            // What the resource shows may be sent back, and what is derived may be out of date (see `sent_back`).
            if before.get(member).is_some() && ["version", "created_at", "state"].contains(&member) {
                assert_eq!(answer.value(200), before, "{path} {member}");
            } else {
                let refused = answer.problem(ProblemCode::ValidationFailed);
                assert_eq!(refused.errors[0].pointer, format!("/{member}"), "{path}");
            }
        }
    }
}

async fn unknown_paths_are_problems(app: TestApp) {
    let answer = app.anonymous().get("/api/v1/nothing").await;
    assert_eq!(answer.problem(ProblemCode::NotFound).instance.as_deref(), Some("/api/v1/nothing"));
    app.anonymous().get("/api/v2/vehicles").await.problem(ProblemCode::NotFound);
    app.anonymous().post("/nothing", json!({})).await.problem(ProblemCode::NotFound);
}

async fn every_answer_has_its_headers(app: TestApp) {
    let anonymous = app.anonymous();
    for (_, template, _) in operations() {
        let answer = anonymous.get(template.replace(['{', '}'], "")).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store, no-transform"),
        ] {
            assert_eq!(answer.header(name), value, "{template}: {name}");
        }
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        let robots = answer.header("x-robots-tag");
        assert_eq!(robots.starts_with("noindex"), template.contains("/public/"), "{template}: {robots}");
        assert!(answer.header("access-control-allow-origin").is_empty());
        assert!(answer.header("server").is_empty() && answer.header("x-powered-by").is_empty());
    }
    let named = anonymous.with("x-request-id", "my-request-0001").get(ApiPath::Session).await;
    assert_eq!(named.header("x-request-id"), "my-request-0001");
    assert!(named.text().contains("my-request-0001"));
    let malformed = anonymous.with("x-request-id", "<script>alert(1)</script>").get(ApiPath::Session).await;
    assert!(!malformed.header("x-request-id").contains('<'));
}

/// R-67: where URLs begin with https, browsers never ask by http again; on a machine of one's own they may.
async fn browsers_remember_https(app: TestApp) {
    let slug = app.organization().await.live_slug().await.1;
    let config = Config { base_url: "https://import-ops.example".into(), ..(*app.app.config).clone() };
    let public = Caller::new(&app.third_node(config).await, None);
    let two_years = Some("max-age=63072000; includeSubDomains");
    for (caller, expected) in [(public, two_years), (app.anonymous(), None)] {
        for path in [ApiPath::PublicTracking(&slug).to_string(), "/api/v1/nothing".into(), "/healthz".into()] {
            let answer = caller.get(&path).await;
            let told = answer.headers.get("strict-transport-security").map(|value| value.to_str().unwrap());
            assert_eq!(told, expected, "{path}");
        }
    }
}

async fn problem_types_lead_to_a_page(app: TestApp) {
    for code in ProblemCode::ALL {
        let page = app.anonymous().get(format!("/problems/{}", code.as_str())).await;
        assert!(page.expect(200).text().contains(code.title()));
    }
    app.anonymous().get("/problems/unheard_of").await.expect(404);
}

async fn operations_answer(app: TestApp) {
    let anonymous = app.anonymous();
    anonymous.get("/healthz").await.expect(200);
    anonymous.get("/readyz").await.expect(200);
    let robots = anonymous.get("/robots.txt").await;
    assert!(!robots.expect(200).text().contains("/t"), "a crawler must fetch the page to see that it is noindex");
    for (path, version) in [("/api/v1/openapi.json", "3.1."), ("/api/v1/openapi-3.0.json", "3.0.")] {
        let document: serde_json::Value = anonymous.get(path).await.value(200);
        assert!(document["openapi"].as_str().unwrap().starts_with(version), "{path}");
        assert_eq!(document["servers"], serde_json::json!([{ "url": "http://127.0.0.1:8080" }]), "{path}");
    }
}
