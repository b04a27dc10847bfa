//! PostgreSQL itself keeps organisations apart, whatever a statement forgets.

use serde_json::json;
use shared::ids::OrganizationId;
use shared::note::Note;
use shared::paths::ApiPath;
use sqlx::{AssertSqlSafe, PgPool};
use store::row_security::SETTING;
use store::{Store, notes, vehicles};
use tracking::Subscriptions;

use crate::support::pictures::{jpeg, upload};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, database};

/// Connections of the server's role: without a setting, and with the one that shows everything.
async fn pools(app: &TestApp) -> (PgPool, PgPool) {
    (database::unset(app.database_url()).await, database::everything(app.database_url()).await)
}

/// An organisation with a row in every table.
pub async fn full(app: &TestApp) -> Organization {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-14" })).await.id;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-20" })).await.expect(200);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Mine." })).await.expect(201);
    let transit = json!({ "stage": "in_transit", "eta": "2026-05-21" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), transit).await.expect(200);
    let photo = upload(&org, &vehicle, &jpeg(8, 8)).await;
    let link = org.link_with(&vehicle, json!({ "photo_ids": [photo.id] })).await;
    let old = crate::support::people::slug(&link);
    let regenerating = org.editor.with("idempotency-key", "row-security-1");
    let link = regenerating.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    let slug = app.app.keys.read_slug(&crate::support::people::slug(&link)).unwrap();
    let subscriptions = Subscriptions::new(app.app.store.clone(), app.app.keys.clone(), true);
    subscriptions.ask(&slug, "sam@customer.example", "en", app.clock.now()).await.unwrap();
    let browser = app.anonymous().with("user-agent", "Mozilla/5.0 (iPhone) Safari/604.1");
    browser.get(format!("/t/{old}")).await.expect(404);
    app.app.count_retired_url_opens().await.unwrap();
    let receiver = Receiver::start();
    org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
    org.vehicle().await;
    crate::webhooks::deliver(app).await;
    org.admin
        .post(ApiPath::Members, json!({ "name": "N", "email": format!("{}@new.example", org.id), "role": "viewer" }))
        .await
        .expect(201);
    let proposal =
        json!({ "vehicle_id": vehicle, "change": { "update_vehicle": { "colour": "red" } }, "reason": "Seen" });
    org.editor.post(ApiPath::Proposals, proposal).await.expect(201);
    org.key(&[shared::api_key::Scope::VehiclesRead]).await.get(ApiPath::Vehicles).await.expect(200);
    org
}

async fn tables(pool: &PgPool) -> Vec<String> {
    let names = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'
                 AND tablename NOT IN ('_sqlx_migrations', 'installation') ORDER BY 1";
    sqlx::query_scalar(names).fetch_all(pool).await.unwrap()
}

/// How many rows of a table a connection sees that was shown an organisation.
async fn seen(pool: &PgPool, organization: &OrganizationId, table: &str) -> i64 {
    let mut transaction = pool.begin().await.unwrap();
    let set = AssertSqlSafe(format!("SET LOCAL {SETTING} = '{organization}'"));
    sqlx::raw_sql(set).execute(&mut *transaction).await.unwrap();
    let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    sqlx::query_scalar(count).fetch_one(&mut *transaction).await.unwrap()
}

/// Where nothing was set, a table that holds rows does not look like one that holds none.
async fn refuses(pool: &PgPool, table: &str) {
    let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    let refused = sqlx::query_scalar::<_, i64>(count).fetch_one(pool).await.unwrap_err().to_string();
    assert!(refused.contains("no organisation is set"), "{table}: {refused}");
}

#[actix_web::test]
async fn every_table_shows_an_organisation_its_own_rows_only() {
    let app = TestApp::postgres().await;
    let (one, two) = (full(&app).await, full(&app).await);
    let (tenants, everything) = &pools(&app).await;
    // One entry stands for everything, and belongs to nobody.
    app.execute("DELETE FROM page_changes WHERE organization_id IS NULL").await;
    for table in tables(everything).await {
        let (of_one, of_two) = (seen(tenants, &one.id, &table).await, seen(tenants, &two.id, &table).await);
        let all: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(everything)
            .await
            .unwrap();
        assert!(of_one > 0 && of_two > 0, "{table}: the test has no row in it: {of_one}, {of_two}");
        assert_eq!(of_one + of_two, all, "{table}");
        refuses(tenants, &table).await;
    }
}

#[actix_web::test]
async fn no_table_is_without_a_policy() {
    let app = TestApp::postgres().await;
    let (_, everything) = &pools(&app).await;
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('_sqlx_migrations', 'installation')
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                  AND 1 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid
                           AND p.polpermissive AND p.polcmd = '*' AND p.polwithcheck IS NOT NULL))",
    )
    .fetch_all(everything)
    .await
    .unwrap();
    assert_eq!(open, Vec::<String>::new(), "write their policies in store/row_security.rs");
    let (superuser, bypasses): (bool, bool) =
        sqlx::query_as("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(everything)
            .await
            .unwrap();
    assert!(!superuser && !bypasses, "the tests would prove nothing");
}

#[actix_web::test]
async fn nothing_is_written_for_another_organisation() {
    let app = TestApp::postgres().await;
    let (one, two) = (full(&app).await, full(&app).await);
    let (tenants, _) = &pools(&app).await;
    let attempt = async |statement: String| {
        let mut transaction = tenants.begin().await.unwrap();
        let set = AssertSqlSafe(format!("SET LOCAL {SETTING} = '{}'", one.id));
        sqlx::raw_sql(set).execute(&mut *transaction).await.unwrap();
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *transaction).await.map(|done| done.rows_affected())
    };
    let other = &two.id;
    assert_eq!(attempt(format!("UPDATE vehicles SET make = 'x' WHERE organization_id = '{other}'")).await.unwrap(), 0);
    assert_eq!(attempt(format!("DELETE FROM notes WHERE organization_id = '{other}'")).await.unwrap(), 0);
    for refused in [
        format!("UPDATE api_keys SET organization_id = '{other}'"),
        format!("INSERT INTO audit_heads (organization_id, sequence, chain) VALUES ('{other}', 1, '')"),
    ] {
        let error = attempt(refused).await.unwrap_err().to_string();
        assert!(error.contains("row-level security"), "{error}");
    }
    assert!(attempt("UPDATE vehicles SET make = 'x'".into()).await.unwrap() > 0);
}

#[actix_web::test]
async fn a_function_of_the_store_finds_nothing_of_another_organisation() {
    let app = TestApp::postgres().await;
    let (one, two) = (app.organization().await, app.organization().await);
    let vehicle = two.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Theirs." });
    let note: Note = two.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let store = &app.app.store;
    // As a handler would that took the organisation from somewhere else than the credential.
    let mut mistaken = store.read(&one.id).await.unwrap();
    assert!(notes::find(mistaken.db(), &two.id, &vehicle, &note.id).await.unwrap().is_none());
    assert!(vehicles::find(mistaken.db(), &two.id, &vehicle, app.clock.now()).await.unwrap().is_none());
    drop(mistaken);
    let mut mistaken = store.begin(&one.id).await.unwrap();
    assert!(notes::find(mistaken.db(), &two.id, &vehicle, &note.id).await.unwrap().is_none());
    drop(mistaken);
    let mut right = store.read(&two.id).await.unwrap();
    assert!(notes::find(right.db(), &two.id, &vehicle, &note.id).await.unwrap().is_some());
}

#[actix_web::test]
async fn servers_that_start_at_once_make_the_same_policies_and_an_old_database_gets_them() {
    let app = TestApp::postgres().await;
    let org = full(&app).await;
    let (_, everything) = &pools(&app).await;
    let policies = async || -> Vec<(String, String)> {
        sqlx::query_as("SELECT tablename::text, policyname::text FROM pg_policies ORDER BY 1, 2")
            .fetch_all(everything)
            .await
            .unwrap()
    };
    let made = policies().await;
    // As a version before the policies left it, and one with other policies.
    database::tamper(
        app.database_url(),
        "ALTER TABLE notes DISABLE ROW LEVEL SECURITY; ALTER TABLE notes NO FORCE ROW LEVEL SECURITY;
         CREATE POLICY other ON vehicles USING (true)",
    )
    .await;
    let start = async || {
        let store = Store::open(app.database_url()).await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
    };
    tokio::join!(start(), start(), start());
    assert_eq!(policies().await, made);
    let (tenants, _) = &pools(&app).await;
    refuses(tenants, "notes").await;
    org.viewer.get(ApiPath::Vehicles).await.expect(200);
}
