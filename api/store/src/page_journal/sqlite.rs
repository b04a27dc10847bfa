//! The journal in SQLite. One transaction writes at a time, so its entries are numbered in the order of the commits.

use rusqlite::Connection;
use sqlx::{AssertSqlSafe, SqlitePool};

use super::changed::{AT_A_TIME, Changed, owner, together};
use super::depends::DEPENDS;
use super::fingerprint::fingerprint;

/// An entry that was read. Its number alone could be that of another one, after an earlier database was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    id: i64,
    mark: Vec<u8>,
}

/// Deleting many at a time, seldom. The last entry is never deleted: it is where readers go on.
const JOURNAL: &str = "
    CREATE TABLE IF NOT EXISTS page_changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        mark BLOB NOT NULL DEFAULT (randomblob(8)),
        organization_id TEXT,
        vehicle_id TEXT
    );
    CREATE TRIGGER IF NOT EXISTS page_changes_trim AFTER INSERT ON page_changes WHEN NEW.id % 1000 = 0
    BEGIN DELETE FROM page_changes WHERE id < NEW.id - 10000; END";

const EVERYTHING: &str = "INSERT INTO page_changes (organization_id, vehicle_id) VALUES (NULL, NULL)";

const TRIGGERS: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'page!_changed!_%' ESCAPE '!'";

/// Makes the journal and its triggers, unless they are there already. The engines have no common language for triggers, so this is no
/// migration.
pub(crate) async fn protect(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(JOURNAL).execute(&mut *tx).await?;
    let mut wanted = Vec::new();
    for depends in DEPENDS {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
            .bind(depends.table)
            .fetch_all(&mut *tx)
            .await?;
        // Not IS DISTINCT FROM: an older program could not even open the database then, because it reads the whole schema.
        let differs = depends.differs(&columns, "IS NOT");
        for (event, notes) in depends.events() {
            let when = if event == "UPDATE" { format!("WHEN {differs}") } else { String::new() };
            let body = format!("AFTER {event} ON {} {when} BEGIN {notes}END", depends.table);
            wanted.push((format!("page_changed_{}", fingerprint(&body)), body));
        }
    }
    let present: Vec<String> = sqlx::query_scalar(TRIGGERS).fetch_all(&mut *tx).await?;
    let lacking: Vec<_> = wanted.iter().filter(|(name, _)| !present.contains(name)).collect();
    let old: Vec<_> = present.iter().filter(|name| !wanted.iter().any(|(wanted, _)| wanted == *name)).collect();
    if lacking.is_empty() && old.is_empty() {
        return tx.rollback().await;
    }
    for name in old {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&mut *tx).await?;
    }
    for (name, body) in lacking {
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE TRIGGER {name} {body}"))).execute(&mut *tx).await?;
    }
    // What was written before there were these triggers is in no entry.
    sqlx::raw_sql(EVERYTHING).execute(&mut *tx).await?;
    tx.commit().await
}

const LAST: &str = "SELECT id, mark FROM page_changes ORDER BY id DESC LIMIT 1";

const SINCE: &str =
    "SELECT id, mark, organization_id, vehicle_id FROM page_changes WHERE id >= ?1 ORDER BY id LIMIT ?2";

/// What was noted after an entry, and the newest entry.
pub(crate) fn changes_since(
    connection: &Connection,
    last: Option<&Entry>,
) -> rusqlite::Result<(Changed, Option<Entry>)> {
    if let Some(last) = last {
        let limit = i64::try_from(AT_A_TIME).unwrap_or(i64::MAX);
        let mut statement = connection.prepare_cached(SINCE)?;
        let mut rows = statement.query((last.id, limit))?;
        let mut newest = None;
        let mut owners = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = Entry { id: row.get(0)?, mark: row.get(1)? };
            if newest.is_none() {
                // It is no longer there, or another one is in its place.
                if entry != *last {
                    break;
                }
            } else {
                owners.push(owner(row.get(3)?, row.get(2)?));
            }
            newest = Some(entry);
        }
        if let (Some(newest), true) = (newest, owners.len() + 1 < AT_A_TIME) {
            let changed = together(owners.into_iter()).unwrap_or(Changed::Everything);
            return Ok((changed, Some(newest)));
        }
    }
    let mut statement = connection.prepare_cached(LAST)?;
    let mut rows = statement.query(())?;
    let newest = match rows.next()? {
        Some(row) => Some(Entry { id: row.get(0)?, mark: row.get(1)? }),
        None => None,
    };
    Ok((Changed::Everything, newest))
}
