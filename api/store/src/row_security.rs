//! Row level security on PostgreSQL: what keeps organisations apart even where a statement forgot to.
//!
//! Every statement names its organisation in its own `WHERE`, or follows one that does (`evidence`). Beside that the server
//! itself shows a transaction only the rows of the organisation that was set in it, and fails when none was set. The policies are
//! checked at every start: the engines have no common language for them, so they are no migration, and a table of a later
//! migration without a policy fails the tests.

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use crate::page_journal::fingerprint::fingerprint;

/// The setting of a transaction that names its organisation, or [`EVERYTHING`].
pub const SETTING: &str = "importops.organization";
/// The value of [`SETTING`] for work that belongs to no organisation.
pub const EVERYTHING: &str = "*";

/// The setting of a transaction on PostgreSQL that chooses texts by their numbers: a part of the policy on the texts.
///
/// PostgreSQL shows a policy's rows to operators that it trusts not to tell of others' rows, and trusts neither LIKE nor those of
/// arrays: in a `WHERE` they are asked for every row that the policy lets through, and no index is used. What the policy itself
/// asks may use one (<https://www.postgresql.org/docs/current/rules-privileges.html>).
pub(crate) const SEARCHED: &str = "importops.grams";

/// Tables whose rows name their organisation, and in which column.
const OF_ORGANIZATIONS: [(&str, &str); 18] = [
    ("organizations", "id"),
    ("subscriptions", "organization_id"),
    ("members", "organization_id"),
    ("vehicles", "organization_id"),
    ("stage_moves", "organization_id"),
    ("eta_changes", "organization_id"),
    ("notes", "organization_id"),
    ("tracking_links", "organization_id"),
    ("events", "organization_id"),
    ("audit_heads", "organization_id"),
    ("api_keys", "organization_id"),
    ("webhook_endpoints", "organization_id"),
    ("deliveries", "organization_id"),
    ("photos", "organization_id"),
    ("proposals", "organization_id"),
    ("vehicle_counts", "organization_id"),
    ("subscribers", "organization_id"),
    ("mails", "organization_id"),
];

/// The table of texts: its policy also chooses those that are searched ([`SEARCHED`]).
const TEXTS: &str = "vehicle_searches";

/// A table, and a column of it that names something.
type Column = (&'static str, &'static str);

/// Tables whose rows belong to a row that has a policy of its own: their column, and the columns that it may refer to.
const OF_ROWS: [(Column, &[Column]); 9] = [
    (("invitations", "member_id"), &[("members", "id")]),
    (("sessions", "member_id"), &[("members", "id")]),
    (("refresh_tokens", "session_id"), &[("sessions", "id")]),
    (("tracking_link_slugs", "tracking_link_id"), &[("tracking_links", "id")]),
    (("tracking_link_photos", "tracking_link_id"), &[("tracking_links", "id")]),
    (("retired_slug_knocks", "slug_hash"), &[("tracking_link_slugs", "slug_hash")]),
    (("api_key_places", "api_key_id"), &[("api_keys", "id")]),
    (("idempotency_keys", "credential"), &[("members", "id"), ("api_keys", "id")]),
    (("delivery_attempts", "delivery_id"), &[("deliveries", "id")]),
];

/// Tables that have a policy, because their rows belong to organisations.
pub fn tables() -> impl Iterator<Item = &'static str> {
    let of_organizations = OF_ORGANIZATIONS.iter().map(|(table, _)| *table);
    of_organizations.chain(OF_ROWS.iter().map(|((table, _), _)| *table)).chain([TEXTS])
}

/// What the policies ask. It fails where it would have to guess: where nothing was set, since a transaction that sees nothing is
/// easily taken for a database that holds nothing; and on a standby, whose rows are of the past. Both codes mean that it can be tried again.
const ORGANIZATION: &str = "
BEGIN
    IF COALESCE(current_setting('importops.organization', true), '') = '' THEN
        RAISE EXCEPTION 'no organisation is set in this transaction' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF pg_is_in_recovery() THEN
        RAISE EXCEPTION 'a standby is never asked' USING ERRCODE = 'read_only_sql_transaction';
    END IF;
    RETURN current_setting('importops.organization');
END";

/// Makes the policies, in the transaction of an upgrade.
pub(super) async fn protect(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let present: Option<String> = sqlx::query_scalar(
        "SELECT p.prosrc FROM pg_proc p WHERE p.proname = 'importops_organization'
         AND p.pronamespace = CAST(current_schema() AS regnamespace)",
    )
    .fetch_optional(&mut *connection)
    .await?;
    if present.as_deref() != Some(ORGANIZATION) {
        let function = format!(
            "CREATE OR REPLACE FUNCTION importops_organization() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE \
             AS $body${ORGANIZATION}$body$"
        );
        sqlx::raw_sql(AssertSqlSafe(function)).execute(&mut *connection).await?;
    }
    for (table, column) in OF_ORGANIZATIONS {
        policy_of(connection, table, column).await?;
    }
    let written = format!("{ASKED} IN ('{EVERYTHING}', organization_id)");
    let searched = format!("CAST(COALESCE(NULLIF(current_setting('{SEARCHED}', true), ''), '{{}}') AS INT[])");
    policy(connection, TEXTS, &format!("{written} AND grams @> {searched}"), &written).await?;
    for ((table, column), owners) in OF_ROWS {
        let owned = owners.iter().map(|(owner, key)| {
            format!("OR EXISTS (SELECT 1 FROM {owner} owner WHERE owner.{key} = {table}.{column}) ")
        });
        let visible = format!("{ASKED} = '{EVERYTHING}' {}", owned.collect::<String>());
        policy(connection, table, &visible, &visible).await?;
    }
    Ok(())
}

/// As a subquery it is asked once for each table of a statement, not for each row.
const ASKED: &str = "(SELECT importops_organization())";

/// The policy of a table whose rows name their organisation in a column.
pub(super) async fn policy_of(connection: &mut PgConnection, table: &str, column: &str) -> Result<(), sqlx::Error> {
    let visible = format!("{ASKED} IN ('{EVERYTHING}', {column})");
    policy(connection, table, &visible, &visible).await
}

/// One policy, unless the table has just this one: making it anew would wait for everybody who reads the table.
async fn policy(connection: &mut PgConnection, table: &str, visible: &str, written: &str) -> Result<(), sqlx::Error> {
    let name = format!("organization_{}", fingerprint(visible));
    let found: bool = sqlx::query_scalar(
        "SELECT c.relrowsecurity AND c.relforcerowsecurity AND
             ARRAY[$2] = ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid)
         FROM pg_class c WHERE c.oid = to_regclass($1)",
    )
    .bind(table)
    .bind(&name)
    .fetch_one(&mut *connection)
    .await?;
    if found {
        return Ok(());
    }
    let old: Vec<String> = sqlx::query_scalar("SELECT polname::text FROM pg_policy WHERE polrelid = to_regclass($1)")
        .bind(table)
        .fetch_all(&mut *connection)
        .await?;
    let dropped: Vec<_> = old.iter().map(|old| format!("DROP POLICY \"{old}\" ON {table};")).collect();
    let dropped = dropped.concat();
    // Forced: otherwise the owner of the table, which is who migrated it, would see everything.
    let made = format!(
        "{dropped}
         ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
         ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
         CREATE POLICY {name} ON {table} USING ({visible}) WITH CHECK ({written})"
    );
    sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *connection).await.map(drop)
}

/// Says so when the role sees everything whatever the policies say. Only the operator can mend it.
pub(super) async fn warn_of_role(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let sees_everything: bool =
        sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(connection)
            .await?;
    if sees_everything {
        tracing::warn!(
            "the role of this server is a superuser or bypasses row level security: give it one that does not"
        );
    }
    Ok(())
}
