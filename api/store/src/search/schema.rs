//! The tables of texts. The engines have no common language for an index of texts, so this is no migration; it does nothing where
//! they are there already.

use sqlx::SqlitePool;
use sqlx::postgres::PgConnection;

/// A row of `vehicle_grams` is one of `vehicle_searches` with its number. It holds no text, since what it finds is compared with the
/// text in `vehicle_searches`.
const SQLITE: &str = "
    CREATE TABLE IF NOT EXISTS vehicle_searches (
        number INTEGER PRIMARY KEY,
        vehicle_id TEXT NOT NULL UNIQUE REFERENCES vehicles (id),
        organization_id TEXT NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS vehicle_searches_organization ON vehicle_searches (organization_id);
    CREATE VIRTUAL TABLE IF NOT EXISTS vehicle_grams USING fts5(
        grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
    );";

/// Ids have the collation of all ids (`postgres::schema`): with one of their own, no index would serve a join, not even where both
/// compare by bytes. New entries of the index wait in a list, which every search reads: it is kept short.
const POSTGRES: &str = "
    CREATE TABLE IF NOT EXISTS vehicle_searches (
        vehicle_id TEXT NOT NULL PRIMARY KEY REFERENCES vehicles (id),
        organization_id TEXT NOT NULL,
        text TEXT COLLATE \"C\" NOT NULL,
        grams INT[] NOT NULL
    );
    CREATE INDEX IF NOT EXISTS vehicle_searches_organization ON vehicle_searches (organization_id);
    CREATE INDEX IF NOT EXISTS vehicle_searches_grams ON vehicle_searches USING gin (grams)
        WITH (gin_pending_list_limit = 128);
    CREATE INDEX IF NOT EXISTS vehicles_by_stock_number ON vehicles (
        organization_id, (CASE WHEN stock_number IS NULL THEN '' ELSE stock_number END COLLATE \"C\"), id
    ) WHERE deleted_at IS NULL;";

/// In the order of their bytes, which is every column's on SQLite.
const SQLITE_STOCK_NUMBERS: &str = "
    CREATE INDEX IF NOT EXISTS vehicles_by_stock_number ON vehicles (
        organization_id, (CASE WHEN stock_number IS NULL THEN '' ELSE stock_number END), id
    ) WHERE deleted_at IS NULL;";

/// Makes them on SQLite.
pub(crate) async fn make_in_sqlite(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    for statements in [SQLITE, SQLITE_STOCK_NUMBERS] {
        sqlx::raw_sql(statements).execute(writer).await?;
    }
    Ok(())
}

/// Makes them on PostgreSQL, in the transaction of an upgrade.
pub(crate) async fn make_in_postgres(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(POSTGRES).execute(connection).await.map(drop)
}
