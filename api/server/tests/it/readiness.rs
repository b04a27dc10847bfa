//! `/healthz` and `/readyz`, and how the real program stops.

use std::os::unix::net::UnixDatagram;

use pictures::blobs::PhotoStore;
use serde_json::json;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::program::Serving;
use crate::support::s3::S3;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    a_server_is_ready_as_long_as_database_and_photo_store_answer,
    many_questions_are_one,
    a_bucket_that_is_gone_is_noticed,
    nobody_is_refused_by_a_limit,
);

async fn a_server_is_ready_as_long_as_database_and_photo_store_answer(app: TestApp) {
    let anonymous = app.anonymous();
    for path in ["/healthz", "/readyz"] {
        let answer = anonymous.get(path).await;
        assert_eq!(answer.expect(200).header("cache-control"), "no-store, no-transform");
        assert_eq!(anonymous.head(path).await.expect(200).text(), "");
        assert_eq!(anonymous.post(path, json!({})).await.status, 405);
    }
    let photos = app.directory().join("photos");
    std::fs::rename(&photos, app.directory().join("elsewhere")).unwrap();
    app.clock.advance_ms(1000);
    let refused = anonymous.get("/readyz").await;
    assert_eq!(refused.problem(ProblemCode::ServiceUnavailable).detail, "The photo store does not answer.");
    assert_eq!((refused.header("cache-control"), refused.header("retry-after")), ("no-store, no-transform", "2"));
    std::fs::rename(app.directory().join("elsewhere"), &photos).unwrap();
    app.clock.advance_ms(1000);
    anonymous.get("/readyz").await.expect(200);
    app.app.store.close().await;
    app.clock.advance_ms(1000);
    let refused = anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(refused.detail, "The database does not answer.");
    anonymous.get("/healthz").await.expect(200);
    app.app.readiness.drain();
    let refused = anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(refused.detail, "The server is about to stop.");
}

async fn many_questions_are_one(app: TestApp) {
    app.anonymous().get("/readyz").await.expect(200);
    app.app.store.close().await;
    // Nothing is asked within the same second, so nothing is noticed.
    app.clock.advance_ms(999);
    app.anonymous().get("/readyz").await.expect(200);
    // Nor does a clock that is set back keep an old answer.
    app.clock.step_ms(-60_000);
    app.anonymous().get("/readyz").await.expect(200);
    app.clock.advance_ms(1);
    app.anonymous().get("/readyz").await.expect(503);
}

async fn a_bucket_that_is_gone_is_noticed(app: TestApp) {
    let s3 = S3::start();
    let mut config = (*app.app.config).clone();
    config.photo_store = s3.store(None);
    let anonymous = app.anonymous().at(&app.third_node(config.clone()).await);
    anonymous.get("/readyz").await.expect(200);
    let PhotoStore::S3 { settings, .. } = config.photo_store else { unreachable!() };
    config.photo_store = PhotoStore::S3 { url: "s3://elsewhere".into(), settings };
    let anonymous = app.anonymous().at(&app.third_node(config).await);
    anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
}

async fn nobody_is_refused_by_a_limit(app: TestApp) {
    let mut config = (*app.app.config).clone();
    config.quotas.address = 1;
    let anonymous = app.anonymous().at(&app.third_node(config).await);
    for _ in 0..3 {
        anonymous.get("/t/00000000000000000000000000").await;
        anonymous.get("/healthz").await.expect(200);
        anonymous.get("/readyz").await.expect(200);
    }
    anonymous.get("/t/00000000000000000000000000").await.expect(429);
}

/// Asks until the answer has this status.
async fn until(caller: &Caller, path: &str, status: u16) {
    while caller.get(path).await.status != status {
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_server_that_is_told_to_stop_says_so_first() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    let told = || {
        let mut state = [0; 32];
        let length = manager.recv(&mut state).unwrap();
        String::from_utf8_lossy(&state[..length]).into_owned()
    };
    let settings = [
        ("IMPORTOPS_DRAIN_SECONDS", "600"),
        ("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0"),
        ("NOTIFY_SOCKET", socket.to_str().unwrap()),
    ];
    let mut serving = Serving::start_with(directory.path(), &settings);
    assert_eq!(told(), "READY=1");
    let anonymous = Caller::new(&serving.base, None);
    anonymous.get("/readyz").await.expect(200);
    serving.signal("TERM");
    assert_eq!(told(), "STOPPING=1");
    until(&anonymous, "/readyz", 503).await;
    // Whoever comes all the same is served.
    anonymous.get("/healthz").await.expect(200);
    anonymous.get(ApiPath::Session).await.expect(401);
    let metrics = serving.metrics.clone().unwrap();
    Caller::new(metrics.trim_end_matches("/metrics"), None).get("/metrics").await.expect(200);
    // Who does not want to wait says it again.
    serving.signal("TERM");
    assert!(serving.wait().success());
}

#[actix_web::test]
async fn requests_under_way_are_finished() {
    let directory = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(directory.path());
    let address = serving.base.trim_start_matches("http://").to_owned();
    let head = "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60\r\n";
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(format!("{head}expect: 100-continue\r\n\r\n").as_bytes()).await.unwrap();
    // The server asks for the body: the request is under way.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&asked));
    serving.signal("TERM");
    while TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let body = format!("{:<60}", r#"{"email":"a@b.example","password":"a long password"}"#);
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(serving.wait().success());
}
