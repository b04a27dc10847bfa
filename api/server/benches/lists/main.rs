//! The staff's list of vehicles: how long an answer takes in an organisation with very many, on both engines, beside another build.
//! `cargo xtask bench-lists` runs it.
//!
//!     lists --postgres URL [--vehicles 100000,1000000] [--requests 31] [--program PATH] [--before PATH]

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why and ends")]

mod fill;
mod program;

use std::time::Duration;

use crate::fill::Database;
use crate::program::{Member, Program};

/// What is measured and how often.
struct Plan {
    postgres: String,
    vehicles: Vec<usize>,
    requests: usize,
    /// Name and path of each build.
    builds: Vec<(&'static str, String)>,
}

/// What is asked for, and how the table calls it.
const QUERIES: [(&str, &str); 14] = [
    ("`q=` exact chassis number", "q={chassis}"),
    ("`q=` nothing", "q=zzzz-nothing"),
    ("`link_state=expired`, all of them old", "link_state=expired"),
    ("`link_state=active`", "link_state=active"),
    ("`link_state=none&stage=arrived`", "link_state=none&stage=arrived"),
    ("`stock_number=`", "stock_number={stock}"),
    ("no filter", ""),
    ("`stage=arrived`", "stage=arrived"),
    ("`sort=eta`", "sort=eta"),
    ("`sort=-updated_at`", "sort=-updated_at"),
    ("`sort=stage`", "sort=stage"),
    ("`sort=stock_number`", "sort=stock_number"),
    ("`q=` one make in five", "q=toyota"),
    ("`q=` two letters", "q=ko"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let program = value("--program").unwrap_or_else(|| env!("CARGO_BIN_EXE_importops").to_owned());
    let vehicles = value("--vehicles").unwrap_or_else(|| "100000,1000000".to_owned());
    let plan = Plan {
        postgres: value("--postgres").expect("--postgres URL of a server whose superuser may create databases"),
        vehicles: vehicles.split(',').map(|number| number.parse().expect("--vehicles takes numbers")).collect(),
        requests: value("--requests").map_or(31, |number| number.parse().expect("--requests takes a number")),
        builds: value("--before").map(|path| ("before", path)).into_iter().chain([("now", program)]).collect(),
    };
    actix_web::rt::System::new().block_on(async move {
        println!("| vehicles | list | engine | build | median | spread | total |");
        println!("|--:|---|---|---|--:|---|--:|");
        for &vehicles in &plan.vehicles {
            for engine in ["SQLite", "PostgreSQL"] {
                measure(&plan, vehicles, engine).await;
            }
        }
    });
}

/// One engine, filled once: each build gets a copy of its own only in so far as it brings the schema up to date.
async fn measure(plan: &Plan, vehicles: usize, engine: &'static str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let database = match engine {
        "SQLite" => Database::sqlite(directory.path()),
        _ => Database::postgres(&plan.postgres).await,
    };
    let program = |path| Program { path, data: directory.path(), database_url: &database.url };
    program(plan.builds[0].1.as_str()).create_organization();
    database.fill(vehicles).await;
    for (name, path) in &plan.builds {
        let server = program(path).serve();
        println!("| {vehicles} | start | {engine} | {name} | {:.1} s | | |", server.started_in.as_secs_f64());
        database.settle_down().await;
        let member = server.sign_in().await;
        for (called, query) in QUERIES {
            let query = query.replace("{chassis}", &fill::chassis(vehicles / 2));
            let query = query.replace("{stock}", &fill::stock_number(vehicles / 2));
            row(plan, &member, &query, &format!("| {vehicles} | {called} | {engine} | {name} |")).await;
        }
    }
}

async fn row(plan: &Plan, member: &Member, query: &str, start: &str) {
    let Some((_, total)) = member.list(query).await else { return println!("{start} refused | | |") };
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..plan.requests {
        times.push(member.list(query).await.expect("an answer as before").0);
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let total = total.map_or_else(String::new, |total| total.to_string());
    let (median, first, last) = (times[times.len() / 2], times[0], times[times.len() - 1]);
    println!("{start} **{:.1} ms** | {:.1}-{:.1} | {total} |", ms(median), ms(first), ms(last));
}
