//! A database that an older version wrote and this one brought up to date: what was in it is still there, and reads as it did.

use std::borrow::Cow;
use std::path::Path;

use serde_json::Value;
use server::webhooks::signature::new_secret;
use shared::paths::ApiPath;
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use store::audit;

use crate::support::cluster::{Cluster, Collation};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, database};
use crate::webhooks::deliver;

/// The rows of version 8.
const ROWS: &str = include_str!("version_8.sql");
/// What version 8 answered for them: the deliveries to each endpoint, and the audit log.
const ANSWERS: &str = include_str!("version_8.json");

/// What version 8 made beside its migrations: triggers; on PostgreSQL also policies, and ids that compare by their bytes.
const SQLITE_BESIDE_MIGRATIONS: &str = "
    CREATE TRIGGER audit_events_no_UPDATE BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
    CREATE TRIGGER audit_events_no_DELETE BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END";
const POSTGRES_BESIDE_MIGRATIONS: &str = "
    CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN RAISE EXCEPTION 'entries of the audit log are never changed'; END $body$;
    CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();
    DO $do$ DECLARE ids record; name text; BEGIN
      FOR ids IN SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'text' AND (column_name = 'id' OR column_name LIKE '%!_id' ESCAPE '!')
      LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE \"C\"', ids.table_name, ids.column_name);
      END LOOP;
      FOREACH name IN ARRAY ARRAY['audit_events', 'webhook_deliveries', 'webhook_attempts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY old ON %I USING (current_setting(''importops.organization'') = ''*'')', name);
      END LOOP;
    END $do$";

/// What was still to be delivered: id of the event, and body.
const PENDING: &str = "SELECT event_id, body FROM webhook_deliveries WHERE state = 'pending' ORDER BY event_id";

type Pending = Vec<(String, String)>;

/// The migrations of version 8.
async fn migrations() -> Migrator {
    let all = Migrator::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations")).await.unwrap();
    let migrations: Vec<_> = all.iter().filter(|migration| migration.version <= 8).cloned().collect();
    assert_eq!(migrations.len(), 8);
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

#[actix_web::test]
async fn sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("old.sqlite");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    migrations().await.run(&pool).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&pool).await.unwrap();
    sqlx::raw_sql(SQLITE_BESIDE_MIGRATIONS).execute(&pool).await.unwrap();
    let pending: Pending = sqlx::query_as(PENDING).fetch_all(&pool).await.unwrap();
    pool.close().await;
    Box::pin(is_brought_up_to_date(&format!("sqlite:{}", path.display()), pending)).await;
}

#[actix_web::test]
async fn postgres() {
    postgres_at(&database::create_empty().await).await;
}

#[actix_web::test]
async fn postgres_that_compares_text_by_the_rules_of_english() {
    let cluster = Cluster::start(Collation::English);
    postgres_at(&cluster.database().await).await;
}

async fn postgres_at(url: &str) {
    let pool = database::everything(url).await;
    migrations().await.run(&pool).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&pool).await.unwrap();
    sqlx::raw_sql(POSTGRES_BESIDE_MIGRATIONS).execute(&pool).await.unwrap();
    let pending: Pending = sqlx::query_as(PENDING).fetch_all(&pool).await.unwrap();
    Box::pin(is_brought_up_to_date(url, pending)).await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_proc WHERE proname = 'audit_events_refuse'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

async fn is_brought_up_to_date(url: &str, pending: Pending) {
    let answers: Value = serde_json::from_str(ANSWERS).unwrap();
    let app = TestApp::on(url).await;
    app.move_to("2026-05-01T10:00:04Z");
    let org = people(&app).await;
    let everything = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!(everything["total"], everything["data"].as_array().unwrap().len());
    let searched = org.viewer.get(format!("{}?q=cruiser+TOYOTA&link_state=none", ApiPath::Vehicles)).await.value(200);
    let is_searched = |vehicle: &&Value| vehicle["make"] == "Toyota" && vehicle["tracking_link_state"] == "none";
    let expected: Vec<_> = everything["data"].as_array().unwrap().iter().filter(is_searched).collect();
    assert_eq!(searched["data"].as_array().unwrap().iter().collect::<Vec<_>>(), expected);
    for (endpoint, expected) in answers["deliveries"].as_object().unwrap() {
        let listed = org.admin.get(ApiPath::WebhookDeliveries(&endpoint.parse().unwrap())).await.value(200);
        assert_eq!(listed["data"], *expected, "{endpoint}");
    }
    assert_eq!(org.admin.get(ApiPath::AuditEvents).await.value(200)["data"], answers["audit_events"]);
    assert_eq!(app.number("SELECT COUNT(*) FROM events WHERE sequence IS NULL").await, 5, "one for each old event id");
    assert_eq!(chains(&app).await, [(8, None), (1, None)]);
    app.try_execute("DELETE FROM events WHERE sequence = 1").await.unwrap_err();
    deliver_what_was_pending(&app, pending).await;
    // What happens from now on is chained to what was there.
    org.vehicle().await;
    assert_eq!(chains(&app).await, [(9, None), (1, None)]);
}

/// The organisation whose rows these are, its people signed in.
async fn people(app: &TestApp) -> Organization {
    let members =
        ["usr_01kqhfp680ecstcx72tjxwe3d1", "usr_01kqhfp680f4dtabwcewb7eee8", "usr_01kqhfp680ej396zeqdhd2k2c5"];
    let anonymous = app.anonymous();
    let stored = Organization {
        id: "org_01kqhfp680fyc88a2zrqe81jbv".parse().unwrap(),
        admin: anonymous.clone(),
        editor: anonymous.clone(),
        viewer: anonymous,
        admin_email: "admin@org-01kqhfp680fyc88a2zrqe81jbv.example".to_owned(),
        members: members.map(|id| id.parse().unwrap()),
    };
    app.second_session(&stored).await
}

/// How long the chains are, and where they are broken.
async fn chains(app: &TestApp) -> Vec<(i64, Option<i64>)> {
    let mut reader = app.app.store.read_across().await.unwrap();
    let found = audit::verify(reader.across()).await.unwrap();
    found.into_iter().map(|check| (check.intact, check.broken_at)).collect()
}

/// It goes out with the ids and bodies that it had.
async fn deliver_what_was_pending(app: &TestApp, pending: Pending) {
    let receiver = Receiver::start();
    let endpoint = "whk_01kqhfp680es7tb6md6kje0j7y";
    // The key that sealed the secret is not among the rows.
    let sealed = app.app.keys.seal(&new_secret(), endpoint);
    let url = &receiver.url;
    let update =
        format!("UPDATE webhook_endpoints SET url = '{url}', sealed_secret = '{sealed}' WHERE id = '{endpoint}'");
    app.execute(&update).await;
    app.clock.advance_ms(10_000);
    assert_eq!(deliver(app).await, 4);
    let mut posts: Vec<_> =
        receiver.take().into_iter().map(|post| (post.header("webhook-id").to_owned(), post.body)).collect();
    posts.sort();
    assert_eq!(posts, pending);
}
