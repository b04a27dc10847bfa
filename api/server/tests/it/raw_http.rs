//! bytes that are no proper request are refused, here and by a proxy in front, and nothing that hides in one is
//! ever answered.

use std::time::Duration;

use serde_json::json;
use shared::paths::ApiPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::behind_a_cache::caching;
use crate::support::nginx::Nginx;
use crate::support::{TestApp, both_engines};

both_engines!(nothing_is_smuggled, odd_requests_are_understood_alike, nothing_from_input_is_a_header);

/// A request in a request: its answer would name its path.
const HIDDEN: &str = "GET /api/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

/// What is to be refused: a request line, headers, a body.
fn refused() -> Vec<(&'static str, String)> {
    let post = |headers: &str, body: &str| format!("POST /api/v1/session HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}");
    let chunked = "Transfer-Encoding: chunked\r\n";
    let hidden_chunk = format!("0\r\n\r\n{HIDDEN}");
    vec![
        ("CL and TE", post(&format!("Content-Length: 5\r\n{chunked}"), &hidden_chunk)),
        ("TE and CL", post(&format!("{chunked}Content-Length: 5\r\n"), &hidden_chunk)),
        ("two lengths", post("Content-Length: 0\r\nContent-Length: 45\r\n", HIDDEN)),
        ("two equal lengths", post("Content-Length: 0\r\nContent-Length: 0\r\n", HIDDEN)),
        ("a list of lengths", post("Content-Length: 0, 45\r\n", HIDDEN)),
        ("a length with a sign", post("Content-Length: +0\r\n", HIDDEN)),
        ("a negative length", post("Content-Length: -1\r\n", HIDDEN)),
        ("a hexadecimal length", post("Content-Length: 0x0\r\n", HIDDEN)),
        ("two encodings", post(&format!("{chunked}Transfer-Encoding: identity\r\n"), &hidden_chunk)),
        ("an unknown encoding", post("Transfer-Encoding: xchunked\r\n", &hidden_chunk)),
        ("chunked is not last", post("Transfer-Encoding: chunked, gzip\r\n", &hidden_chunk)),
        ("space before the colon", post("Content-Length : 0\r\n", HIDDEN)),
        ("a folded header", post("X-A: b\r\n Content-Length: 0\r\n", HIDDEN)),
        ("a folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", &hidden_chunk)),
        ("NUL in a header", post("X-A: b\0c\r\nContent-Length: 0\r\n", HIDDEN)),
        ("bare CR in a header", post("X-A: b\rContent-Length: 0\r\n", HIDDEN)),
        ("no version", format!("GET /api/v1/session\r\n{HIDDEN}")),
        ("another version", format!("GET /api/v1/session HTTP/3.7\r\nHost: x\r\n\r\n{HIDDEN}")),
        ("a space in the path", format!("GET /api/v1/ session HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}")),
        ("a colon in the method", format!("GE:T / HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}")),
        ("two hosts", format!("GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n{HIDDEN}")),
    ]
}

/// What may be understood or refused, but alike by everybody: the hidden request is part of a body.
fn body_that_hides() -> Vec<(&'static str, String)> {
    let head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    let size = HIDDEN.len();
    vec![
        ("a length", format!("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n{HIDDEN}")),
        ("a chunk", format!("{head}{size:x}\r\n{HIDDEN}\r\n0\r\n\r\n")),
        ("a chunk's extension", format!("{head}{size:x};a=b\r\n{HIDDEN}\r\n0\r\n\r\n")),
        ("a size with a prefix", format!("{head}0x{size:x}\r\n{HIDDEN}\r\n0\r\n\r\n")),
        ("a size with a sign", format!("{head}+{size:x}\r\n{HIDDEN}\r\n0\r\n\r\n")),
        ("a size that overflows", format!("{head}1000000000000000{size:x}\r\n{HIDDEN}\r\n0\r\n\r\n")),
        ("a size that is too small", format!("{head}1\r\nxx{HIDDEN}\r\n0\r\n\r\n")),
        ("bare LF after a size", format!("{head}{size:x}\n{HIDDEN}\r\n0\r\n\r\n")),
        ("bare LF in an extension", format!("{head}{size:x};\n{HIDDEN}\r\n0\r\n\r\n")),
        ("no size", format!("{head}\r\n{HIDDEN}\r\n0\r\n\r\n")),
    ]
}

/// What is answered to bytes, until the connection ends or nothing more comes on it.
pub(crate) async fn exchange(base: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    // Who hangs up early may reset what is still being sent.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    loop {
        // After an answer a connection may be kept for a while.
        let patience = if answer.is_empty() { Duration::from_mins(1) } else { Duration::from_secs(5) };
        let read = tokio::time::timeout(patience, stream.read_buf(&mut answer)).await;
        assert!(read.is_ok() || !answer.is_empty(), "there is an answer, or an end");
        if !matches!(read, Ok(Ok(read)) if read > 0) {
            return String::from_utf8_lossy(&answer).into_owned();
        }
    }
}

/// The statuses of the answers to bytes.
fn statuses(answer: &str) -> Vec<&str> {
    answer.split("HTTP/1.").skip(1).filter_map(|answer| answer.get(2..5)).collect()
}

/// A server on its own, and one behind nginx: the base URLs, and what must live as long as the test.
async fn direct_and_behind_nginx(app: &TestApp) -> ([String; 2], (Nginx, tempfile::TempDir)) {
    let mut config = (*app.app.config).clone();
    config.request_deadline = Duration::from_secs(1);
    let direct = app.third_node(config).await;
    let directory = tempfile::tempdir().unwrap();
    let nginx = caching(&direct, directory.path()).await;
    ([direct, nginx.base.clone()], (nginx, directory))
}

async fn nothing_is_smuggled(app: TestApp) {
    let ([direct, proxied], _alive) = direct_and_behind_nginx(&app).await;
    // Control: what is not hidden is answered, and the answer names it.
    for base in [&direct, &proxied] {
        let plain = HIDDEN.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        assert!(exchange(base, &plain).await.contains("/api/v1/smuggled"));
    }
    let ask = async |base: &str, name: &'static str, request: String| {
        let answer = exchange(base, &request).await;
        assert!(!answer.contains("smuggled"), "{name} at {base}: {answer}");
        answer
    };
    let asked = refused().into_iter().map(async |(name, request)| {
        let (here, there) = tokio::join!(ask(&direct, name, request.clone()), ask(&proxied, name, request));
        assert!(here.is_empty() || here.starts_with("HTTP/1.1 400"), "{name}: {here}");
        (name, here, there)
    });
    let mut answered = futures_util::future::join_all(asked).await;
    let asked = body_that_hides().into_iter().map(async |(name, request)| {
        let (here, there) = tokio::join!(ask(&direct, name, request.clone()), ask(&proxied, name, request));
        (name, here, there)
    });
    answered.extend(futures_util::future::join_all(asked).await);
    for (name, here, there) in answered {
        // One answer at most, and a refusal, by whichever of the two.
        for answer in [statuses(&here), statuses(&there)] {
            assert!(answer.len() <= 1 && answer.iter().all(|status| *status >= "400"), "{name}: {answer:?}");
        }
    }
    app.anonymous().at(&direct).get("/healthz").await.expect(200);
}

/// What the standard permits although nobody writes it (RFC 9112): both understand it alike, or both refuse it.
async fn odd_requests_are_understood_alike(app: TestApp) {
    let ([direct, proxied], _alive) = direct_and_behind_nginx(&app).await;
    let (close, mut understood) = ("Connection: close\r\n\r\n", 0);
    for (name, request) in [
        ("bare LF", "GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n".to_owned()),
        ("bare LF after one header", format!("GET /healthz HTTP/1.1\r\nHost: x\nX-A: b\r\n{close}")),
        ("bare LF at the end of the head", "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\n".to_owned()),
        ("empty lines before", format!("\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n{close}")),
        ("absolute form", format!("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n{close}")),
        ("absolute form of another host", format!("GET http://evil.example/healthz HTTP/1.1\r\nHost: x\r\n{close}")),
        ("absolute form with a name", format!("GET http://a:b@evil.example/healthz HTTP/1.1\r\nHost: x\r\n{close}")),
        ("absolute form of the API", format!("GET http://evil.example/api/v1/nothing HTTP/1.1\r\nHost: x\r\n{close}")),
        ("authority form", format!("CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n{close}")),
        ("asterisk form", format!("OPTIONS * HTTP/1.1\r\nHost: x\r\n{close}")),
        ("no host", format!("GET /healthz HTTP/1.1\r\n{close}")),
        ("an empty host", format!("GET /healthz HTTP/1.1\r\nHost:\r\n{close}")),
        ("a host with a path", format!("GET /healthz HTTP/1.1\r\nHost: x/../y\r\n{close}")),
        ("a folded value", format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n{close}")),
        ("a space before the colon", format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A : b\r\n{close}")),
        ("a tab before the colon", format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A\t: b\r\n{close}")),
        ("a space before the first header", format!("GET /healthz HTTP/1.1\r\n Host: x\r\n{close}")),
        ("two spaces in the request line", format!("GET  /healthz HTTP/1.1\r\nHost: x\r\n{close}")),
        ("HTTP/1.0", "GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n".to_owned()),
        ("a fragment", format!("GET /healthz#x HTTP/1.1\r\nHost: x\r\n{close}")),
    ] {
        let (here, there) = tokio::join!(exchange(&direct, &request), exchange(&proxied, &request));
        for answer in [&here, &there] {
            assert!(!answer.contains("evil.example"), "{name}: {answer}");
        }
        let (here, there) = (statuses(&here), statuses(&there));
        assert_eq!((here.len(), there.len()), (1, 1), "{name}");
        // A proxy may tidy up what is refused here, and may have another number for what both refuse.
        let agree = here == there || here[0] == "400" || (here[0] >= "400" && there[0] >= "400");
        assert!(agree, "{name}: {here:?} here, {there:?} behind nginx");
        understood += usize::from(here[0] == "200");
    }
    assert!(understood >= 7, "{understood}");
}

async fn nothing_from_input_is_a_header(app: TestApp) {
    let org = app.organization().await;
    let evil = "a\r\nX-Injected: 1";
    let vehicle = json!({ "year": 2020, "make": "A", "model": "B", "external_id": evil });
    org.editor.post(ApiPath::Vehicles, &vehicle).await.expect(422);
    let coded = "a%0d%0aX-Injected:%201";
    let body = json!({ "year": 2020, "make": "A", "model": "B" });
    for path in [
        format!("/api/v1/vehicles/ext:{coded}"),
        format!("/api/v1/vehicles/{coded}"),
        format!("/api/v1/vehicles?q={coded}"),
        format!("/t/{coded}"),
        format!("/problems/{coded}"),
        format!("/assets/{coded}"),
        format!("/api/v1/public/tracking/{coded}/logo?revision={coded}"),
    ] {
        let put = org.editor.put(&path, &body).await;
        for answer in [org.editor.get(&path).await, put] {
            assert!(answer.header("x-injected").is_empty(), "{path}");
            assert!((300..500).contains(&answer.status) || answer.status == 200, "{path}: {}", answer.status);
        }
    }
}
