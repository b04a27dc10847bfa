//! More connections than there can be: everybody is told something, and nobody waits for ever.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::Caller;
use crate::support::people::slug;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization, limited};

/// Long for a server that works, on a machine that does other things too; short beside for ever.
const IN_TIME: Duration = Duration::from_mins(1);
const FILES: u32 = 256;
const REQUEST: &[u8] = b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n";

async fn connect(serving: &Serving) -> TcpStream {
    TcpStream::connect(serving.base.trim_start_matches("http://")).await.unwrap()
}

/// Asks on a connection that stays open if the server lets it: the answer, as far as it comes at once.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    // A problem ends with a brace, and no head has one.
    while !answer.ends_with(b"}") && stream.read_buf(&mut answer).await.unwrap() > 0 {}
    String::from_utf8(answer).unwrap()
}

/// How many files the server has open, and how many it may have.
async fn files(serving: &Serving) -> (f64, f64) {
    let metrics = serving.metrics().await;
    (metrics.value("process_open_fds"), metrics.value("process_max_fds"))
}

#[actix_web::test]
async fn a_thousand_connections_at_once_are_answered_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_limited(directory.path(), FILES);
    for _ in 0..3 {
        let one = async || {
            let mut stream = connect(&serving).await;
            ask(&mut stream).await
        };
        let answers = timeout(IN_TIME, join_all((0..1000).map(|_| one()))).await.expect("nobody waits for ever");
        let (mut served, mut told) = (0, 0);
        for answer in answers.iter().map(|answer| answer.to_ascii_lowercase()) {
            let closes = answer.contains("connection: close");
            match &answer[..12] {
                "http/1.1 401" => served += 1,
                "http/1.1 503" if closes && answer.contains("retry-after: ") => told += 1,
                _ => panic!("{answer}"),
            }
        }
        assert_eq!(served + told, 1000);
        assert!(served > 60, "{served} {told}");
        // Right afterwards everything is as before.
        Caller::new(&serving.base, None).get("/healthz").await.expect(200);
        Caller::new(&serving.base, None).get("/readyz").await.expect(200);
        let (open, max) = files(&serving).await;
        assert!(open < max, "{open} {max}");
    }
    let log = serving.log();
    assert!(!log.contains("Too many open files") && !log.contains("os error 24"), "{log}");
}

#[actix_web::test]
async fn idle_connections_keep_nobody_out() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_limited(directory.path(), FILES);
    let max = serving.metrics().await.value("importops_connections_max");
    let mut idle = Vec::new();
    // Most of them stay open; when few are left, an answer ends its connection.
    let ended = loop {
        let mut stream = connect(&serving).await;
        let answer = ask(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        if answer.to_ascii_lowercase().contains("connection: close") {
            break idle.len() + 1;
        }
        idle.push(stream);
        assert!(idle.len() < 1000);
    };
    assert!(ended > 40 && f64::from(u32::try_from(ended).unwrap()) < max, "{ended}");
    for _ in 0..100 {
        assert!(ask(&mut connect(&serving).await).await.starts_with("HTTP/1.1 401"));
    }
    // Whoever connects and asks nothing takes the rest; the process is seen to live all the same.
    let mut silent = Vec::new();
    for _ in ended..usize::try_from(FILES).unwrap() / 4 + 2 {
        silent.push(connect(&serving).await);
    }
    Caller::new(&serving.base, None).get("/healthz").await.expect(200);
    let refused = ask(&mut connect(&serving).await).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    // A connection that was served before still is.
    assert!(ask(&mut idle[0]).await.starts_with("HTTP/1.1 401"));
    drop((idle, silent));
    let recovers = async { while !ask(&mut connect(&serving).await).await.starts_with("HTTP/1.1 401") {} };
    timeout(IN_TIME, recovers).await.expect("it recovers");
}

#[actix_web::test]
async fn open_pages_leave_connections_to_everybody_else() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let serving = Serving::start_limited(directory.path(), FILES);
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(&serving.base, None).post(ApiPath::Session, credentials).await.json(200);
    let admin = Caller::new(&serving.base, Some(session.access_token));
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Hilux" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
    let slug = slug(&admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.json(201));
    let events = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", ApiPath::PublicUpdates(&slug));
    let max = serving.metrics().await.value("importops_connections_max");
    let mut open = Vec::new();
    loop {
        let mut stream = connect(&serving).await;
        stream.write_all(events.as_bytes()).await.unwrap();
        let mut beginning = [0; 12];
        stream.read_exact(&mut beginning).await.unwrap();
        if &beginning == b"HTTP/1.1 503" {
            break;
        }
        assert_eq!(&beginning, b"HTTP/1.1 200");
        open.push(stream);
    }
    let open_pages = f64::from(u32::try_from(open.len()).unwrap());
    assert!(open_pages > max / 2.0 && open_pages < max, "{open_pages} of {max}");
    admin.get(ApiPath::Vehicles).await.expect(200);
}

#[actix_web::test]
async fn the_limit_is_raised_as_far_as_it_may_be() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = limited(directory.path(), FILES, 4096);
    command.env("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0");
    let mut serving = Serving::start_unread(command, "info");
    serving.read_log();
    assert_eq!(files(&serving).await.1.to_string(), "4096");
    assert!(!serving.log().contains("the limit on open files is low"));
}

#[test]
fn a_low_limit_is_found_before_the_start() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    for (hard, found) in [(256, true), (4095, true), (4096, false)] {
        let output = limited(directory.path(), 256, hard).args(["check-config", "--json"]).output().unwrap();
        assert!(output.status.success());
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let about = told["warnings"].as_array().unwrap().iter().map(|warning| warning["about"].as_str().unwrap());
        assert_eq!(about.into_iter().any(|about| about == "open files"), found, "{told}");
    }
}
