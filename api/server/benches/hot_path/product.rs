//! The product: the program that importers run, as it is released.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use host::clock::Stopwatch;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// `GET /api/v1/public/tracking/{slug}`
    Json,
    /// `GET /t/{slug}`
    Document,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Json, Self::Document];

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Document => "page",
        }
    }

    /// What stands before the slug.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Json => "/api/v1/public/tracking/",
            Self::Document => "/t/",
        }
    }
}

/// How it is started.
#[derive(Debug, Clone, Copy)]
pub struct Variant<'a> {
    /// The program.
    pub program: &'a str,
    /// Its name in the table.
    pub build: &'static str,
    /// The name of its engine in the table.
    pub engine: &'static str,
    /// Its data directory.
    pub data: &'a Path,
    /// Its database.
    pub database_url: &'a str,
    /// Room for what it keeps, in megabytes.
    pub cache_mb: u32,
    /// How much it logs: with `info` each request is a line, which goes to `/dev/null` here.
    pub log: &'static str,
}

/// Of each member.
pub const PASSWORD: &str = "correct horse battery staple";

/// Creates an organisation, and the schema where there is none.
pub fn create_organization(program: &str, data: &Path, url: &str, email: &str) {
    let mut command = Command::new(program);
    command.env("IMPORTOPS_DATA_DIR", data).env("IMPORTOPS_DATABASE_URL", url).env("IMPORTOPS_LOG", "error");
    command.args(["org", "create", "--name", "Harbour Imports", "--country", "DE", "--admin-name", "Alex Weber"]);
    command.args(["--admin-email", email]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut process = command.spawn().expect("the operator's command");
    process.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
    assert!(process.wait().expect("its end").success(), "an organisation");
}

/// A server that runs.
pub struct Product {
    /// `127.0.0.1:PORT`
    pub address: String,
    /// How long it took until it answered.
    pub started_in_ms: u128,
    process: Child,
}

impl Product {
    /// Starts it on a database that there is.
    pub fn start(Variant { program, data, database_url, cache_mb, log, .. }: Variant<'_>) -> Self {
        let watch = Stopwatch::start();
        let mut command = Command::new(program);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env("IMPORTOPS_DATA_DIR", data).env("IMPORTOPS_DATABASE_URL", database_url);
        command.env("IMPORTOPS_CACHE_MEGABYTES", cache_mb.to_string()).env("IMPORTOPS_LOG", log);
        // Everything comes from one address here.
        command.env("IMPORTOPS_REQUESTS_PER_ADDRESS", "60000000").env("IMPORTOPS_REQUESTS_PER_MEMBER", "60000000");
        let mut process = command.spawn().expect("the server");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        let started_in_ms = watch.elapsed().as_millis();
        let line: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
        let address = line["listening"].as_str().expect("an address").trim_start_matches("http://").to_owned();
        Self { address, started_in_ms, process }
    }

    /// What it answers in brotli; it has to be a page.
    pub fn body(&self, path: &str) -> Vec<u8> {
        self.get(path, "br")
    }

    /// What it answers in a content coding.
    pub fn get(&self, path: &str, coding: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {coding}\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("an end of the head");
        answer.split_off(end + 4)
    }

    /// What it has in memory.
    pub fn memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1000
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
