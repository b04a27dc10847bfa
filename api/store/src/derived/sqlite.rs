//! The triggers on SQLite.

use sqlx::{AssertSqlSafe, SqliteConnection, SqlitePool};

use super::unseen::TRIGGERS;
use super::{count, derive_all, follow_link};

const IS_MADE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name = $1";

const IS_ANALYZED: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";

const MAKE: &str = concat!(
    "CREATE TRIGGER vehicles_follow_creation AFTER INSERT ON tracking_links BEGIN ",
    follow_link!("id = NEW.vehicle_id"),
    " END;
    CREATE TRIGGER vehicles_follow_change AFTER UPDATE OF vehicle_id, expires_at, revoked_at ON tracking_links
    WHEN OLD.expires_at IS NOT NEW.expires_at OR OLD.revoked_at IS NOT NEW.revoked_at OR OLD.vehicle_id <> NEW.vehicle_id BEGIN ",
    follow_link!("id IN (OLD.vehicle_id, NEW.vehicle_id)"),
    " END;
    CREATE TRIGGER vehicles_follow_deletion AFTER DELETE ON tracking_links BEGIN ",
    follow_link!("id = OLD.vehicle_id"),
    " END; ",
    derive_all!(),
    "CREATE TRIGGER vehicles_counted_creation AFTER INSERT ON vehicles BEGIN ",
    count!("NEW"),
    " END;
    CREATE TRIGGER vehicles_counted_change AFTER UPDATE OF stage, deleted_at, settled_link_state ON vehicles
    WHEN OLD.stage <> NEW.stage OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.settled_link_state <> NEW.settled_link_state BEGIN ",
    count!("OLD"),
    count!("NEW"),
    " END;
    CREATE TRIGGER vehicles_counted_deletion AFTER DELETE ON vehicles BEGIN ",
    count!("OLD"),
    " END;"
);

/// Makes them, with what they would have derived of what is there.
pub(crate) async fn derive(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let mut is_new = !is_made(&mut transaction, "vehicles_counted_deletion").await?;
    if is_new {
        sqlx::raw_sql(MAKE).execute(&mut *transaction).await?;
    }
    is_new |= derive_unseen(&mut transaction).await?;
    if is_new {
        // Statistics that somebody made know nothing of new indexes, and would make SQLite prefer them everywhere.
        let analyzed: i64 = sqlx::query_scalar(IS_ANALYZED).fetch_one(&mut *transaction).await?;
        if analyzed > 0 {
            sqlx::raw_sql("ANALYZE").execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await
}

async fn is_made(connection: &mut SqliteConnection, trigger: &str) -> Result<bool, sqlx::Error> {
    let made: i64 = sqlx::query_scalar(IS_MADE).bind(trigger).fetch_one(connection).await?;
    Ok(made > 0)
}

/// Makes the triggers that are not there; tells whether there were such.
async fn derive_unseen(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let mut is_new = false;
    for trigger in TRIGGERS {
        if !is_made(connection, trigger.name).await? {
            let (name, fires, when, body) = (trigger.name, trigger.fires, trigger.when, trigger.body);
            let made = format!("CREATE TRIGGER {name} AFTER {fires} WHEN {when} {body} END");
            sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *connection).await?;
            is_new = true;
        }
    }
    Ok(is_new)
}
