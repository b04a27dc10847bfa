//! behind a pooler that gives every transaction another connection, everything is as without it.

use std::str::FromStr;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::support::cluster::{Cluster, Collation};
use crate::support::people::slug;
use crate::support::pgbouncer::{PgBouncer, Pooling};
use crate::support::pictures::{jpeg, upload};
use crate::support::receiver::Receiver;
use crate::support::{Caller, Organization, TestApp};

/// How many connections to PostgreSQL all servers together get: fewer than one of them would open.
const CONNECTIONS: usize = 6;
/// How often each of the clients works through everything.
const ROUNDS: usize = 6;

#[actix_web::test]
async fn everything_is_right_behind_pgbouncer_that_pools_by_transaction() {
    Box::pin(everything_is_right(Pooling::Transaction, CONNECTIONS)).await;
}

#[actix_web::test]
async fn everything_is_right_behind_pgbouncer_that_pools_by_session() {
    // Here each connection of a server needs one of PostgreSQL for as long as it is open.
    Box::pin(everything_is_right(Pooling::Session, 45)).await;
}

async fn everything_is_right(pooling: Pooling, connections: usize) {
    let cluster = Cluster::start(Collation::English);
    let pooler = PgBouncer::start(&cluster, pooling, connections);
    let direct = cluster.database().await;
    let url = pooler.url(&cluster, &direct);
    // The schema is made through it, too, by the first of two servers.
    let app = TestApp::on(&url).await;
    let (second, _) = app.second_node().await;
    app.anonymous().get("/readyz").await.expect(200);
    let orgs = join_all((0..3).map(|_| app.organization())).await;
    let receiver = Receiver::start();
    orgs[0].admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
    let work = orgs.iter().flat_map(|org| [&app.base, &second].map(|base| work(&app, org, base)));
    join_all(work).await;
    for org in &orgs {
        let page: Value = org.viewer.get(format!("{}?limit=100", ApiPath::Vehicles)).await.value(200);
        let makes: Vec<_> = page["data"].as_array().unwrap().iter().map(|vehicle| vehicle["make"].clone()).collect();
        assert_eq!(makes, vec![json!(org.id.to_string()); 2 * ROUNDS], "an organisation sees its own, and all of it");
    }
    crate::webhooks::deliver(&app).await;
    assert!(!receiver.take().is_empty());
    // Nothing that was prepared is left on a connection that somebody else gets.
    let options = PgConnectOptions::from_str(&url).unwrap().extra_float_digits(None);
    let mut connection = options.connect().await.unwrap();
    let named = "SELECT CAST(COUNT(*) AS TEXT) FROM pg_prepared_statements";
    for _ in 0..CONNECTIONS {
        let row = sqlx::raw_sql(named).fetch_one(&mut connection).await.unwrap();
        assert_eq!(sqlx::Row::get::<String, _>(&row, 0), "0");
    }
}

/// What staff and customers do, at one of the servers.
async fn work(app: &TestApp, org: &Organization, base: &str) {
    let (editor, page): (Caller, Caller) = (org.editor.clone().at(base), app.anonymous().at(base));
    for _ in 0..ROUNDS {
        let new = json!({ "year": 2021, "make": org.id.to_string(), "model": "B", "eta": "2026-06-01" });
        let vehicle: Value = editor.post(ApiPath::Vehicles, new).await.value(201);
        let vehicle = vehicle["id"].as_str().unwrap().to_owned().try_into().unwrap();
        let photo = upload(org, &vehicle, &jpeg(8, 8)).await;
        let options = json!({ "photo_ids": [photo.id] });
        let link = editor.post(ApiPath::TrackingLink(&vehicle), options).await.json(201);
        let slug = slug(&link);
        let shown: Value = page.get(ApiPath::PublicTracking(&slug)).await.value(200);
        assert_eq!(shown["vehicle"]["make"], org.id.to_string());
        page.get(format!("/t/{slug}")).await.expect(200);
        editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-06-02" })).await.expect(200);
        let shown: Value = page.get(ApiPath::PublicTracking(&slug)).await.value(200);
        assert_eq!(shown["eta"]["date"], "2026-06-02");
        editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
        page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
    }
}

/// What is asked then tells one life of a server from another, and an operator may have forbidden it.
#[actix_web::test]
async fn pages_are_right_where_the_role_may_not_ask_for_checkpoints() {
    let cluster = Cluster::start(Collation::C);
    let url = cluster.database().await;
    let name = url.rsplit('/').next().unwrap();
    let admin = sqlx::PgPool::connect(&format!("postgres://postgres@{}/{name}", cluster.address())).await.unwrap();
    let forbid = "REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC";
    sqlx::raw_sql(forbid).execute(&admin).await.unwrap();
    let pooler = PgBouncer::start(&cluster, Pooling::Transaction, 10);
    for url in [url.clone(), pooler.url(&cluster, &url)] {
        let app = TestApp::on(&url).await;
        let (org, page) = (app.organization().await, app.anonymous());
        let (vehicle, slug) = org.live_slug().await;
        page.get(format!("/t/{slug}")).await.expect(200);
        org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
        page.get(format!("/t/{slug}")).await.expect(404);
    }
}
