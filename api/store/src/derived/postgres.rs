//! The triggers on PostgreSQL.

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use super::unseen::TRIGGERS;
use super::{count, derive_all, follow_link};

/// Vehicles are counted when their transaction commits. Until then it would hold the lock on a count, and two transactions that
/// move vehicles in opposite directions would wait for each other; at its end it holds the lock on the end of the organisation's
/// log, which makes them take turns.
const MAKE: &str = concat!(
    "CREATE OR REPLACE FUNCTION vehicles_follow() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF TG_OP = 'INSERT' THEN ",
    follow_link!("id = NEW.vehicle_id"),
    " ELSIF TG_OP = 'DELETE' THEN ",
    follow_link!("id = OLD.vehicle_id"),
    " ELSIF OLD.expires_at IS DISTINCT FROM NEW.expires_at OR OLD.revoked_at IS DISTINCT FROM NEW.revoked_at
            OR OLD.vehicle_id <> NEW.vehicle_id THEN ",
    follow_link!("id IN (OLD.vehicle_id, NEW.vehicle_id)"),
    " END IF;
        RETURN NULL;
    END $body$;
    CREATE OR REPLACE FUNCTION vehicles_count() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.stage = NEW.stage AND (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL)
            AND OLD.settled_link_state = NEW.settled_link_state THEN RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN ",
    count!("OLD"),
    " END IF;
        IF TG_OP <> 'DELETE' THEN ",
    count!("NEW"),
    " END IF;
        RETURN NULL;
    END $body$;
    DO $do$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'vehicles_counted' AND tgrelid = 'vehicles'::regclass) THEN
            ",
    derive_all!(),
    " CREATE TRIGGER vehicles_follow AFTER INSERT OR DELETE OR UPDATE OF vehicle_id, expires_at, revoked_at
            ON tracking_links FOR EACH ROW EXECUTE FUNCTION vehicles_follow();
            CREATE CONSTRAINT TRIGGER vehicles_counted
            AFTER INSERT OR DELETE OR UPDATE OF stage, deleted_at, settled_link_state
            ON vehicles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vehicles_count();
        END IF;
    END $do$"
);

/// Makes them, with what they would have derived of what is there, in the transaction of an upgrade.
pub(crate) async fn derive(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(MAKE).execute(&mut *connection).await?;
    derive_unseen(connection).await
}

const IS_MADE: &str = "SELECT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = $1)";

/// Their functions may be changed by a later version, so they are written each time; making a trigger waits for everybody who
/// writes the table.
async fn derive_unseen(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for trigger in TRIGGERS {
        let (name, body) = (trigger.name, trigger.body);
        let function = format!(
            "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
             {body} RETURN NULL; END $body$"
        );
        sqlx::raw_sql(AssertSqlSafe(function)).execute(&mut *connection).await?;
        let is_made: bool = sqlx::query_scalar(IS_MADE).bind(name).fetch_one(&mut *connection).await?;
        if !is_made {
            let (fires, when) = (trigger.fires, trigger.when);
            let made =
                format!("CREATE TRIGGER {name} AFTER {fires} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()");
            sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
