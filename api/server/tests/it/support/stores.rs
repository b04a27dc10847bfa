//! Other people's S3-compatible stores as processes of one test: SeaweedFS and moto, which xtask installs (contract/stores.txt).

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use host::clock::Stopwatch;
use pictures::blobs::{PhotoStore, Setting};
use tempfile::TempDir;

const KEY: &str = "importops-tests";
const SECRET: &str = "a-secret-of-the-tests";

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SeaweedFS 4: checks credentials, keeps its files. It makes a missing bucket for an administrator, so this key is of none.
    SeaweedFs,
    /// moto: takes any credentials, keeps everything in memory.
    Moto,
}

/// A store, stopped when the test ends, however it ends.
pub struct Neighbour {
    kind: Kind,
    child: Child,
    directory: TempDir,
    /// Of the S3 interface, of the one where buckets are made, and of those that its parts talk to each other by.
    ports: Vec<u16>,
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Neighbour {
    /// Starts one, without a bucket.
    pub async fn start(kind: Kind) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let identities = format!(
            "{{\"identities\":[{{\"name\":\"importops\",\"credentials\":[{{\"accessKey\":\"{KEY}\",\"secretKey\":\"{SECRET}\"}}],\
             \"actions\":[\"Read\",\"Write\",\"List\"]}}]}}"
        );
        std::fs::write(directory.path().join("identities.json"), identities).unwrap();
        std::fs::create_dir(directory.path().join("files")).unwrap();
        // Held together, so that they differ.
        let held: Vec<_> = (0..8).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let ports: Vec<u16> = held.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        drop(held);
        let child = spawn(kind, &directory, &ports);
        let mut store = Self { kind, child, directory, ports };
        store.answers().await;
        store
    }

    /// Makes the bucket `photos`.
    pub fn make_bucket(&self) {
        let (port, request) = match self.kind {
            Kind::SeaweedFs => (self.ports[1], "POST /buckets/photos/"),
            Kind::Moto => (self.ports[0], "PUT /photos"),
        };
        // SeaweedFS answers before its parts have found each other.
        let watch = Stopwatch::start();
        loop {
            let head = ask(port, request).unwrap_or_default();
            if head.starts_with("HTTP/1.1 20") {
                return;
            }
            assert!(watch.elapsed() < Duration::from_secs(30), "{head}");
        }
    }

    /// What the operator would set.
    pub fn settings(&self, secret: Option<&str>) -> Vec<(String, String)> {
        let endpoint = format!("http://127.0.0.1:{}", self.ports[0]);
        [
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", secret.unwrap_or(SECRET)),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ENDPOINT", &endpoint),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// The same, as the server takes it.
    pub fn store(&self, secret: Option<&str>) -> PhotoStore {
        let settings = self.settings(secret).into_iter().map(|(name, value)| (name, Setting(value)));
        PhotoStore::S3 { url: "s3://photos/importer/one".into(), settings: settings.collect() }
    }

    /// It takes connections and answers nothing, until `CONT`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// It is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// It is back, on the same files.
    pub async fn restart(&mut self) {
        self.child = spawn(self.kind, &self.directory, &self.ports);
        self.answers().await;
    }

    async fn answers(&mut self) {
        while ask(self.ports[0], "GET /").is_none() {
            let ended = self.child.try_wait().unwrap();
            let log = || std::fs::read_to_string(self.directory.path().join("log")).unwrap();
            assert!(ended.is_none(), "{:?} ended: {}", self.kind, log());
            tokio::task::yield_now().await;
        }
    }
}

fn spawn(kind: Kind, directory: &TempDir, ports: &[u16]) -> Child {
    let programs = std::env::var_os("IMPORTOPS_TEST_STORES").map(PathBuf::from);
    let programs = programs.expect("IMPORTOPS_TEST_STORES names the stores: run the tests by `cargo xtask test`");
    let mut command = match kind {
        Kind::SeaweedFs => {
            let mut command = Command::new(programs.join("weed"));
            command.args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer=true", "-s3=true", "-volume.max=8"]);
            command
                .arg("-master.volumeSizeLimitMB=32")
                .arg(format!("-dir={}", directory.path().join("files").display()));
            command.arg(format!("-s3.config={}", directory.path().join("identities.json").display()));
            let names = [
                "s3.port",
                "filer.port",
                "master.port",
                "volume.port",
                "s3.port.grpc",
                "filer.port.grpc",
                "master.port.grpc",
                "volume.port.grpc",
            ];
            command.args(names.iter().zip(ports).map(|(name, port)| format!("-{name}={port}")));
            command
        }
        Kind::Moto => {
            let mut command = Command::new(programs.join("moto_server"));
            command.args(["-H", "127.0.0.1", "-p", &ports[0].to_string()]);
            command
        }
    };
    let log = File::create(directory.path().join("log")).unwrap();
    command.current_dir(directory.path()).stdin(Stdio::null());
    command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

/// The beginning of an answer; none while nobody answers.
fn ask(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let end = "HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{request} {end}").as_bytes()).ok()?;
    let mut head = [0; 64];
    let length = stream.read(&mut head).ok().filter(|length| *length > 0)?;
    Some(String::from_utf8_lossy(&head[..length]).into_owned())
}
