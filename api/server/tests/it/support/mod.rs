//! What every test needs: a server, organisations, callers.

pub mod answer;
pub mod certificates;
pub mod cluster;
pub mod contract;
pub mod database;
pub mod databases;
pub mod entity_tags;
pub mod exposition;
pub mod faults;
pub mod full;
pub mod mailbox;
pub mod nginx;
pub mod options;
pub mod patroni;
pub mod people;
pub mod pgbouncer;
pub mod pgpool;
pub mod pictures;
pub mod program;
pub mod proxies;
pub mod public_operations;
pub mod random;
pub mod receiver;
pub mod relay;
pub mod s3;
pub mod stores;

use std::path::{Path, PathBuf};

use ::pictures::HeicDecoder;
use actix_web::dev::ServerHandle;
use host::clock::Clock;
use server::app::App;
use server::app::listen;
use server::config::{Config, Settings};
use shared::time::Timestamp;
use store::Store;
use tempfile::TempDir;

pub use answer::{Answer, Caller};
pub use people::Organization;

/// The operator's credential in tests.
pub const OPERATOR_TOKEN: &str = "operator-token-of-the-tests-0123456789abcdef";

/// The instant at which the clock of every test stands at first.
pub const NOW: &str = "2026-05-01T10:00:00Z";

/// A test on both engines: `both_engines!(name)` beside `async fn name(app: TestApp)`.
macro_rules! both_engines {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[actix_web::test]
            async fn sqlite() {
                Box::pin(super::$name($crate::support::TestApp::sqlite().await)).await;
            }

            #[actix_web::test]
            async fn postgres() {
                Box::pin(super::$name($crate::support::TestApp::postgres().await)).await;
            }
        }
    )+ };
}
pub(crate) use both_engines;

/// The same for a test that no commit waits for.
macro_rules! both_engines_nightly {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[actix_web::test]
            #[ignore = "cargo xtask nightly runs it"]
            async fn sqlite() {
                Box::pin(super::$name($crate::support::TestApp::sqlite().await)).await;
            }

            #[actix_web::test]
            #[ignore = "cargo xtask nightly runs it"]
            async fn postgres() {
                Box::pin(super::$name($crate::support::TestApp::postgres().await)).await;
            }
        }
    )+ };
}
pub(crate) use both_engines_nightly;

/// A server that runs for one test.
pub struct TestApp {
    /// Where it listens.
    pub base: String,
    /// Its clock, standing still until a test moves it.
    pub clock: Clock,
    /// Its parts, to look at what it stored.
    pub app: App,
    /// Removed with the test.
    directory: TempDir,
    database_url: String,
}

impl TestApp {
    /// On SQLite in a directory of its own.
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database_url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
        Self::start(directory, database_url, Clock::stopped_at(instant(NOW))).await
    }

    /// On PostgreSQL in a database of its own.
    pub async fn postgres() -> Self {
        Self::start(tempfile::tempdir().unwrap(), database::create().await, Clock::stopped_at(instant(NOW))).await
    }

    /// On a database that a test made.
    pub async fn on(database_url: &str) -> Self {
        Self::start(tempfile::tempdir().unwrap(), database_url.to_owned(), Clock::stopped_at(instant(NOW))).await
    }

    async fn start(directory: TempDir, database_url: String, clock: Clock) -> Self {
        let (base, app, _) = serve(directory.path().to_owned(), &database_url, clock.clone()).await;
        Self { base, clock, app, directory, database_url }
    }

    /// A second server process in all but name: own connections and workers, the same database and keys.
    pub async fn second_node(&self) -> (String, ServerHandle) {
        let (base, _, handle) = serve(self.directory.path().to_owned(), &self.database_url, self.clock.clone()).await;
        (base, handle)
    }

    /// The parts of a second server on the same database, which does not listen.
    pub async fn other_parts(&self) -> App {
        serve(self.directory.path().to_owned(), &self.database_url, self.clock.clone()).await.1
    }

    /// Another server on the same database and files, with other settings.
    pub async fn third_node(&self, config: Config) -> String {
        self.third_app(config).await.0
    }

    /// The same, and its parts.
    pub async fn third_app(&self, mut config: Config) -> (String, App) {
        config.listen = "127.0.0.1:0".parse().unwrap();
        let (base, app, _) = serve_with(config, self.clock.clone()).await;
        (base, app)
    }

    /// Where database and keys are.
    pub fn directory(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    /// Suspends all links, as the operator's command does after a database was put back.
    pub fn suspend_links(&self) {
        let mut command = program::importops(self.directory.path());
        let command = command.env("IMPORTOPS_DATABASE_URL", &self.database_url).args(["restore", "--in-place"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The database, as the server's role opens it.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Whether this test runs on SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.database_url.starts_with("sqlite:")
    }

    /// Changes the database behind the server's back.
    pub async fn execute(&self, statements: &str) {
        self.try_execute(statements).await.unwrap();
    }

    /// The same for what the database may refuse.
    pub async fn try_execute(&self, statements: &str) -> Result<(), sqlx::Error> {
        let statements = sqlx::raw_sql(sqlx::AssertSqlSafe(statements.to_owned()));
        match &self.app.store {
            Store::Sqlite { writer, .. } => statements.execute(writer).await.map(drop),
            Store::Postgres(_) => {
                let pool = database::everything(&self.database_url).await;
                statements.execute(&pool).await.map(drop)
            }
        }
    }

    /// The one number that a statement asks for.
    pub async fn number(&self, statement: &str) -> i64 {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.app.store {
            Store::Sqlite { readers, .. } => sqlx::query_scalar(statement).fetch_one(readers).await.unwrap(),
            Store::Postgres(_) => {
                let pool = database::everything(&self.database_url).await;
                sqlx::query_scalar(statement).fetch_one(&pool).await.unwrap()
            }
        }
    }

    /// A command of the program with the settings of this server.
    pub fn command(&self) -> std::process::Command {
        let mut command = program::importops(self.directory.path());
        command.env("IMPORTOPS_DATABASE_URL", &self.database_url);
        command
    }

    /// Moves the clock to an instant.
    pub fn move_to(&self, text: &str) {
        self.clock.advance_ms(instant(text).unix_ms() - self.clock.now().unix_ms());
    }

    /// Everything that the database holds, as it holds it.
    pub async fn dump(&self) -> String {
        match &self.app.store {
            Store::Sqlite { .. } => {
                let files = files_below(&self.directory()).into_iter();
                let files = files.filter(|path| path.to_string_lossy().contains("test.sqlite"));
                files.map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()).collect()
            }
            Store::Postgres(_) => {
                let pool = &database::everything(&self.database_url).await;
                let names = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
                let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(pool).await.unwrap();
                let mut dump = String::new();
                for table in tables {
                    let rows = format!("SELECT COALESCE(string_agg(t::text, ' '), '') FROM \"{table}\" t");
                    dump += &sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(rows)).fetch_one(pool).await.unwrap();
                }
                dump
            }
        }
    }

    /// A caller without a credential.
    pub fn anonymous(&self) -> Caller {
        Caller::new(&self.base, None)
    }

    /// The billing system.
    pub fn operator(&self) -> Caller {
        Caller::new(&self.base, Some(OPERATOR_TOKEN.to_owned()))
    }

    /// A new organisation with an admin, an editor and a viewer.
    pub async fn organization(&self) -> Organization {
        people::create(self).await
    }

    /// The same organisation's people, signed in again at the present instant.
    pub async fn second_session(&self, organization: &Organization) -> Organization {
        people::sign_in_again(self, organization).await
    }
}

async fn serve(data_dir: PathBuf, database_url: &str, clock: Clock) -> (String, App, ServerHandle) {
    let settings = Settings {
        listen: Some("127.0.0.1:0".into()),
        data_dir: Some(data_dir),
        database_url: Some(database_url.to_owned()),
        operator_token: Some(OPERATOR_TOKEN.into()),
        webhook_allow: Some("127.0.0.0/8".into()),
        // All tests come from one address, and their clock stands still. Tests of the limits set their own.
        requests_per_key: Some(1_000_000),
        requests_per_member: Some(1_000_000),
        requests_per_address: Some(1_000_000),
        sign_ins_per_address: Some(1_000_000),
        ..Settings::default()
    };
    let mut config: Config = settings.check().unwrap();
    // The tests are another program.
    config.heic = HeicDecoder::of_program(env!("CARGO_BIN_EXE_importops").into());
    // Both nodes of a test build the same URLs.
    config.base_url = "http://127.0.0.1:8080".into();
    serve_with(config, clock).await
}

async fn serve_with(config: Config, clock: Clock) -> (String, App, ServerHandle) {
    let listening = listen(config, clock).await.unwrap();
    let (base, app) = (format!("http://{}", listening.address), listening.app.clone());
    let server = listening.serve(Some(2)).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (base, app, handle)
}

/// An instant from RFC 3339.
pub fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Every file below a directory.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
