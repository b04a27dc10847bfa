//! A mail server (contract/mailbox.py), and what it took.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde::Deserialize;

/// How long a mail that was sent may take to be written down.
const SOON: Duration = Duration::from_secs(30);

/// A mail as Python's parser reads it.
#[derive(Debug, Clone, Deserialize)]
pub struct Received {
    /// Tells the connection from others.
    pub connection: u16,
    pub signed_in: bool,
    pub to: Vec<String>,
    pub from: String,
    pub headers: Vec<(String, String)>,
    pub defects: Vec<String>,
    pub parts: Vec<Part>,
    pub longest_line: usize,
    pub is_ascii: bool,
}

/// A part of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Part {
    #[serde(rename = "type")]
    pub media_type: String,
    pub content: serde_json::Value,
}

impl Received {
    /// A header; there may be one of its name.
    pub fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value);
        assert!(found.next().is_none(), "{name} is there twice");
        value
    }

    /// The text of the part of a media type.
    pub fn part(&self, media_type: &str) -> &str {
        let part = self.parts.iter().find(|part| part.media_type == media_type);
        part.and_then(|part| part.content.as_str()).unwrap_or_else(|| panic!("no {media_type}: {self:?}"))
    }

    /// As plain text.
    pub fn text(&self) -> &str {
        self.part("text/plain")
    }

    /// The path of the URL in it that has this in it.
    pub fn path(&self, part: &str) -> String {
        let word = self.text().split_whitespace().find(|word| word.starts_with("http") && word.contains(part));
        let url = word.unwrap_or_else(|| panic!("no URL with {part}: {}", self.text()));
        url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap()
    }
}

/// A mail server, stopped when the test ends.
pub struct Mailbox {
    child: Child,
    /// Where it listens.
    pub port: u16,
    mails: Receiver<Option<Received>>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Mailbox {
    /// One that takes mails as they come.
    pub fn open() -> Self {
        Self::with(&[])
    }

    /// One that is told more.
    pub fn with(arguments: &[&str]) -> Self {
        let programs = std::env::var_os("IMPORTOPS_TEST_MAIL").map(PathBuf::from);
        let programs = programs.expect("IMPORTOPS_TEST_MAIL names aiosmtpd: run the tests by `cargo xtask test`");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract/mailbox.py");
        let mut command = Command::new(programs.join("python"));
        command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().trim().parse().unwrap();
        let (sender, mails) = channel();
        std::thread::spawn(move || read(lines, &sender));
        Self { child, port, mails }
    }

    /// The settings that lead to it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next mail that it took.
    pub fn next(&self) -> Received {
        self.mails.recv_timeout(SOON).expect("no mail came").expect("a mail")
    }

    /// The mails that it has taken and nobody has looked at: they are written down before their sender is told, and so before the
    /// answer to a line that it is sent then.
    pub fn rest(&self) -> Vec<Received> {
        self.child.stdin.as_ref().unwrap().write_all(b"\n").unwrap();
        let answer = || self.mails.recv_timeout(SOON).expect("no answer came");
        std::iter::from_fn(answer).collect()
    }
}

fn read(lines: Lines<BufReader<ChildStdout>>, sender: &std::sync::mpsc::Sender<Option<Received>>) {
    for line in lines.map_while(Result::ok) {
        let received = serde_json::from_str(&line).expect("a mail as JSON, or null");
        if sender.send(received).is_err() {
            return;
        }
    }
}
