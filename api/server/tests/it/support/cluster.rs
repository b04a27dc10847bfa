//! A PostgreSQL of one test's own, which may be killed, restarted, followed by a standby, promoted.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// The role of the servers: no superuser, so that row level security holds for it.
const ROLE: &str = "importops_tests";
/// How long a cluster may take to do what a test waits for.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// How the databases of a cluster compare text.
#[derive(Debug, Clone, Copy)]
pub enum Collation {
    /// By bytes.
    C,
    /// By the rules of English, as most installations do unless they are told otherwise.
    English,
    /// By those of Turkish, whose "I" is not the capital of "i".
    Turkish,
}

impl Collation {
    /// What `initdb` is told. Before PostgreSQL 15 it does not know ICU, so there the rules are glibc's: `LOCPATH` says where
    /// they are.
    fn arguments(self, version: u32) -> Vec<String> {
        let locale = match self {
            Self::C => return vec!["--no-locale".to_owned()],
            Self::English => "en-US",
            Self::Turkish => "tr-TR",
        };
        if version < 15 {
            return vec![format!("--locale={}.UTF-8", locale.replace('-', "_"))];
        }
        vec!["--locale=C.UTF-8".to_owned(), "--locale-provider=icu".to_owned(), format!("--icu-locale={locale}")]
    }
}

/// A server with its data in a directory of its own; stopped and removed with the test.
pub struct Cluster {
    directory: TempDir,
    port: u16,
}

impl Cluster {
    /// Starts one.
    pub fn start(collation: Collation) -> Self {
        let mut cluster = Self::prepare();
        let mut initdb = cluster.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        initdb.args(collation.arguments(version()));
        succeed(initdb.arg("-D").arg(cluster.data()));
        cluster.launch();
        cluster
    }

    /// A standby of it, which receives what is committed.
    pub fn standby(&self) -> Self {
        let mut standby = Self::prepare();
        let mut backup = standby.program("pg_basebackup");
        backup.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--username=postgres"]);
        backup.args(["--host=127.0.0.1", &format!("--port={}", self.port)]);
        succeed(backup.arg("-D").arg(standby.data()));
        standby.launch();
        standby
    }

    /// A standby that has every commit before that is acknowledged.
    pub async fn synchronous_standby(&self) -> Self {
        let standby = self.standby();
        self.run("ALTER SYSTEM SET synchronous_standby_names = '*'").await;
        self.run("SELECT pg_reload_conf()").await;
        self.until("SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')").await;
        standby
    }

    /// An empty database, and its URL for the servers' role.
    pub async fn database(&self) -> String {
        self.run(&format!(
            "DO $$ BEGIN CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS;
             EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        ))
        .await;
        let random: [u8; 8] = host::random::bytes();
        let name = format!("importops_{}", random.map(|byte| format!("{byte:02x}")).concat());
        self.run(&format!("CREATE DATABASE {name} OWNER {ROLE}")).await;
        format!("postgres://{ROLE}@{}/{name}", self.address())
    }

    /// Host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The directory of its configuration.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Runs a statement as a superuser.
    pub async fn run(&self, statement: &str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    }

    /// Waits until a statement says so, and meanwhile for the server to take connections.
    pub async fn until(&self, condition: &str) {
        let held = async {
            loop {
                if let Ok(mut connection) = PgConnection::connect(&self.superuser()).await {
                    let condition = AssertSqlSafe(condition.to_owned());
                    if sqlx::query_scalar::<_, bool>(condition).fetch_one(&mut connection).await.unwrap_or(false) {
                        return;
                    }
                }
            }
        };
        tokio::time::timeout(PATIENCE, held).await.expect(condition);
    }

    /// Kills a process of one of the servers' connections, as the system does that runs out of memory: all others end with
    /// it, and the server recovers.
    pub async fn kill_a_backend(&self) {
        let pids = "SELECT pid FROM pg_stat_activity WHERE usename = $1 LIMIT 1";
        let pid: Option<i32> =
            sqlx::query_scalar(pids).bind(ROLE).fetch_optional(&mut self.connect().await).await.unwrap();
        let Some(pid) = pid else { return };
        // It may have ended by itself meanwhile.
        let _ = Command::new("kill").args(["-s", "KILL", &pid.to_string()]).stderr(Stdio::null()).status().unwrap();
        self.until("SELECT NOT pg_is_in_recovery()").await;
    }

    /// Ends it as a crash of the machine's software does, and starts it again.
    pub fn crash_and_restart(&mut self) {
        self.crash();
        self.start_again();
    }

    /// Ends it as a crash does.
    pub fn crash(&self) {
        let mut pg_ctl = self.program("pg_ctl");
        succeed(pg_ctl.args(["stop", "--mode=immediate", "--silent", "-D"]).arg(self.data()));
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self) {
        assert!(self.try_launch(), "{}", self.log());
    }

    /// Makes a standby take writes, alone.
    pub async fn promote(&self) {
        succeed(self.program("pg_ctl").args(["promote", "--wait", "--silent", "-D"]).arg(self.data()));
        self.run("ALTER SYSTEM RESET synchronous_standby_names").await;
        self.run("SELECT pg_reload_conf()").await;
    }

    /// A program of PostgreSQL, as the user that may run it.
    pub fn program(&self, name: &str) -> Command {
        let mut command = as_postgres(binaries().join(name));
        command.current_dir(self.directory.path());
        command
    }

    fn prepare() -> Self {
        // Fails here, where it is told, rather than when the cluster is dropped.
        binaries();
        let directory = tempfile::Builder::new().prefix("importops-cluster-").tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
        give_to_postgres(directory.path());
        Self { directory, port: 0 }
    }

    /// Another process can take the free port before PostgreSQL does.
    fn launch(&mut self) {
        for _ in 0..5 {
            self.port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            if self.try_launch() {
                return;
            }
        }
        panic!("{}", self.log());
    }

    fn try_launch(&self) -> bool {
        let directory = self.directory.path().display();
        let options = format!(
            "-p {} -h 127.0.0.1 -k {directory} -c fsync=off -c max_connections=60 -c shared_buffers=16MB \
             -c max_wal_senders=4 -c wal_level=replica -c wal_retrieve_retry_interval=50ms",
            self.port
        );
        let mut pg_ctl = self.program("pg_ctl");
        pg_ctl.args(["start", "--wait", "--silent", "--options", &options]);
        pg_ctl.arg("--log").arg(self.directory.path().join("log")).arg("-D").arg(self.data());
        pg_ctl.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    fn superuser(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address())
    }

    async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.superuser()).await.unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut pg_ctl = self.program("pg_ctl");
        pg_ctl.args(["stop", "--mode=immediate", "--silent", "-D"]).arg(self.data());
        // A test may have stopped it.
        let _ = pg_ctl.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Hands a directory or a file to the user that PostgreSQL and its poolers run as: they refuse to run as root.
pub fn give_to_postgres(path: &Path) {
    if is_root() {
        chown(path, Some(id("-u")), Some(id("-g"))).unwrap();
    }
}

/// A program that refuses to run as root.
pub fn as_postgres(program: impl AsRef<OsStr>) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
    setpriv
}

fn is_root() -> bool {
    output_of(Command::new("id").arg("-u")) == "0"
}

fn id(flag: &str) -> u32 {
    output_of(Command::new("id").args([flag, "postgres"])).parse().unwrap()
}

/// Where the programs of PostgreSQL are: `cargo xtask test` found them when it started its own.
pub fn binaries() -> PathBuf {
    let told = std::env::var_os("IMPORTOPS_TEST_POSTGRES_BINARIES").map(PathBuf::from);
    told.expect(
        "IMPORTOPS_TEST_POSTGRES_BINARIES names the directory with initdb and pg_ctl: `cargo xtask test` sets it",
    )
}

/// The version of these programs: `initdb (PostgreSQL) 15.14`.
fn version() -> u32 {
    let text = output_of(as_postgres(binaries().join("initdb")).arg("--version"));
    let number =
        text.split_once("(PostgreSQL) ").and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next());
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

fn output_of(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap().trim().to_owned()
}

fn succeed(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
