//! Creating vehicles by the API over 64 connections, beside how often the same disk makes an append durable: an acknowledged
//! vehicle is durable, so without commits in common there cannot be more of one than of the other.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use host::clock::Stopwatch;

use crate::product::{Product, Variant};
use crate::{ALL_MB, Plan, fill};

const PASSWORD: &str = "correct horse battery staple";
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
            for program in &plan.programs {
                compare(plan, program, engine, organizations);
            }
        }
    }
}

fn compare(plan: &Plan, program: &str, engine: &'static str, organizations: usize) {
    let directory = tempfile::tempdir_in(&plan.directory).expect("a temporary directory");
    let url = match engine {
        "SQLite" => format!("sqlite:{}", directory.path().join("importops.sqlite").display()),
        _ => fill::database(&plan.postgres),
    };
    for number in 0..organizations {
        create_organization(program, directory.path(), &url, &email(number));
    }
    let variant =
        Variant { program, engine, data: directory.path(), database_url: &url, cache_mb: ALL_MB, log: "warn" };
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
    let sorted = |number: &dyn Fn(&(f64, f64)) -> f64| {
        let mut numbers: Vec<_> = runs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers
    };
    let (ratios, middle) = (sorted(&|(created, appends)| created / appends), runs.len() / 2);
    println!(
        "| {} | {engine} | {organizations} | {:.0} | {:.0} | **{:.2}** | {:.2}-{:.2} |",
        if program == plan.programs[0] { "this one" } else { "the other" },
        sorted(&|(created, _)| *created)[middle],
        sorted(&|(_, appends)| *appends)[middle],
        ratios[middle],
        ratios[0],
        ratios[ratios.len() - 1],
    );
}

fn email(number: usize) -> String {
    format!("admin{number}@bench.example")
}

fn create_organization(program: &str, data: &Path, url: &str, email: &str) {
    let mut command = Command::new(program);
    command.env("IMPORTOPS_DATA_DIR", data).env("IMPORTOPS_DATABASE_URL", url).env("IMPORTOPS_LOG", "error");
    command.args(["org", "create", "--name", "Harbour Imports", "--country", "DE", "--admin-name", "Alex Weber"]);
    command.args(["--admin-email", email]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut process = command.spawn().expect("the operator's command");
    process.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
    assert!(process.wait().expect("its end").success(), "an organisation");
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
