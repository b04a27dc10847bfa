//! The journal in PostgreSQL. Transactions commit in any order, so an entry carries the number of its transaction, and what is
//! new is what a snapshot sees and an older one does not (PostgreSQL's documentation, section 9.27.8).

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use super::changed::{AT_A_TIME, Changed, owner, together};
use super::depends::DEPENDS;
use super::fingerprint::fingerprint;
use crate::AcrossReader;
use crate::error::Error;
use crate::{on, row_security};

/// Entries without an organisation stand for everything. What a dump brought from another server has numbers that are still to come
/// here: it is deleted.
const JOURNAL: &str = "
    CREATE TABLE IF NOT EXISTS page_changes (
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        organization_id TEXT,
        vehicle_id TEXT
    );
    CREATE INDEX IF NOT EXISTS page_changes_transaction ON page_changes (transaction_id);
    DELETE FROM page_changes WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
        AND transaction_id <> pg_current_xact_id()";

const EVERYTHING: &str = "INSERT INTO page_changes (organization_id, vehicle_id) VALUES (NULL, NULL)";

const COLUMNS: &str = "SELECT CAST(attname AS TEXT) FROM pg_attribute
    WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const TRIGGERS: &str = "SELECT CAST(tgname AS TEXT), tgenabled = 'A' FROM pg_trigger
    WHERE tgrelid = to_regclass($1) AND tgname LIKE 'page!_changed!_%' ESCAPE '!'";

/// Makes the journal and its triggers, in the transaction of an upgrade, unless they are there already: making a trigger waits for
/// everybody who writes the table. They also fire for what replication applies.
pub(crate) async fn protect(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(JOURNAL).execute(&mut *connection).await?;
    row_security::policy_of(connection, "page_changes", "organization_id").await?;
    let mut is_new = false;
    for depends in DEPENDS {
        let columns: Vec<String> = sqlx::query_scalar(COLUMNS).bind(depends.table).fetch_all(&mut *connection).await?;
        let present: Vec<(String, bool)> =
            sqlx::query_as(TRIGGERS).bind(depends.table).fetch_all(&mut *connection).await?;
        let differs = depends.differs(&columns, "IS DISTINCT FROM");
        let mut wanted = Vec::new();
        for (event, notes) in depends.events() {
            let when = if event == "UPDATE" { format!("WHEN ({differs})") } else { String::new() };
            let function = format!("RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN {notes}RETURN NULL; END$body$");
            let name = format!("page_changed_{}", fingerprint(&[event, depends.table, &when, &function].concat()));
            if !present.contains(&(name.clone(), true)) {
                let table = depends.table;
                let made = format!(
                    "CREATE OR REPLACE FUNCTION {name}() {function};
                     DROP TRIGGER IF EXISTS {name} ON {table};
                     CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}();
                     ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
                );
                sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *connection).await?;
                is_new = true;
            }
            wanted.push(name);
        }
        for old in present.iter().map(|(name, _)| name).filter(|name| !wanted.contains(name)) {
            let dropped = format!("DROP FUNCTION IF EXISTS {old}() CASCADE");
            sqlx::raw_sql(AssertSqlSafe(dropped)).execute(&mut *connection).await?;
        }
    }
    if is_new {
        // What was written before there were these triggers is in no entry.
        sqlx::raw_sql(EVERYTHING).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Each row has the moment of the statement. An entry for everything counts as new if it may be, since it stands for others that
/// were deleted.
const SINCE: &str = "
    SELECT CAST(pg_current_snapshot() AS TEXT), c.is_entry IS NOT NULL, c.organization_id, c.vehicle_id
    FROM (SELECT 1) one LEFT JOIN (
        SELECT DISTINCT e.organization_id, e.vehicle_id, TRUE AS is_entry FROM page_changes e
        WHERE e.transaction_id >= pg_snapshot_xmin(CAST($1 AS pg_snapshot))
          AND (e.organization_id IS NULL OR NOT pg_visible_in_snapshot(e.transaction_id, CAST($1 AS pg_snapshot)))
        LIMIT $2
    ) c ON TRUE";

/// What was committed after a snapshot, and the snapshot up to which that is known.
pub(crate) async fn changes_since(reader: &mut AcrossReader, snapshot: &str) -> Result<(Changed, String), Error> {
    let limit = i64::try_from(AT_A_TIME).unwrap_or(i64::MAX).saturating_add(1);
    let rows: Vec<(String, bool, Option<String>, Option<String>)> =
        on!(reader.db(), c => sqlx::query_as(SINCE).bind(snapshot).bind(limit).fetch_all(c).await?);
    let Some((moment, ..)) = rows.first() else { return Err(Error::invalid("the journal has no moment")) };
    let moment = moment.clone();
    let entries = rows.into_iter().filter(|(_, is_entry, ..)| *is_entry);
    Ok((together(entries.map(|(_, _, organization, vehicle)| owner(vehicle, organization)))?, moment))
}

/// Engines without a change token have no journal either.
pub(crate) const IS_THERE: &str = "SELECT to_regclass('page_changes') IS NOT NULL";

/// Deletes all but the newest entries, and puts one in their place that stands for everything up to then.
pub(crate) const TRIM: &str = "
    WITH deleted AS (
        DELETE FROM page_changes WHERE transaction_id <= (
            SELECT transaction_id FROM page_changes ORDER BY transaction_id DESC OFFSET 10000 LIMIT 1
        ) RETURNING transaction_id
    )
    INSERT INTO page_changes (transaction_id) SELECT transaction_id FROM deleted ORDER BY transaction_id DESC LIMIT 1";
