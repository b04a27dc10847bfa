//! A program that importers run, and a member who lists vehicles.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use host::clock::Stopwatch;
use reqwest::Client;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";
const EMAIL: &str = "alex@bench.example";

/// A program with its data.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// Where it is.
    pub path: &'a str,
    /// Its data directory.
    pub data: &'a Path,
    /// Its database.
    pub database_url: &'a str,
}

impl Program<'_> {
    fn command(self) -> Command {
        let mut command = Command::new(self.path);
        command.env("IMPORTOPS_DATA_DIR", self.data).env("IMPORTOPS_DATABASE_URL", self.database_url);
        command.env("IMPORTOPS_LOG", "error").env("IMPORTOPS_REQUESTS_PER_MEMBER", "1000000");
        command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        command
    }

    /// Creates the organisation, which brings the schema up to date.
    pub fn create_organization(self) {
        let mut command = self.command();
        command.args(["org", "create", "--name", "Harbour Imports", "--country", "DE", "--admin-name", "Alex Weber"]);
        let mut process =
            command.args(["--admin-email", EMAIL]).stdin(Stdio::piped()).spawn().expect("the operator's command");
        process.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
        assert!(process.wait().expect("its end").success(), "an organisation");
    }

    /// Starts a server.
    pub fn serve(self) -> Server {
        let watch = Stopwatch::start();
        let mut process =
            self.command().args(["serve", "--json", "--listen", "127.0.0.1:0"]).spawn().expect("the server");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        let line: Value = serde_json::from_str(&line).expect("a line of JSON");
        let base = format!("{}/api/v1", line["listening"].as_str().expect("an address"));
        Server { base, started_in: watch.elapsed(), process }
    }
}

/// A server that runs.
pub struct Server {
    /// How long it took until it answered.
    pub started_in: Duration,
    base: String,
    process: Child,
}

impl Server {
    /// The member of the organisation.
    pub async fn sign_in(&self) -> Member {
        let tls = host::tls::client_config().expect("TLS");
        let client = Client::builder().tls_backend_preconfigured(tls).build().expect("a client");
        let credentials = json!({ "email": EMAIL, "password": PASSWORD }).to_string();
        let request = client.post(format!("{}/session", self.base)).header("content-type", "application/json");
        let answer = request.body(credentials).send().await.expect("an answer").text().await.expect("a body");
        let session: Value = serde_json::from_str(&answer).expect("JSON");
        let token = session["access_token"].as_str().expect("a token").to_owned();
        Member { base: self.base.clone(), client, token }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A member who is signed in.
pub struct Member {
    base: String,
    client: Client,
    token: String,
}

impl Member {
    /// Lists vehicles: how long it took, and how many there are, if the answer says so; none where it was refused.
    pub async fn list(&self, path: &str) -> Option<(Duration, Option<i64>)> {
        let watch = Stopwatch::start();
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        let took = watch.elapsed();
        if status.as_u16() == 422 {
            return None;
        }
        assert!(status.is_success(), "{status} {text}");
        let page: Value = serde_json::from_str(&text).expect("JSON");
        Some((took, page["total"].as_i64()))
    }
}
