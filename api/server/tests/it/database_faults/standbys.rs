//! a standby answers with the past, so nobody asks it.

use serde_json::json;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::TestApp;
use crate::support::cluster::{Cluster, Collation};
use crate::support::pgbouncer::{PgBouncer, Pooling};
use crate::support::pgpool::Pgpool;
use crate::support::program::importops;
use crate::support::relay::Relay;

/// The same database, through something in between.
fn through(relay: &Relay, cluster: &Cluster, url: &str) -> String {
    url.replace(&cluster.address(), &relay.address.to_string())
}

#[actix_web::test]
async fn a_page_that_was_revoked_on_the_primary_is_never_read_from_a_standby() {
    let primary = Cluster::start(Collation::C);
    let relay = Relay::to(primary.address().parse().unwrap());
    let url = primary.database().await;
    let app = TestApp::on(&through(&relay, &primary, &url)).await;
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let page = app.anonymous();
    page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    let standby = primary.standby();
    standby.run("SELECT pg_wal_replay_pause()").await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
    // A proxy or a pooler that chooses by itself.
    relay.lose_connections();
    relay.answer_again(Some(standby.address().parse().unwrap()));
    for _ in 0..3 {
        page.get(ApiPath::PublicTracking(&slug)).await.problem(ProblemCode::ServiceUnavailable);
        page.get(format!("/t/{slug}")).await.expect(503);
        page.get("/readyz").await.expect(503);
        org.viewer.get(ApiPath::Vehicles).await.problem(ProblemCode::ServiceUnavailable);
    }
    relay.lose_connections();
    relay.answer_again(Some(primary.address().parse().unwrap()));
    page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
    // What it said last counts for a second.
    app.clock.advance_ms(1000);
    page.get("/readyz").await.expect(200);
}

#[actix_web::test]
async fn a_server_does_not_start_on_a_standby_and_the_check_says_why() {
    let primary = Cluster::start(Collation::C);
    let url = primary.database().await;
    let app = TestApp::on(&url).await;
    drop(app);
    let standby = primary.standby();
    let there = url.replace(&primary.address(), &standby.address());
    let directory = tempfile::tempdir().unwrap();
    let refused = importops(directory.path())
        .env("IMPORTOPS_DATABASE_URL", &there)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("standby"), "{said}");
    let check = |url: &str| {
        let mut command = importops(directory.path());
        let checked = command.env("IMPORTOPS_DATABASE_URL", url).args(["check-config", "--json"]).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&checked.stdout).unwrap()
    };
    let findings = check(&there);
    assert_eq!(findings["problems"][0]["about"], "IMPORTOPS_DATABASE_URL", "{findings}");
    assert!(findings["problems"][0]["problem"].as_str().unwrap().contains("standby"), "{findings}");
    // With both named, whichever is first, the one that takes writes is found.
    let both = url.replace(&primary.address(), &format!("{},{}", standby.address(), primary.address()));
    let findings = check(&both);
    assert!(!findings.to_string().contains("standby"), "{findings}");
    let app = TestApp::on(&both).await;
    app.organization().await.vehicle_with(json!({ "stock_number": "1" })).await;
}

/// Its default: a statement goes to a standby, and what its transaction had set stays at the primary.
#[actix_web::test]
async fn a_pooler_that_spreads_reads_is_found_out_before_anything_is_served() {
    let primary = Cluster::start(Collation::C);
    let standby = primary.standby();
    let spreading = Pgpool::start([&primary, &standby], true).await;
    let url = spreading.url(&primary, &primary.database().await);
    let directory = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = importops(directory.path()).env("IMPORTOPS_DATABASE_URL", &url).args(arguments).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    // It says that the setting did not arrive, or that Pgpool-II cut the connection because its two servers disagreed.
    let said = run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(!said.contains("listening"), "{said}");
    let said = run(&["check-config"]);
    assert!(said.contains("problem: "), "{said}");
}

#[actix_web::test]
async fn a_page_that_was_revoked_is_dead_through_a_pooler_that_spreads_no_reads() {
    let primary = Cluster::start(Collation::C);
    let url = primary.database().await;
    let standby = primary.standby();
    let pooler = Pgpool::start([&primary, &standby], false).await;
    let app = TestApp::on(&pooler.url(&primary, &url)).await;
    let (org, page) = (app.organization().await, app.anonymous());
    standby.run("SELECT pg_wal_replay_pause()").await;
    for _ in 0..5 {
        let (vehicle, slug) = org.live_slug().await;
        page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
        org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
        page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
        page.get(format!("/t/{slug}")).await.expect(404);
    }
}

/// Its connections to clients outlive those to the server, so nothing is noticed when a client's connection is made.
#[actix_web::test]
async fn a_pooler_that_is_pointed_at_a_standby_gets_no_page_shown() {
    let primary = Cluster::start(Collation::C);
    let standby = primary.standby();
    let pooler = PgBouncer::start(&primary, Pooling::Transaction, 10);
    let app = TestApp::on(&pooler.url(&primary, &primary.database().await)).await;
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let page = app.anonymous();
    standby.until("SELECT pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn()").await;
    standby.run("SELECT pg_wal_replay_pause()").await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    pooler.point_at(&standby);
    while page.get(ApiPath::PublicTracking(&slug)).await.status != 503 {}
    for _ in 0..5 {
        page.get(ApiPath::PublicTracking(&slug)).await.problem(ProblemCode::ServiceUnavailable);
        page.get(format!("/t/{slug}")).await.expect(503);
        org.viewer.get(ApiPath::Vehicles).await.problem(ProblemCode::ServiceUnavailable);
    }
    pooler.point_at(&primary);
    while page.get(ApiPath::PublicTracking(&slug)).await.status != 404 {}
    org.viewer.get(ApiPath::Vehicles).await.expect(200);
}
