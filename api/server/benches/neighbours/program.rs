//! The program that importers run, as it is released, and its members.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::Client;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

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
        command.env("IMPORTOPS_WEBHOOK_ALLOW", "127.0.0.0/8").env("IMPORTOPS_LOG", "error");
        command.env("IMPORTOPS_REQUESTS_PER_MEMBER", "1000000");
        command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        command
    }

    /// Creates an organisation with an admin.
    pub fn create_organization(self, email: &str) {
        let mut command = self.command();
        command.args(["org", "create", "--name", "Harbour Imports", "--country", "DE", "--admin-name", "Alex Weber"]);
        let mut process =
            command.args(["--admin-email", email]).stdin(Stdio::piped()).spawn().expect("the operator's command");
        process.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
        assert!(process.wait().expect("its end").success(), "an organisation");
    }

    /// Starts a server.
    pub fn serve(self) -> Server {
        let mut process =
            self.command().args(["serve", "--json", "--listen", "127.0.0.1:0"]).spawn().expect("the server");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        let line: Value = serde_json::from_str(&line).expect("a line of JSON");
        Server { base: format!("{}/api/v1", line["listening"].as_str().expect("an address")), process }
    }
}

/// A server that runs.
pub struct Server {
    base: String,
    process: Child,
}

impl Server {
    /// A member of an organisation.
    pub async fn sign_in(&self, email: &str) -> Member {
        let tls = host::tls::client_config().expect("TLS");
        let client = Client::builder().tls_backend_preconfigured(tls).build().expect("a client");
        let member = Member { base: self.base.clone(), client, token: String::new() };
        let session = member.post("/session", json!({ "email": email, "password": PASSWORD })).await;
        Member { token: session["access_token"].as_str().expect("a token").to_owned(), ..member }
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
    async fn post(&self, path: &str, body: Value) -> Value {
        let mut request = self.client.post(format!("{}{path}", self.base)).header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Adds an endpoint for all events; gives its id.
    pub async fn listen(&self, url: &str) -> String {
        let made = self.post("/webhook-endpoints", json!({ "url": url })).await;
        made["webhook_endpoint"]["id"].as_str().expect("an id").to_owned()
    }

    /// Deletes an endpoint.
    pub async fn delete(&self, endpoint: &str) {
        let path = format!("{}/webhook-endpoints/{endpoint}", self.base);
        let answer = self.client.delete(path).bearer_auth(&self.token).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Creates a vehicle, which is one event; gives its id.
    pub async fn create_vehicle(&self) -> String {
        let made = self.post("/vehicles", json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" })).await;
        made["id"].as_str().expect("an id").to_owned()
    }
}
