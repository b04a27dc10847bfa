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
const QUERIES: [(&str, &str); 24] = [
    ("`q=` exact chassis number", "/vehicles?q={chassis}"),
    ("`q=` nothing", "/vehicles?q=zzzz-nothing"),
    ("`link_state=expired`, all of them old", "/vehicles?link_state=expired"),
    ("`link_state=active`", "/vehicles?link_state=active"),
    ("`link_state=none&stage=arrived`", "/vehicles?link_state=none&stage=arrived"),
    ("`stock_number=`", "/vehicles?stock_number={stock}"),
    ("no filter", "/vehicles"),
    ("`stage=arrived`", "/vehicles?stage=arrived"),
    ("`sort=eta`", "/vehicles?sort=eta"),
    ("`sort=-updated_at`", "/vehicles?sort=-updated_at"),
    ("`sort=stage`", "/vehicles?sort=stage"),
    ("`sort=stock_number`", "/vehicles?sort=stock_number"),
    ("`q=` one make in five", "/vehicles?q=toyota"),
    ("`q=` two letters", "/vehicles?q=ko"),
    ("`attention=overdue`", "/vehicles?attention=overdue"),
    ("`attention=arriving_this_week`", "/vehicles?attention=arriving_this_week"),
    ("`attention=no_link`", "/vehicles?attention=no_link"),
    ("`attention=unseen_change`", "/vehicles?attention=unseen_change"),
    ("the numbers of all tabs", "/vehicles/counts"),
    ("links", "/tracking-links?state=active"),
    ("links, `q=` exact chassis number", "/tracking-links?q={chassis}"),
    ("links, `q=` one make in five", "/tracking-links?q=toyota"),
    ("links, `opened=false`", "/tracking-links?state=active&opened=false"),
    ("links, `customer_changed=true`", "/tracking-links?customer_changed=true"),
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
        for (called, path) in QUERIES {
            let path = path.replace("{chassis}", &fill::chassis(vehicles / 2));
            let path = path.replace("{stock}", &fill::stock_number(vehicles / 2));
            row(plan, &member, &path, &format!("| {vehicles} | {called} | {engine} | {name} |")).await;
        }
    }
}

async fn row(plan: &Plan, member: &Member, path: &str, start: &str) {
    let Some((_, total)) = member.list(path).await else { return println!("{start} refused | | |") };
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..plan.requests {
        times.push(member.list(path).await.expect("an answer as before").0);
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let total = total.map_or_else(String::new, |total| total.to_string());
    let (median, first, last) = (times[times.len() / 2], times[0], times[times.len() - 1]);
    println!("{start} **{:.1} ms** | {:.1}-{:.1} | {total} |", ms(median), ms(first), ms(last));
}
