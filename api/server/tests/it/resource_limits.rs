//! R-49: every limit is told by a problem, and a server that was asked too much answers again.

use std::time::Duration;

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::json;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    long_addresses_and_many_headers_are_refused,
    deep_and_large_bodies_are_refused,
    long_lists_are_refused,
    a_request_that_takes_too_long_ends,
    no_connection_to_the_database_is_a_503_and_passes,
    a_crowd_gets_answers,
);

async fn long_addresses_and_many_headers_are_refused(app: TestApp) {
    let org = app.organization().await;
    let path = |length: usize| {
        let start = format!("{}?q=", ApiPath::Vehicles);
        format!("{start}{}", "x".repeat(length - start.len()))
    };
    assert_ne!(org.viewer.get(path(8 * 1024)).await.status, 414);
    org.viewer.get(path(8 * 1024 + 1)).await.problem(ProblemCode::UriTooLong);
    app.anonymous().get(format!("/t/{}", "x".repeat(9_000))).await.problem(ProblemCode::UriTooLong);
    let with_headers = async |count: usize| {
        let headers = (0..count).fold(String::new(), |all, n| format!("{all}x-{n}: y\r\n"));
        status(&app.base, &format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n")).await
    };
    // The parser takes 96 at most.
    assert_eq!((with_headers(90).await, with_headers(101).await), (200, 431));
    let large = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-large: {}\r\n\r\n", "y".repeat(140_000));
    assert_eq!(status(&app.base, &large).await, 431);
}

/// The status of what a raw request is answered.
async fn status(base: &str, request: &str) -> u16 {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[9..]).parse().unwrap()
}

async fn deep_and_large_bodies_are_refused(app: TestApp) {
    let org = app.organization().await;
    let send = async |body: String| {
        let path = ApiPath::Vehicles.to_string();
        org.editor.send(Method::POST, &path, Some("application/json"), body.into_bytes()).await
    };
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let in_a_member = |depth: usize| format!(r#"{{"make":{}}}"#, nested(depth - 1));
    send(in_a_member(32)).await.problem(ProblemCode::ValidationFailed);
    let refused = send(in_a_member(33)).await.problem(ProblemCode::MalformedJson);
    assert!(refused.detail.contains("32"));
    send(nested(100_000)).await.problem(ProblemCode::MalformedJson);
    let padded = |length: usize| format!("{}{{}}", " ".repeat(length - 2));
    send(padded(256 * 1024)).await.problem(ProblemCode::ValidationFailed);
    send(padded(256 * 1024 + 1)).await.problem(ProblemCode::PayloadTooLarge);
}

async fn long_lists_are_refused(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    let ids = |prefix: &str, count: usize| vec![format!("{prefix}_01k9zj4m6q8w3x5v7t2r0p9n1h"); count];
    let photos = json!({ "photo_ids": ids("pho", 1_000) });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), photos).await.problem(ProblemCode::ValidationFailed);
    org.viewer.get(format!("{}?limit=101", ApiPath::Vehicles)).await.problem(ProblemCode::ValidationFailed);
    org.viewer.get(format!("{}?limit=100", ApiPath::Vehicles)).await.expect(200);
}

async fn a_request_that_takes_too_long_ends(app: TestApp) {
    let mut config = (*app.app.config).clone();
    config.request_deadline = Duration::from_millis(300);
    let base = app.third_node(config).await;
    // A body that never comes.
    let head = "POST /api/v1/session HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let lower = answer.to_ascii_lowercase();
    assert!(lower.starts_with("http/1.1 503") && lower.contains("retry-after: 2"), "{answer}");
    assert!(lower.contains("application/problem+json") && lower.contains("service_unavailable"), "{answer}");
    app.anonymous().at(&base).get("/healthz").await.expect(200);
}

async fn no_connection_to_the_database_is_a_503_and_passes(app: TestApp) {
    let org = app.organization().await;
    let store = &app.app.store;
    let mut readers = Vec::new();
    while let Ok(Ok(reader)) = tokio::time::timeout(Duration::from_millis(500), store.read_across()).await {
        readers.push(reader);
    }
    let refused = org.viewer.get(ApiPath::Vehicles).await;
    refused.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(refused.header("retry-after"), "2");
    // The public side fails closed.
    app.anonymous().get(ApiPath::PublicTracking(&"x".repeat(26))).await.problem(ProblemCode::ServiceUnavailable);
    drop(readers);
    recovers(&org).await;
    let tx = store.begin_across().await.unwrap();
    if app.is_sqlite() {
        let refused = org.editor.post(ApiPath::Vehicles, json!({ "year": 2020, "make": "A", "model": "B" })).await;
        refused.problem(ProblemCode::ServiceUnavailable);
        org.viewer.get(ApiPath::Vehicles).await.expect(200);
    }
    drop(tx);
    recovers(&org).await;
}

/// Asks until it is answered; the limit is generous, for other tests share the machine.
async fn recovers(org: &Organization) {
    let asking = async {
        while org.viewer.get(ApiPath::Vehicles).await.status != 200 {
            tokio::task::yield_now().await;
        }
        org.vehicle().await;
    };
    tokio::time::timeout(Duration::from_mins(1), asking).await.expect("the server recovers");
}

async fn a_crowd_gets_answers(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let asks = async |n: usize| {
        let mut statuses = Vec::new();
        for _ in 0..5 {
            statuses.push(org.editor.get(ApiPath::Vehicle(&vehicle)).await.status);
            let body = json!({ "year": 2020, "make": format!("Make {n}"), "model": "B" });
            statuses.push(org.editor.post(ApiPath::Vehicles, body).await.status);
        }
        statuses
    };
    let statuses = join_all((0..100).map(asks)).await.concat();
    assert!(statuses.iter().all(|status| [200, 201, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&201));
    recovers(&org).await;
}
