//! The real binary, as its own process.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio};
use std::thread::JoinHandle;

use serde_json::Value;

use crate::support::exposition::Exposition;
use crate::support::{Caller, OPERATOR_TOKEN};

/// The admin's password.
pub const PASSWORD: &str = "log-canary-password-Zq7";
/// The admin's email address.
pub const EMAIL: &str = "log-canary@harbour.example";

/// A command of the program.
pub fn importops(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_importops"));
    command
        .env("IMPORTOPS_DATA_DIR", data_dir)
        .env("IMPORTOPS_OPERATOR_TOKEN", OPERATOR_TOKEN)
        .env_remove("IMPORTOPS_DATABASE_URL")
        .env_remove("IMPORTOPS_BASE_URL");
    command
}

/// A command of the program, which may have so many files open, and may raise that so far (prlimit is one of util-linux).
pub fn limited(data_dir: &Path, soft: u32, hard: u32) -> Command {
    let plain = importops(data_dir);
    let mut command = Command::new("prlimit");
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env_remove("IMPORTOPS_DATABASE_URL").env_remove("IMPORTOPS_BASE_URL");
    command.arg(format!("--nofile={soft}:{hard}")).arg(plain.get_program());
    command
}

/// Makes an organisation by the operator's command.
pub fn create_organization(data_dir: &Path, password: &str) -> Output {
    create_organization_with(data_dir, password, &[])
}

/// Makes one with settings in the environment of the command.
pub fn create_organization_with(data_dir: &Path, password: &str, settings: &[(&str, &str)]) -> Output {
    let mut child = importops(data_dir)
        .envs(settings.iter().copied())
        .args([
            "org",
            "create",
            "--json",
            "--name",
            "Harbour Imports",
            "--country",
            "DE",
            "--time-zone",
            "Europe/Berlin",
        ])
        .args(["--admin-name", "Alex Weber", "--admin-email", EMAIL])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its settings is gone before it reads.
    let _ = child.stdin.take().unwrap().write_all(password.as_bytes());
    child.wait_with_output().unwrap()
}

/// A server that is stopped when the test ends, however it ends.
pub struct Serving {
    child: Child,
    /// The log, while nobody reads it.
    errors: Option<ChildStderr>,
    /// Reads the log all the time.
    log: Option<JoinHandle<String>>,
    output: Option<JoinHandle<String>>,
    /// Where it listens.
    pub base: String,
    /// Where its metrics are, when it was told to have some.
    pub metrics: Option<String>,
}

impl Serving {
    /// Starts one.
    pub fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &[])
    }

    /// Starts one with settings in its environment.
    pub fn start_with(data_dir: &Path, settings: &[(&str, &str)]) -> Self {
        Self::start_logging(data_dir, settings, "debug")
    }

    /// Starts one that logs as much as that.
    pub fn start_logging(data_dir: &Path, settings: &[(&str, &str)], level: &str) -> Self {
        let mut command = importops(data_dir);
        command.envs(settings.iter().copied());
        Self::start_by(command, level)
    }

    /// Starts one of whose calls strace writes down these, with the bytes that are written, into a file.
    pub fn start_traced(data_dir: &Path, calls: &str, trace: &Path) -> Self {
        let plain = importops(data_dir);
        let mut command = Command::new("strace");
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env_remove("IMPORTOPS_DATABASE_URL").env_remove("IMPORTOPS_BASE_URL");
        // Detached, so that the process that was started is the server.
        command.args(["-D", "-f", "-y", "-xx", "-s", "262144", "-e"]).arg(format!("trace={calls}"));
        command.arg("-o").arg(trace).arg(plain.get_program());
        Self::start_by(command, "error")
    }

    /// Starts one that may have so many files open, and cannot raise that.
    pub fn start_limited(data_dir: &Path, files: u32) -> Self {
        let mut command = limited(data_dir, files, files);
        command.env("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0").env("IMPORTOPS_REQUESTS_PER_ADDRESS", "1000000");
        Self::start_by(command, "info")
    }

    fn start_by(command: Command, level: &str) -> Self {
        let mut serving = Self::start_unread(command, level);
        serving.read_log();
        serving
    }

    /// Starts one by a command, whose log nobody reads yet.
    pub fn start_unread(mut command: Command, level: &str) -> Self {
        let mut child = command
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--log", level])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = child.stderr.take();
        let (mut line, mut output) = (String::new(), BufReader::new(child.stdout.take().unwrap()));
        output.read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let output = std::thread::spawn(move || {
            let mut rest = String::new();
            output.read_to_string(&mut rest).unwrap();
            rest
        });
        let base = line["listening"].as_str().unwrap().to_owned();
        let metrics = line["metrics"].as_str().map(str::to_owned);
        Self { base, metrics, child, errors, log: None, output: Some(output) }
    }

    /// Reads the log from now on.
    pub fn read_log(&mut self) {
        let mut errors = self.errors.take().unwrap();
        self.log = Some(std::thread::spawn(move || {
            let mut log = Vec::new();
            errors.read_to_end(&mut log).unwrap();
            String::from_utf8_lossy(&log).into_owned()
        }));
    }

    /// Nobody will ever read the log: writing it fails.
    pub fn without_reader(mut self) -> Self {
        drop(self.errors.take());
        self
    }

    /// Its metrics.
    pub async fn metrics(&self) -> Exposition {
        let base = self.metrics.as_ref().unwrap().trim_end_matches("/metrics");
        Exposition::parse(&Caller::new(base, None).get("/metrics").await.expect(200).text())
    }

    /// The most memory that it took at any time, in kibibytes.
    #[cfg(target_os = "linux")]
    pub fn peak_memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Stops it and gives its whole log. Nothing else was printed after the first line.
    pub fn log(mut self) -> String {
        if self.child.try_wait().unwrap().is_none() {
            self.signal("INT");
            self.child.wait().unwrap();
        }
        assert_eq!(self.output.take().unwrap().join().unwrap(), "");
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
