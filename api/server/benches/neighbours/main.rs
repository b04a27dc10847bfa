//! Webhooks: how long an organisation waits for its events while the receivers of another hang, and how many deliveries a second
//! one fast receiver gets. The receivers share the cores with the server. `cargo xtask bench-webhooks` runs it.
//!
//!     neighbours --postgres URL [--program PATH] [--hanging 1000] [--events 200] [--deliveries 20000] [--rounds 3]

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why and ends")]

mod backlog;
mod program;
mod receiver;

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::program::{Member, Program};
use crate::receiver::Receiver;

/// How many endpoints of the organisation hang.
const HANGING_ENDPOINTS: usize = 50;
/// Between two events. No part of a second, so that they meet a server that looks once a second at all moments.
const PAUSE: Duration = Duration::from_millis(97);
/// Who waits for longer is not waited for.
const PATIENCE: Duration = Duration::from_mins(4);

/// What is measured and how often.
struct Plan {
    postgres: String,
    program: String,
    hanging: usize,
    events: usize,
    deliveries: usize,
    rounds: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let number = |name, usual| value(name).map_or(usual, |number| number.parse().expect("a number"));
    let plan = Plan {
        postgres: value("--postgres").expect("--postgres URL of a server whose superuser may create databases"),
        program: value("--program").unwrap_or_else(|| env!("CARGO_BIN_EXE_importops").to_owned()),
        hanging: number("--hanging", 1_000),
        events: number("--events", 200),
        deliveries: number("--deliveries", 20_000),
        rounds: number("--rounds", 3),
    };
    actix_web::rt::System::new().block_on(async move {
        println!(
            "| engine | deliveries a second | 99 of 100 events, undisturbed | while another's receivers hang | ratio |"
        );
        println!("|---|--:|--:|--:|--:|");
        for _ in 0..plan.rounds {
            for engine in ["SQLite", "PostgreSQL"] {
                measure(&plan, engine).await;
            }
        }
    });
}

async fn measure(plan: &Plan, engine: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = match engine {
        "SQLite" => format!("sqlite:{}", directory.path().join("importops.sqlite").display()),
        _ => backlog::database(&plan.postgres).await,
    };
    let program = Program { path: &plan.program, data: directory.path(), database_url: &url };
    for email in ["one@bench.example", "other@bench.example"] {
        program.create_organization(email);
    }
    let rate = rate(plan, &program).await;
    let server = program.serve();
    let (one, other) = (server.sign_in("one@bench.example").await, server.sign_in("other@bench.example").await);
    let receiver = Receiver::answering();
    let endpoint = other.listen(&receiver.url).await;
    let undisturbed = p99(waits(plan, &other, &receiver).await);
    let hanging = Receiver::hanging();
    join_all((0..HANGING_ENDPOINTS).map(|_| one.listen(&hanging.url))).await;
    for _ in 0..plan.hanging / HANGING_ENDPOINTS {
        one.create_vehicle().await;
    }
    let disturbed = p99(waits(plan, &other, &receiver).await);
    other.delete(&endpoint).await;
    let seconds = |wait: Option<Duration>| {
        wait.map_or_else(|| format!("over {} s", PATIENCE.as_secs()), |wait| format!("{:.2} s", wait.as_secs_f64()))
    };
    let ratio = undisturbed.zip(disturbed).map(|(before, now)| now.as_secs_f64() / before.as_secs_f64());
    let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    println!("| {engine} | {rate:.0} | {} | {} | **{ratio}** |", seconds(undisturbed), seconds(disturbed));
}

/// How many deliveries a second a receiver gets that answers at once.
async fn rate(plan: &Plan, program: &Program<'_>) -> f64 {
    let receiver = Receiver::answering();
    let endpoint = {
        let server = program.serve();
        let member = server.sign_in("one@bench.example").await;
        let endpoint = member.listen(&receiver.url).await;
        member.create_vehicle().await;
        receiver.until(1, PATIENCE).await;
        endpoint
    };
    backlog::repeat(program.database_url, plan.deliveries).await;
    let server = program.serve();
    receiver.until(1 + plan.deliveries, PATIENCE).await;
    let arrivals = receiver.arrivals();
    let (first, last) = (arrivals[1].1, arrivals[arrivals.len() - 1].1);
    server.sign_in("one@bench.example").await.delete(&endpoint).await;
    let deliveries = u32::try_from(arrivals.len() - 2).expect("fewer deliveries");
    f64::from(deliveries) / last.saturating_sub(first).as_secs_f64()
}

/// How long each of some events took from the answer to its request to its receiver; none for one that did not come in time.
async fn waits(plan: &Plan, member: &Member, receiver: &Receiver) -> Vec<Option<Duration>> {
    let before = receiver.arrivals().len();
    let mut made = Vec::new();
    for _ in 0..plan.events {
        let vehicle = member.create_vehicle().await;
        made.push((vehicle, receiver.now()));
        tokio::time::sleep(PAUSE).await;
    }
    receiver.until(before + plan.events, PATIENCE).await;
    let arrivals = receiver.arrivals();
    let wait = |(vehicle, at): (String, Duration)| {
        let about = |body: &String| {
            let event: Value = serde_json::from_str(body).unwrap_or_default();
            event["data"]["vehicle_id"] == json!(vehicle)
        };
        let arrived = arrivals[before..].iter().find(|(body, _)| about(body))?.1;
        Some(arrived.saturating_sub(at))
    };
    made.into_iter().map(wait).collect()
}

fn p99(mut waits: Vec<Option<Duration>>) -> Option<Duration> {
    // Those that did not come are the last.
    waits.sort_by_key(|wait| wait.unwrap_or(Duration::MAX));
    waits[(waits.len() * 99).div_ceil(100) - 1]
}
