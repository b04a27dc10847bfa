//! Connections that are idle for a while: they stay open for longer than any proxy keeps them, and no write meets their end.

use std::time::Duration;

use api_http::connections::KEEP_ALIVE;
use futures_util::future::join_all;
use serde_json::json;
use shared::paths::ApiPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::behind_nginx::proxy;
use crate::support::program::Serving;
use crate::support::{TestApp, both_engines};

both_engines!(a_write_after_a_pause_passes_behind_nginx);

/// Longer than servers keep connections that do not think about it.
const PAUSE: Duration = Duration::from_secs(6);
const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

/// Asks on a connection that stays open.
async fn ask(stream: &mut TcpStream) {
    stream.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"{\"status\":\"ok\"}") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "{}", String::from_utf8_lossy(&answer));
    }
}

/// Nothing comes for a while, and no end.
async fn is_quiet(stream: &mut TcpStream) {
    assert!(timeout(PAUSE, stream.read_u8()).await.is_err(), "the server ended an idle connection");
}

#[actix_web::test]
async fn an_idle_connection_takes_another_request() {
    let app = TestApp::sqlite().await;
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    ask(&mut stream).await;
    is_quiet(&mut stream).await;
    ask(&mut stream).await;
}

/// Whoever sends nothing, or only the beginning of a request, is not waited for as long.
#[actix_web::test]
async fn a_slow_head_is_not_waited_for() {
    let app = TestApp::sqlite().await;
    let ends = async |beginning: &[u8]| {
        let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        let mut answer = String::new();
        timeout(KEEP_ALIVE / 3, stream.read_to_string(&mut answer)).await.expect("it ends").unwrap();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    };
    futures_util::future::join(ends(b""), ends(&REQUEST[..20])).await;
}

/// Proxies keep theirs for a minute.
#[actix_web::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(directory.path());
    let mut stream = TcpStream::connect(serving.base.trim_start_matches("http://")).await.unwrap();
    ask(&mut stream).await;
    serving.signal("TERM");
    // Less than requests under way are waited for.
    assert_eq!(timeout(KEEP_ALIVE / 5, stream.read(&mut [0])).await.expect("it ends").unwrap(), 0);
    assert!(serving.wait().success());
}

async fn a_write_after_a_pause_passes_behind_nginx(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let (nginx, _) = proxy(&app.base, directory.path()).await;
    let editor = app.organization().await.editor.at(&nginx.base);
    let write = async || {
        let body = json!({ "year": 2021, "make": "Toyota", "model": "Hilux" });
        let writes = join_all((0..16).map(|_| editor.post(ApiPath::Vehicles, &body))).await;
        assert!(writes.iter().all(|answer| answer.status == 201));
    };
    write().await;
    let mut idle = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    ask(&mut idle).await;
    is_quiet(&mut idle).await;
    write().await;
}

/// The seconds after a word in a file of `deploy`.
fn seconds_after(file: &str, word: &str) -> u64 {
    let line = file.lines().find_map(|line| line.trim().strip_prefix(word)).unwrap();
    line.trim().trim_end_matches(';').trim_end_matches('s').parse().unwrap()
}

#[test]
fn the_proxies_end_idle_connections_first() {
    for (file, word) in [
        (include_str!("../../../../deploy/nginx.conf"), "keepalive_timeout "),
        (include_str!("../../../../deploy/Caddyfile"), "keepalive "),
    ] {
        assert!(Duration::from_secs(seconds_after(file, word) + 10) < KEEP_ALIVE, "{word}");
    }
}
