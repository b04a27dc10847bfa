//! Where events never go, and what an answer cannot do.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use server::webhooks::sender::{Message, Sender};
use server::webhooks::target::{Addresses, Lookup};
use shared::webhook::AttemptOutcome;

use crate::support::receiver::Receiver;

/// Answers in turn, as a name does whose owner points it elsewhere after it was checked.
struct Rebinding {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Lookup for Rebinding {
    fn lookup(&self, _: &str) -> Addresses {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let answer = self.answers[turn].clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn sender(answers: Vec<Vec<IpAddr>>, allowed: &[&str], deadline_ms: u64) -> Sender {
    let lookup = Arc::new(Rebinding { answers, asked: AtomicUsize::new(0) });
    let allowed: Vec<_> = allowed.iter().map(|network| network.parse().unwrap()).collect();
    Sender::with(lookup, &allowed, Duration::from_millis(deadline_ms)).unwrap()
}

fn message() -> Message {
    Message { event_id: "evt_1".into(), timestamp_s: 1, signature: "v1,x".into(), body: "{}".into() }
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));

#[actix_web::test]
async fn nothing_reaches_this_machine_by_any_spelling() {
    let receiver = Receiver::start();
    let port = receiver.port;
    for host in
        ["127.0.0.1", "2130706433", "0x7f.1", "0177.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"]
    {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}:{port}/");
            let (outcome, status) = sender(vec![vec![PUBLIC]], &[], 2_000).send(&url, message()).await;
            assert_eq!((outcome, status), (AttemptOutcome::AddressRefused, None), "{url}");
        }
    }
    for answers in [vec![LOOPBACK], vec![PUBLIC, LOOPBACK], vec!["fe80::1".parse().unwrap()], vec![]] {
        let url = format!("https://dms.example:{port}/");
        let (outcome, _) = sender(vec![answers], &[], 2_000).send(&url, message()).await;
        assert_eq!(outcome, AttemptOutcome::AddressRefused);
    }
    assert_eq!(receiver.connections(), 0);
}

#[actix_web::test]
async fn a_name_that_points_elsewhere_later_is_checked_again() {
    let receiver = Receiver::start();
    // Public when it is first asked, this machine from then on: the connection goes where the check went.
    let sender = sender(vec![vec![PUBLIC], vec![LOOPBACK]], &[], 300);
    let url = format!("https://dms.example:{}/", receiver.port);
    let (first, _) = sender.send(&url, message()).await;
    assert!(matches!(first, AttemptOutcome::Timeout | AttemptOutcome::ConnectionFailed | AttemptOutcome::TlsFailed));
    let (second, _) = sender.send(&url, message()).await;
    assert_eq!(second, AttemptOutcome::AddressRefused);
    assert_eq!(receiver.connections(), 0);
}

#[actix_web::test]
async fn a_redirect_is_not_followed() {
    let (receiver, elsewhere) = (Receiver::start(), Receiver::start());
    receiver.redirect(&elsewhere.url);
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 2_000);
    let (outcome, status) = sender.send(&receiver.url, message()).await;
    assert_eq!((outcome, status), (AttemptOutcome::HttpError, Some(307)));
    assert_eq!((receiver.connections(), elsewhere.connections()), (1, 0));
}

#[actix_web::test]
async fn plain_http_reaches_only_what_the_operator_allows() {
    let receiver = Receiver::start();
    let url = format!("http://intranet.example:{}/", receiver.port);
    let allowed = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 2_000);
    assert_eq!(allowed.send(&url, message()).await, (AttemptOutcome::Succeeded, Some(204)));
    let public = sender(vec![vec![PUBLIC]], &["127.0.0.0/8"], 2_000);
    assert_eq!(public.send(&url, message()).await.0, AttemptOutcome::AddressRefused);
}

/// A receiver that answers one connection in its own way.
fn raw(answer: impl FnOnce(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 2048];
        let _ = stream.read(&mut request);
        answer(stream);
    });
    url
}

#[actix_web::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let written = Arc::new(AtomicUsize::new(0));
    let counter = written.clone();
    let url = raw(move |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n");
        let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
        while stream.write_all(chunk.as_bytes()).is_ok() {
            counter.fetch_add(chunk.len(), Ordering::SeqCst);
        }
    });
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 10_000);
    assert_eq!(sender.send(&url, message()).await, (AttemptOutcome::Succeeded, Some(200)));
    // What the sockets buffer is written, not read; and nothing is unpacked.
    assert!(written.load(Ordering::SeqCst) < 64 << 20);
}

#[actix_web::test]
async fn an_endless_head_of_an_answer_is_not_read_to_its_end() {
    let written = Arc::new(AtomicUsize::new(0));
    let counter = written.clone();
    let url = raw(move |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        let line = format!("x-more: {}\r\n", "x".repeat(0x1000));
        while stream.write_all(line.as_bytes()).is_ok() {
            counter.fetch_add(line.len(), Ordering::SeqCst);
        }
    });
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 10_000);
    assert_eq!(sender.send(&url, message()).await, (AttemptOutcome::ConnectionFailed, None));
    assert!(written.load(Ordering::SeqCst) < 64 << 20);
}

/// Thousands of interim answers are no answer.
#[actix_web::test]
async fn interim_answers_without_end_end_at_the_deadline() {
    let url = raw(|mut stream| while stream.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n").is_ok() {});
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 1_500);
    let (outcome, status) = sender.send(&url, message()).await;
    assert!(matches!(outcome, AttemptOutcome::Timeout | AttemptOutcome::ConnectionFailed), "{outcome:?}");
    assert_eq!(status, None);
}

#[actix_web::test]
async fn an_answer_that_drips_ends_at_the_deadline() {
    let url = raw(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx");
        // The other side hangs up at its deadline.
        let _ = stream.read(&mut [0; 1]);
    });
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 3_000);
    assert_eq!(sender.send(&url, message()).await, (AttemptOutcome::Timeout, Some(200)));
}

#[actix_web::test]
async fn what_cannot_be_secured_is_not_sent() {
    let receiver = Receiver::start();
    // It speaks plain HTTP, so no certificate can be verified.
    let url = receiver.url.replace("http://", "https://");
    let sender = sender(vec![vec![LOOPBACK]], &["127.0.0.0/8"], 5_000);
    let (outcome, status) = sender.send(&url, message()).await;
    assert_eq!((outcome, status), (AttemptOutcome::TlsFailed, None));
    assert!(receiver.take().is_empty());
}
