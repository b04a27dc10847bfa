//! A PostgreSQL database for each test, copied from one that was migrated once.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use api::store::Store;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// Makes a migrated database and gives its URL.
pub async fn create() -> String {
    let template = TEMPLATE.get_or_init(make_template).await;
    let name = unique("test");
    // The server copies one database at a time; who meets another test asks again.
    loop {
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
        match execute(statement).await {
            Ok(()) => return url(&name),
            Err(error) if error.to_string().contains("is being accessed by other users") => {}
            Err(error) => panic!("{error}"),
        }
    }
}

async fn make_template() -> String {
    let name = unique("template");
    execute(format!("CREATE DATABASE {name}")).await.unwrap();
    let store = Store::open(&url(&name)).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    name
}

async fn execute(statement: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(&admin_url()).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}

fn admin_url() -> String {
    std::env::var("IMPORTOPS_TEST_POSTGRES_URL").expect(
        "IMPORTOPS_TEST_POSTGRES_URL names a PostgreSQL server for the tests: `cargo xtask test` starts one and sets it",
    )
}

/// The same server and credentials, another database.
fn url(name: &str) -> String {
    let admin = admin_url();
    let (address, query) = admin.split_once('?').map_or((admin.as_str(), None), |(a, q)| (a, Some(q)));
    let authority_end = address.find("://").map_or(0, |at| at + 3);
    let path = address[authority_end..].find('/').map_or(address.len(), |at| authority_end + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &address[..path])
}

fn unique(kind: &str) -> String {
    let random: [u8; 8] = api::random::bytes();
    format!("importops_{kind}_{}", random.map(|byte| format!("{byte:02x}")).concat())
}
