//! Pgpool-II, as Debian has it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::cluster::{Cluster, PATIENCE, as_postgres, give_to_postgres};

/// A pooler that may choose a server for each statement.
pub struct Pgpool {
    process: Child,
    port: u16,
    _directory: TempDir,
}

impl Pgpool {
    /// Starts one before these servers, the primary first. By default it spreads reads.
    pub async fn start(clusters: [&Cluster; 2], spreads_reads: bool) -> Self {
        let directory = tempfile::Builder::new().prefix("importops-pgpool-").tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
        give_to_postgres(directory.path());
        for _ in 0..5 {
            // Another process can take the free ports first.
            let [port, control] = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).unwrap());
            let [port, control] = [port, control].map(|listener| listener.local_addr().unwrap().port());
            let mut process =
                launch(directory.path(), &settings(clusters, spreads_reads, directory.path(), [port, control]));
            let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
            let answers = async {
                while process.try_wait().unwrap().is_none() {
                    if PgConnection::connect(&url).await.is_ok() {
                        return true;
                    }
                }
                false
            };
            if tokio::time::timeout(PATIENCE, answers).await.unwrap_or(false) {
                return Self { process, port, _directory: directory };
            }
            let _ = process.kill();
        }
        panic!("Pgpool-II did not start: {}", fs::read_to_string(directory.path().join("log")).unwrap_or_default());
    }

    /// The URL of a database, through it.
    pub fn url(&self, primary: &Cluster, database_url: &str) -> String {
        database_url.replace(&primary.address(), &format!("127.0.0.1:{}", self.port))
    }
}

impl Drop for Pgpool {
    fn drop(&mut self) {
        // Its children end with it only when it is asked to.
        let _ = Command::new("kill").args(["-s", "INT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

fn settings(clusters: [&Cluster; 2], spreads_reads: bool, directory: &Path, [port, control]: [u16; 2]) -> String {
    let place = directory.display();
    let spreads_reads = if spreads_reads { "on" } else { "off" };
    let backends = clusters.iter().enumerate().map(|(number, cluster)| {
        let address = cluster.address();
        let (host, port) = address.split_once(':').unwrap();
        format!(
            "backend_hostname{number} = '{host}'\nbackend_port{number} = {port}\nbackend_weight{number} = 1\n\
             backend_data_directory{number} = '{}'\n",
            cluster.data().display()
        )
    });
    let backends: String = backends.collect();
    format!(
        "{backends}load_balance_mode = {spreads_reads}\nbackend_clustering_mode = 'streaming_replication'\nlisten_addresses = '127.0.0.1'\nport = {port}\n\
         socket_dir = '{place}'\npcp_port = {control}\npcp_socket_dir = '{place}'\n\
         wd_ipc_socket_dir = '{place}'\nlogdir = '{place}'\npid_file_name = '{place}/pid'\nsr_check_user = 'postgres'\n\
         sr_check_database = 'postgres'\nnum_init_children = 40\n"
    )
}

fn launch(directory: &Path, settings: &str) -> Child {
    let [file, control, clients] = ["pgpool.conf", "pcp.conf", "pool_hba.conf"].map(|name| directory.join(name));
    for (path, text) in [(&file, settings), (&control, ""), (&clients, "")] {
        fs::write(path, text).unwrap();
        give_to_postgres(path);
    }
    let mut command = as_postgres("/usr/sbin/pgpool");
    command.arg("-n").arg("-f").arg(&file).arg("-F").arg(&control).arg("-a").arg(&clients);
    let log = fs::File::create(directory.join("log")).unwrap();
    command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}
