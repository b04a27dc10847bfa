//! Row level security on PostgreSQL: what keeps organisations apart even where a statement forgot to.
//!
//! Every statement names its organisation in its own `WHERE`. Beside that the server itself shows a connection only the rows
//! of the organisation that was set on it, and none when nothing was set. The policies are made anew at every start: the
//! engines have no common language for them, so they are no migration, and a table of a later migration without a policy
//! fails the tests.

use shared::ids::OrganizationId;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, PgPool};

use crate::error::ApiError;

/// The setting of a connection that names its organisation, or [`EVERYTHING`].
pub const SETTING: &str = "importops.organization";
/// The value of [`SETTING`] for work that belongs to no organisation.
pub const EVERYTHING: &str = "*";

/// Tables whose rows name their organisation, and in which column.
const OF_ORGANIZATIONS: [(&str, &str); 14] = [
    ("organizations", "id"),
    ("subscriptions", "organization_id"),
    ("members", "organization_id"),
    ("vehicles", "organization_id"),
    ("stage_moves", "organization_id"),
    ("eta_changes", "organization_id"),
    ("notes", "organization_id"),
    ("tracking_links", "organization_id"),
    ("audit_events", "organization_id"),
    ("audit_heads", "organization_id"),
    ("api_keys", "organization_id"),
    ("webhook_endpoints", "organization_id"),
    ("webhook_deliveries", "organization_id"),
    ("photos", "organization_id"),
];

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
    (("webhook_attempts", "delivery_id"), &[("webhook_deliveries", "id")]),
];

/// Makes the policies; several processes may start at once.
pub async fn protect(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    // Processes that start at once take turns.
    sqlx::query("SELECT pg_advisory_xact_lock(7304118)").execute(&mut *transaction).await?;
    for (table, column) in OF_ORGANIZATIONS {
        let visible = format!("current_setting('{SETTING}', true) IN ('{EVERYTHING}', {column})");
        policy(&mut transaction, table, &visible).await?;
    }
    for ((table, column), owners) in OF_ROWS {
        let owned = owners.iter().map(|(owner, key)| {
            format!("OR EXISTS (SELECT 1 FROM {owner} owner WHERE owner.{key} = {table}.{column}) ")
        });
        let visible = format!("current_setting('{SETTING}', true) = '{EVERYTHING}' {}", owned.collect::<String>());
        policy(&mut transaction, table, &visible).await?;
    }
    transaction.commit().await
}

/// One policy, unless the table has just this one: making it anew would wait for everybody who reads the table.
async fn policy(connection: &mut PgConnection, table: &str, visible: &str) -> Result<(), sqlx::Error> {
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
         CREATE POLICY {name} ON {table} USING ({visible}) WITH CHECK ({visible})"
    );
    sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *connection).await.map(drop)
}

/// Tells one policy from another: FNV-1a, which never changes.
fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Says so when the role sees everything whatever the policies say. Only the operator can mend it.
pub async fn warn_of_role(pool: &PgPool) -> Result<(), sqlx::Error> {
    let sees_everything: bool =
        sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(pool)
            .await?;
    if sees_everything {
        tracing::warn!(
            "the role of this server is a superuser or bypasses row level security: give it one that does not"
        );
    }
    Ok(())
}

/// What begins a transaction that sees one organisation, in one round trip.
pub(super) fn begin(organization: &OrganizationId) -> Result<String, ApiError> {
    begin_as("BEGIN", organization)
}

/// What begins a transaction that sees one moment of one organisation, in one round trip.
pub(super) fn begin_snapshot(organization: &OrganizationId) -> Result<String, ApiError> {
    begin_as("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", organization)
}

fn begin_as(begin: &str, organization: &OrganizationId) -> Result<String, ApiError> {
    let id = organization.as_str();
    // Ids are made of nothing else; this is where a mistake would be SQL.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(ApiError::internal("an organisation id is not well-formed"));
    }
    Ok(format!("{begin}; SET LOCAL {SETTING} = '{id}'"))
}

/// Shows a connection one organisation, until the next one is set.
pub(super) async fn enter(connection: &mut PgConnection, organization: &OrganizationId) -> Result<(), ApiError> {
    sqlx::query("SELECT set_config($1, $2, false)")
        .bind(SETTING)
        .bind(organization.as_str())
        .execute(connection)
        .await?;
    Ok(())
}
