//! What tells that something was committed must not come again: PostgreSQL gives the numbers of transactions that were rolled
//! back a second time after a crash and after a promotion.

use super::{is_dead_once_revoked, opened_after_a_refusal};
use crate::support::TestApp;
use crate::support::cluster::{Cluster, Collation};
use crate::support::pgbouncer::{PgBouncer, Pooling};

#[actix_web::test]
async fn a_revoked_page_is_dead_after_one_backend_was_killed() {
    let cluster = Cluster::start(Collation::C);
    let url = cluster.database().await;
    revoked_pages_are_dead_while_backends_are_killed(&cluster, &url).await;
}

async fn revoked_pages_are_dead_while_backends_are_killed(cluster: &Cluster, url: &str) {
    let app = TestApp::on(url).await;
    let org = app.organization().await;
    for _ in 0..3 {
        let link = opened_after_a_refusal(&app, &org).await;
        cluster.kill_a_backend().await;
        is_dead_once_revoked(&app, &org, link).await;
    }
}

#[actix_web::test]
async fn a_revoked_page_is_dead_after_the_server_crashed() {
    let mut cluster = Cluster::start(Collation::C);
    let app = TestApp::on(&cluster.database().await).await;
    let org = app.organization().await;
    for _ in 0..2 {
        let link = opened_after_a_refusal(&app, &org).await;
        cluster.crash_and_restart();
        is_dead_once_revoked(&app, &org, link).await;
    }
}

#[actix_web::test]
async fn a_revoked_page_is_dead_after_a_crash_that_a_pooler_hid() {
    let cluster = Cluster::start(Collation::C);
    let pooler = PgBouncer::start(&cluster, Pooling::Transaction, 10);
    let url = pooler.url(&cluster, &cluster.database().await);
    revoked_pages_are_dead_while_backends_are_killed(&cluster, &url).await;
}

#[actix_web::test]
async fn a_revoked_page_is_dead_after_the_standby_was_promoted() {
    let primary = Cluster::start(Collation::C);
    let url = primary.database().await;
    let standby = primary.synchronous_standby().await;
    let both = format!("{},{}", primary.address(), standby.address());
    let url = format!("{}?target_session_attrs=read-write", url.replace(&primary.address(), &both));
    let app = TestApp::on(&url).await;
    let org = app.organization().await;
    let link = opened_after_a_refusal(&app, &org).await;
    primary.crash();
    standby.promote().await;
    is_dead_once_revoked(&app, &org, link).await;
}
