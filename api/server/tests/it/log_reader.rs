//! Whoever reads the log of the real program, or does not, holds nobody up.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::Caller;
use crate::support::program::{Serving, importops};

/// Long for a server that works, on a machine that does other things too; short beside for ever.
const IN_TIME: Duration = Duration::from_mins(1);
const METRICS: (&str, &str) = ("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0");

/// Asks so often on one connection; tells how many answers came.
async fn ask(base: &str, path: &str, times: usize) -> usize {
    let stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let request = |last: bool| {
        let connection = if last { "close" } else { "keep-alive" };
        let id = "x".repeat(64);
        format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: {id}\r\nConnection: {connection}\r\n\r\n")
    };
    let asking = async {
        for number in 1..=times {
            writer.write_all(request(number == times).as_bytes()).await.unwrap();
        }
    };
    let reading = async {
        let mut answers = Vec::new();
        reader.read_to_end(&mut answers).await.unwrap();
        String::from_utf8_lossy(&answers).matches("HTTP/1.1 ").count()
    };
    futures_util::future::join(asking, reading).await.1
}

/// More lines than a pipe and the memory for them hold, several times.
async fn overflow(serving: &Serving) {
    const TIMES: usize = 6_000;
    let paths = ["/healthz", "/api/v1/session", "/api/v1/nothing", "/healthz", "/healthz", "/api/docs"];
    let answered = timeout(IN_TIME, join_all(paths.map(|path| ask(&serving.base, path, TIMES)))).await;
    assert_eq!(answered.expect("every request is answered"), [TIMES; 6]);
    Caller::new(&serving.base, None).get("/readyz").await.expect(200);
}

#[actix_web::test]
async fn a_reader_that_stalls_stops_neither_requests_nor_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = importops(directory.path());
    command.env(METRICS.0, METRICS.1).env("IMPORTOPS_REQUESTS_PER_ADDRESS", "1000000");
    let mut serving = Serving::start_unread(command, "info");
    overflow(&serving).await;
    assert!(serving.metrics().await.value("importops_log_lines_dropped_total") > 1_000.0);
    serving.signal("TERM");
    let ended = actix_web::rt::task::spawn_blocking(move || serving.wait());
    assert!(timeout(IN_TIME, ended).await.expect("it ends").unwrap().success());
}

#[actix_web::test]
async fn what_was_dropped_is_said_once_somebody_reads_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = importops(directory.path());
    command.env(METRICS.0, METRICS.1).env("IMPORTOPS_REQUESTS_PER_ADDRESS", "1000000");
    let mut serving = Serving::start_unread(command, "info");
    overflow(&serving).await;
    serving.read_log();
    let dropped = serving.metrics().await.value("importops_log_lines_dropped_total");
    let log = serving.log();
    let said = log.lines().find(|line| line.contains("log lines were dropped")).unwrap();
    let said: serde_json::Value = serde_json::from_str(said).unwrap();
    assert!(said["fields"]["lines"].as_f64().unwrap() <= dropped && dropped > 1_000.0, "{said} {dropped}");
    // Each is whole, and the last ones are there.
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(log.lines().count() > 1_000);
}

#[actix_web::test]
async fn a_log_that_cannot_be_written_stops_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_unread(importops(directory.path()), "trace");
    let mut serving = serving.without_reader();
    Caller::new(&serving.base, None).get("/healthz").await.expect(200);
    Caller::new(&serving.base, None).get("/readyz").await.expect(200);
    serving.signal("TERM");
    assert!(serving.wait().success());
}
