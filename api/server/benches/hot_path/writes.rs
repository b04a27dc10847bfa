//! Creating vehicles by the API over 64 connections, beside how often the same disk makes an append durable: an acknowledged
//! vehicle is durable, so without commits in common there cannot be more of one than of the other.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use host::clock::Stopwatch;

use crate::figures::Figures;
use crate::product::{PASSWORD, Product, Variant, create_organization};
use crate::{ALL_MB, Plan, fill};

/// What is appended: about what a vehicle with its event takes in a log of writes.
const APPENDED: [u8; 8192] = [7; 8192];

const SCRIPT: &str = r#"
local tokens = {}
function init(args)
  for token in io.lines(args[1]) do tokens[#tokens + 1] = token end
  math.randomseed(1)
end
function request()
  local headers = { ["content-type"] = "application/json", authorization = "Bearer " .. tokens[math.random(#tokens)] }
  return wrk.format("POST", "/api/v1/vehicles", headers, '{"year":2021,"make":"Toyota","model":"Land Cruiser"}')
end
"#;

/// Both engines, with one organisation and with many.
pub fn measure(plan: &Plan) {
    println!(
        "\n| build | engine | organisations | vehicles per second | durable appends per second | ratio | spread |"
    );
    println!("|---|---|--:|--:|--:|--:|---|");
    for organizations in [1, 16] {
        for engine in ["SQLite", "PostgreSQL"] {
            for (program, build) in plan.builds() {
                compare(plan, (program, build), engine, organizations);
            }
        }
    }
}

fn compare(plan: &Plan, (program, build): (&str, &'static str), engine: &'static str, organizations: usize) {
    let directory = tempfile::tempdir_in(&plan.directory).expect("a temporary directory");
    let url = match engine {
        "SQLite" => format!("sqlite:{}", directory.path().join("importops.sqlite").display()),
        _ => fill::database(&plan.postgres),
    };
    for number in 0..organizations {
        create_organization(program, directory.path(), &url, &email(number));
    }
    let variant =
        Variant { program, build, engine, data: directory.path(), database_url: &url, cache_mb: ALL_MB, log: "warn" };
    let product = Product::start(variant);
    let tokens: Vec<_> = (0..organizations).map(|number| sign_in(&product.address, &email(number))).collect();
    let file = directory.path().join("tokens");
    std::fs::write(&file, tokens.join("\n")).expect("a file that can be written");
    let mut runs = Vec::new();
    for _ in 0..plan.rounds {
        let before = durable_appends(directory.path());
        let created = create(&product.address, &file, plan.seconds);
        runs.push((created, f64::midpoint(before, durable_appends(directory.path()))));
    }
    let rate = Figures::of(runs.iter().map(|(created, _)| *created));
    let appends = Figures::of(runs.iter().map(|(_, appends)| *appends));
    let ratio = Figures::of(runs.iter().map(|(created, appends)| created / appends));
    println!(
        "| {build} | {engine} | {organizations} | {:.0} | {:.0} | **{:.2}** | {} |",
        rate.median,
        appends.median,
        ratio.median,
        ratio.spread(),
    );
}

fn email(number: usize) -> String {
    format!("admin{number}@bench.example")
}

fn sign_in(address: &str, email: &str) -> String {
    let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}"}}"#);
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!("POST /api/v1/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n");
    let request = format!("{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("an end of the head");
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("a session, not {answer}"));
    body["access_token"].as_str().expect("a token").to_owned()
}

/// Vehicles a second.
fn create(address: &str, tokens: &Path, seconds: u32) -> f64 {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile().expect("a temporary file");
    script.write_all(SCRIPT.as_bytes()).expect("a temporary file that can be written");
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads=2", "--connections=64", &format!("--duration={seconds}s"), "--script"]).arg(script.path());
    let output = wrk.arg(format!("http://{address}")).arg("--").arg(tokens).output().expect("wrk is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !text.contains("Non-2xx"), "not every vehicle was created:\n{text}");
    let line = text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).expect("a rate");
    line.trim().parse().expect("a number")
}

/// How often a second something can be appended to a file and made durable, one after the other.
fn durable_appends(directory: &Path) -> f64 {
    let mut file = File::create(directory.join("appended")).expect("a file");
    let (watch, mut times) = (Stopwatch::start(), 0_u32);
    while watch.elapsed() < Duration::from_secs(1) {
        file.write_all(&APPENDED).expect("a file that can be written");
        file.sync_data().expect("a disk");
        times += 1;
    }
    f64::from(times) / watch.elapsed().as_secs_f64()
}
