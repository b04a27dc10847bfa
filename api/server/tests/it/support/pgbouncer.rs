//! PgBouncer, as Debian has it, in front of a cluster.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::cluster::{Cluster, as_postgres, give_to_postgres};

/// How it gives out connections.
#[derive(Debug, Clone, Copy)]
pub enum Pooling {
    /// One for as long as a client is connected.
    Session,
    /// One for a transaction.
    Transaction,
}

/// A pooler with its default settings, but for these.
pub struct PgBouncer {
    process: Child,
    port: u16,
    pooling: Pooling,
    connections: usize,
    directory: TempDir,
}

impl PgBouncer {
    /// Starts one.
    pub fn start(cluster: &Cluster, pooling: Pooling, connections: usize) -> Self {
        let directory = tempfile::Builder::new().prefix("importops-pgbouncer-").tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
        for _ in 0..5 {
            // Another process can take the free port first.
            let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            let mut process = launch(directory.path(), port, &settings(cluster, pooling, connections, port));
            while process.try_wait().unwrap().is_none() {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return Self { process, port, pooling, connections, directory };
                }
            }
        }
        panic!("PgBouncer did not start");
    }

    /// Sends what comes from now on to another cluster, as its operator does after a failover.
    pub fn point_at(&self, cluster: &Cluster) {
        let settings = settings(cluster, self.pooling, self.connections, self.port);
        fs::write(self.directory.path().join(format!("{}.ini", self.port)), settings).unwrap();
        let told = Command::new("kill").args(["-s", "HUP", &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// The URL of a database of the cluster, through it.
    pub fn url(&self, cluster: &Cluster, database_url: &str) -> String {
        database_url.replace(&cluster.address(), &format!("127.0.0.1:{}", self.port))
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings(cluster: &Cluster, pooling: Pooling, connections: usize, port: u16) -> String {
    let mode = match pooling {
        Pooling::Session => "session",
        Pooling::Transaction => "transaction",
    };
    let (host, server_port) = cluster.address().split_once(':').map(|(h, p)| (h.to_owned(), p.to_owned())).unwrap();
    format!(
        "[databases]\n* = host={host} port={server_port} user=importops_tests\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {connections}\n\
         max_client_conn = 200\n"
    )
}

fn launch(directory: &Path, port: u16, settings: &str) -> Child {
    let file = directory.join(format!("{port}.ini"));
    fs::write(&file, settings).unwrap();
    give_to_postgres(directory);
    give_to_postgres(&file);
    // Debian keeps servers where only root's PATH leads.
    let mut command = as_postgres("/usr/sbin/pgbouncer");
    command.arg("--quiet").arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}
