//! Patroni with etcd, as Debian has them: two PostgreSQL servers, of which one takes over from the other by itself.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use super::cluster::{PATIENCE, as_postgres, binaries, give_to_postgres};

/// The role of the servers: no superuser, so that row level security holds for it.
const ROLE: &str = "importops_tests";

/// Both servers, and the store in which they agree who leads.
pub struct Patroni {
    etcd: Child,
    nodes: [Node; 2],
    directory: TempDir,
    etcd_port: u16,
}

/// One of the servers.
struct Node {
    name: &'static str,
    port: u16,
    api_port: u16,
    process: Option<Child>,
}

impl Patroni {
    /// Starts them, and waits until the one follows the other commit by commit.
    pub async fn start() -> Self {
        let directory = tempfile::Builder::new().prefix("importops-patroni-").tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
        give_to_postgres(directory.path());
        let [etcd_port, peer_port] = free_ports();
        let nodes = ["one", "two"].map(|name| {
            let [port, api_port] = free_ports();
            Node { name, port, api_port, process: None }
        });
        let etcd = start_etcd(directory.path(), etcd_port, peer_port);
        let mut patroni = Self { etcd, nodes, directory, etcd_port };
        for index in [0, 1] {
            patroni.start_node(index);
        }
        patroni.until_synchronous().await;
        patroni
    }

    /// An empty database; its URL names both servers.
    pub async fn database(&self) -> String {
        let leader = self.leader().await;
        let mut connection = self.connect(leader).await.unwrap();
        for statement in [
            format!("CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS"),
            format!("CREATE DATABASE importops OWNER {ROLE}"),
        ] {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
        let [one, two] = [0, 1].map(|index| format!("127.0.0.1:{}", self.nodes[index].port));
        format!("postgres://{ROLE}@{one},{two}/importops?target_session_attrs=read-write")
    }

    /// Which of the two takes writes.
    pub async fn leader(&self) -> usize {
        let found = async {
            loop {
                for index in [0, 1] {
                    if self.says(index, "SELECT NOT pg_is_in_recovery()").await {
                        return index;
                    }
                }
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("one of the two takes writes")
    }

    /// Hands over as an operator does for maintenance.
    pub fn switch_over(&self, from: usize) {
        let names = [from, 1 - from].map(|index| self.nodes[index].name);
        let body = format!(r#"{{"leader":"{}","candidate":"{}"}}"#, names[0], names[1]);
        let address = format!("http://127.0.0.1:{}/switchover", self.nodes[from].api_port);
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--json", &body, &address]);
        let output = curl.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// Kills a server with its Patroni, as a machine does that loses its power.
    pub fn kill(&mut self, index: usize) {
        let node = &mut self.nodes[index];
        let pid_file = self.directory.path().join(node.name).join("data/postmaster.pid");
        let postmaster = fs::read_to_string(pid_file).unwrap_or_default().lines().next().map(str::to_owned);
        if let Some(mut patroni) = node.process.take() {
            patroni.kill().unwrap();
            patroni.wait().unwrap();
        }
        // The postmaster leads a group of its own, with all its children.
        if let Some(postmaster) = postmaster {
            signal(&postmaster);
            signal(&format!("-{postmaster}"));
        }
    }

    /// Starts one that was killed.
    pub fn start_node(&mut self, index: usize) {
        let Node { name, port, api_port, .. } = self.nodes[index];
        let directory = self.directory.path();
        let home = directory.join(name);
        if !home.exists() {
            fs::create_dir(&home).unwrap();
            give_to_postgres(&home);
        }
        let settings = settings(directory, name, self.etcd_port, port, api_port);
        let file = directory.join(format!("{name}.yml"));
        fs::write(&file, settings).unwrap();
        give_to_postgres(&file);
        let log = fs::File::options().create(true).append(true).open(directory.join(format!("{name}.log"))).unwrap();
        let mut patroni = as_postgres("/usr/bin/patroni");
        patroni.arg(file).current_dir(directory).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.nodes[index].process = Some(patroni.spawn().unwrap());
    }

    /// Waits until every commit waits for both, and the store names the one that may take over: PostgreSQL knows it earlier
    /// than Patroni, which would promote nobody.
    pub async fn until_synchronous(&self) {
        let condition = "SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')";
        let held = async {
            while !self.names_a_successor() || !(self.says(0, condition).await || self.says(1, condition).await) {
                tokio::task::yield_now().await;
            }
        };
        let logs = || ["one", "two"].map(|name| fs::read_to_string(self.directory.path().join(format!("{name}.log"))));
        tokio::time::timeout(PATIENCE, held).await.unwrap_or_else(|_| panic!("nobody follows: {:?}", logs()));
    }

    /// Whether both are there for Patroni, the one as a synchronous standby.
    fn names_a_successor(&self) -> bool {
        let address = format!("http://127.0.0.1:{}/cluster", self.nodes[0].api_port);
        let output = Command::new("curl").args(["--silent", &address]).stdin(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).contains("\"sync_standby\"")
    }

    async fn says(&self, index: usize, condition: &str) -> bool {
        let Ok(mut connection) = self.connect(index).await else { return false };
        sqlx::query_scalar(AssertSqlSafe(condition.to_owned())).fetch_one(&mut connection).await.unwrap_or(false)
    }

    async fn connect(&self, index: usize) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect(&format!("postgres://postgres@127.0.0.1:{}/postgres", self.nodes[index].port)).await
    }
}

impl Drop for Patroni {
    fn drop(&mut self) {
        for index in [0, 1] {
            self.kill(index);
        }
        let _ = self.etcd.kill();
        let _ = self.etcd.wait();
    }
}

fn signal(process: &str) {
    let _ = Command::new("kill").args(["-s", "KILL", "--", process]).stderr(Stdio::null()).status().unwrap();
}

fn free_ports() -> [u16; 2] {
    let held = [0, 1].map(|_| TcpListener::bind(("127.0.0.1", 0)).unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

fn start_etcd(directory: &Path, port: u16, peer_port: u16) -> Child {
    let [clients, peers] = [port, peer_port].map(|port| format!("http://127.0.0.1:{port}"));
    let mut etcd = Command::new("etcd");
    etcd.args(["--name=tests", "--listen-client-urls", &clients, "--advertise-client-urls", &clients]);
    etcd.args(["--listen-peer-urls", &peers, "--initial-advertise-peer-urls", &peers]);
    etcd.args(["--initial-cluster", &format!("tests={peers}"), "--data-dir"]).arg(directory.join("etcd"));
    // A signal to the tests' terminal ends it with the test, not before.
    etcd.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// As Patroni's own examples, but for faster decisions, a commit that waits for the standby, and a lost primary that comes back
/// as a standby whatever it had written alone.
fn settings(directory: &Path, name: &str, etcd_port: u16, port: u16, api_port: u16) -> String {
    let (directory, binaries) = (directory.display(), binaries().display().to_string());
    format!(
        "scope: importops\nname: {name}\n\
         restapi: {{listen: '127.0.0.1:{api_port}', connect_address: '127.0.0.1:{api_port}'}}\n\
         etcd3: {{host: '127.0.0.1:{etcd_port}'}}\n\
         bootstrap:\n  dcs:\n    ttl: 20\n    loop_wait: 1\n    retry_timeout: 5\n    synchronous_mode: true\n    \
         postgresql:\n      use_pg_rewind: true\n      \
         parameters: {{fsync: 'off', max_connections: 60, shared_buffers: 16MB}}\n  \
         initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, no-sync]\n\
         postgresql:\n  listen: 127.0.0.1:{port}\n  connect_address: 127.0.0.1:{port}\n  data_dir: {directory}/{name}/data\n  \
         remove_data_directory_on_rewind_failure: true\n  remove_data_directory_on_diverged_timelines: true\n  \
         bin_dir: {binaries}\n  pgpass: {directory}/{name}/pgpass\n  authentication:\n    \
         superuser: {{username: postgres, password: of-the-tests}}\n    \
         replication: {{username: replicator, password: of-the-tests}}\n  \
         parameters: {{unix_socket_directories: '{directory}/{name}'}}\n  \
         pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust', 'local all all trust']\n"
    )
}
