//! An S3-compatible server of its own for one test: real requests, real signatures, files in a directory.

use std::path::{Path, PathBuf};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use pictures::blobs::{PhotoStore, Setting};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

const KEY: &str = "importops-tests";
const SECRET: &str = "a-secret-of-the-tests";

/// The server, and where its bucket is.
pub struct S3 {
    directory: TempDir,
    endpoint: String,
    _running: oneshot::Sender<()>,
}

impl S3 {
    /// Starts one with the bucket `photos`.
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("photos")).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(directory.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (running, stopped) = oneshot::channel::<()>();
        // In a thread of its own: a test that waits for a program to start blocks its own, and the program asks for the store.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            LocalSet::new().block_on(&runtime, async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::task::spawn_local(async move {
                    while let Ok((socket, _)) = listener.accept().await {
                        let service = service.clone();
                        tokio::task::spawn_local(async move {
                            let server = Builder::new(TokioExecutor::new());
                            // A client that goes away is no concern of the test.
                            let _ = server.serve_connection(TokioIo::new(socket), service).await;
                        });
                    }
                });
                // Until the test ends, however it ends.
                let _ = stopped.await;
            });
        });
        Self { directory, endpoint, _running: running }
    }

    /// What the operator would set, with this secret.
    pub fn store(&self, secret: Option<&str>) -> PhotoStore {
        let settings = self.settings(secret).into_iter().map(|(name, value)| (name, Setting(value)));
        PhotoStore::S3 { url: "s3://photos/importer/one".into(), settings: settings.collect() }
    }

    /// The same with somebody in between, who listens there.
    pub fn store_behind(&self, endpoint: &str) -> PhotoStore {
        let PhotoStore::S3 { url, mut settings } = self.store(None) else { unreachable!() };
        settings.retain(|(name, _)| name != "AWS_ENDPOINT");
        settings.push(("AWS_ENDPOINT".into(), Setting(endpoint.to_owned())));
        PhotoStore::S3 { url, settings }
    }

    /// Host and port where it listens.
    pub fn address(&self) -> &str {
        self.endpoint.strip_prefix("http://").unwrap()
    }

    /// The same as an environment has it.
    pub fn settings(&self, secret: Option<&str>) -> Vec<(String, String)> {
        let settings = [
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", secret.unwrap_or(SECRET)),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ENDPOINT", &self.endpoint),
        ];
        settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// The objects in the bucket below the prefix.
    pub fn objects(&self) -> PathBuf {
        Path::new(self.directory.path()).join("photos/importer/one")
    }
}
