//! Many deliveries that are due, made from one that was made.

use host::clock::Clock;
use host::random;
use shared::ids::WebhookDeliveryId;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::{Db, Store};

const A_STATEMENT: usize = 500;

/// A new database on a PostgreSQL server.
pub async fn database(server: &str) -> String {
    let name = format!("bench_{}", u32::from_be_bytes(random::bytes()));
    let mut connection = PgConnection::connect(server).await.expect("PostgreSQL");
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
    format!("{}/{name}", server.rsplit_once('/').expect("a URL that names a database").0)
}

/// Makes the one delivery of a database due so often again, each under an id of its own.
pub async fn repeat(database_url: &str, deliveries: usize) {
    let store = Store::open(database_url).await.expect("a database");
    let now = Clock::system().now();
    let ids: Vec<_> =
        (0..deliveries).map(|_| format!("('{}')", WebhookDeliveryId::from_u128(random::id(now)).as_str())).collect();
    let mut transaction = store.begin_across().await.expect("a transaction");
    for some in ids.chunks(A_STATEMENT) {
        let ids = some.join(", ");
        let statement = AssertSqlSafe(format!(
            "WITH ids (id) AS (VALUES {ids}), one AS (SELECT * FROM deliveries LIMIT 1)
             INSERT INTO deliveries (
                id, organization_id, event_id, channel, endpoint_id, body, state, tries, next_attempt_at, created_at
             )
             SELECT ids.id, organization_id, event_id, channel, endpoint_id, body, 'pending', 0, created_at, created_at
             FROM ids CROSS JOIN one"
        ));
        match transaction.db() {
            Db::Sqlite(connection) => drop(sqlx::raw_sql(statement).execute(connection).await.expect("deliveries")),
            Db::Postgres(session) => drop(sqlx::raw_sql(statement).execute(session).await.expect("deliveries")),
        }
    }
    transaction.commit().await.expect("a commit");
    store.close().await;
}
