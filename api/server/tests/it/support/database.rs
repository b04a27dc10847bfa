//! A PostgreSQL database for each test, copied from one that was migrated once, and owned by a role that is no superuser:
//! row level security holds for the server of every test.

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::sync::OnceCell;

use store::Store;
use store::row_security::{EVERYTHING, SETTING};

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// The role of the servers.
const ROLE: &str = "importops_tests";

/// Makes a migrated database and gives its URL.
pub async fn create() -> String {
    let template = TEMPLATE.get_or_init(make_template).await;
    let name = unique("test");
    // The server copies one database at a time; who meets another test asks again.
    loop {
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE}");
        match execute(&admin_url(), statement).await {
            Ok(()) => return url(&name),
            Err(error) if error.to_string().contains("is being accessed by other users") => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// Makes an empty database, which nobody has migrated, and gives its URL.
pub async fn create_empty() -> String {
    TEMPLATE.get_or_init(make_template).await;
    let name = unique("empty");
    execute(&admin_url(), format!("CREATE DATABASE {name} OWNER {ROLE}")).await.unwrap();
    url(&name)
}

/// The same where all texts compare by their bytes unless something else is said.
pub async fn create_empty_by_bytes() -> String {
    TEMPLATE.get_or_init(make_template).await;
    let name = unique("bytes");
    let locale = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'";
    execute(&admin_url(), format!("CREATE DATABASE {name} {locale} OWNER {ROLE}")).await.unwrap();
    url(&name)
}

async fn make_template() -> String {
    make_role().await;
    let name = unique("template");
    execute(&admin_url(), format!("CREATE DATABASE {name} OWNER {ROLE}")).await.unwrap();
    let store = Store::open(&url(&name)).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    name
}

/// Other runs on the same server may make it at the same moment.
async fn make_role() {
    let password = password().map(|password| format!("PASSWORD '{password}'")).unwrap_or_default();
    let make = format!(
        "DO $$ BEGIN
           CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS {password};
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
         END $$"
    );
    execute(&admin_url(), make).await.unwrap();
}

/// Connections of the server's role that see everything, to look at what the server stored.
pub async fn everything(database_url: &str) -> PgPool {
    connect(PgConnectOptions::from_str(database_url).unwrap().options([(SETTING, EVERYTHING)])).await
}

/// Connections of the server's role on which nothing is set.
pub async fn unset(database_url: &str) -> PgPool {
    connect(PgConnectOptions::from_str(database_url).unwrap()).await
}

async fn connect(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap()
}

/// Changes a database as the server's role could not.
pub async fn tamper(database_url: &str, statement: &str) {
    let name = database_url.rsplit('/').next().unwrap().split('?').next().unwrap();
    execute(&as_role(&admin_url(), None, name), statement.to_owned()).await.unwrap();
}

async fn execute(url: &str, statement: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}

fn admin_url() -> String {
    std::env::var("IMPORTOPS_TEST_POSTGRES_URL").expect(
        "IMPORTOPS_TEST_POSTGRES_URL names a PostgreSQL server for the tests: `cargo xtask test` starts one and sets it",
    )
}

/// A database of the same server, for the role of the servers.
fn url(name: &str) -> String {
    as_role(&admin_url(), Some(ROLE), name)
}

/// The same server and password, another database, and another role if one is given.
fn as_role(admin: &str, role: Option<&str>, database: &str) -> String {
    let (address, query) = admin.split_once('?').map_or((admin, None), |(address, query)| (address, Some(query)));
    let (scheme, rest) = address.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    let (credentials, host) = authority.rsplit_once('@').unwrap_or(("postgres", authority));
    let credentials = match (role, credentials.split_once(':')) {
        (None, _) => credentials.to_owned(),
        (Some(role), None) => role.to_owned(),
        (Some(role), Some((_, password))) => format!("{role}:{password}"),
    };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{credentials}@{host}/{database}{query}")
}

/// The password in the URL of the tests' server, if it has one: made of letters and digits.
fn password() -> Option<String> {
    let admin = admin_url();
    let credentials = admin.split_once("://")?.1.rsplit_once('@')?.0;
    credentials.split_once(':').map(|(_, password)| password.to_owned())
}

fn unique(kind: &str) -> String {
    let random: [u8; 8] = host::random::bytes();
    format!("importops_{kind}_{}", random.map(|byte| format!("{byte:02x}")).concat())
}
