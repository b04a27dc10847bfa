//! A database that does not take what is counted.

use serde_json::json;
use shared::paths::ApiPath;

use super::{phone, views};
use crate::support::cluster::{Cluster, Collation};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(what_was_refused_is_counted_later);

/// A link with a view that was counted, and so many that wait.
async fn waiting(app: &TestApp, org: &Organization, count: usize) -> (shared::ids::VehicleId, String) {
    let (vehicle, slug) = org.live_slug().await;
    for _ in 0..=count {
        phone(&app.base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    }
    (vehicle, slug)
}

async fn what_was_refused_is_counted_later(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = waiting(&app, &org, 2).await;
    let (fault, mended) = if app.is_sqlite() {
        (
            "CREATE TRIGGER fault BEFORE UPDATE ON tracking_links BEGIN SELECT RAISE(ABORT, 'no'); END",
            "DROP TRIGGER fault",
        )
    } else {
        (
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE TRIGGER fault BEFORE UPDATE ON tracking_links FOR EACH ROW EXECUTE FUNCTION fault()",
            "DROP TRIGGER fault ON tracking_links",
        )
    };
    app.execute(fault).await;
    for _ in 0..2 {
        assert!(app.app.write_page_views().await.is_err());
        phone(&app.base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    }
    // A first view is not acknowledged unless it is written.
    let (unseen, unseen_slug) = org.live_slug().await;
    let answer = phone(&app.base).post(ApiPath::PublicViews(&unseen_slug), json!({})).await;
    assert!(answer.status >= 500, "{}", answer.status);
    app.execute(mended).await;
    assert_eq!(app.app.write_page_views().await.unwrap(), 4);
    assert_eq!(views(&org.viewer, &vehicle).await.count, 5);
    assert_eq!(views(&org.viewer, &unseen).await.count, 0);
    phone(&app.base).post(ApiPath::PublicViews(&unseen_slug), json!({})).await.expect(204);
    assert_eq!(views(&org.viewer, &unseen).await.count, 1);
    assert_eq!(app.app.page_views.dropped(), 0);
}

/// What PostgreSQL says at the commit decides: it refused, or it went away and nobody knows.
#[actix_web::test]
async fn what_may_have_been_counted_is_not_counted_again() {
    let app = TestApp::postgres().await;
    let org = app.organization().await;
    for (condition, is_known, dropped) in [("disk_full", true, 0), ("admin_shutdown", false, 2)] {
        let (vehicle, _) = waiting(&app, &org, 2).await;
        app.execute(&format!(
            "CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{condition}'; END $$;
             CREATE CONSTRAINT TRIGGER fault AFTER UPDATE ON tracking_links DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION fault()"
        ))
        .await;
        assert!(app.app.write_page_views().await.is_err());
        app.execute("DROP TRIGGER fault ON tracking_links").await;
        assert_eq!(app.app.write_page_views().await.unwrap(), if is_known { 2 } else { 0 });
        assert_eq!(views(&org.viewer, &vehicle).await.count, if is_known { 3 } else { 1 });
        assert_eq!(app.app.page_views.dropped(), dropped);
    }
}

#[actix_web::test]
async fn views_outlive_a_database_that_is_down() {
    let mut cluster = Cluster::start(Collation::C);
    let app = TestApp::on(&cluster.database().await).await;
    let org = app.organization().await;
    let (vehicle, slug) = waiting(&app, &org, 3).await;
    cluster.crash();
    assert!(app.app.write_page_views().await.is_err());
    phone(&app.base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(503);
    cluster.start_again();
    while app.app.write_page_views().await.is_err() {}
    assert_eq!(app.app.page_views.dropped(), 0);
    while org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.status != 200 {}
    assert_eq!(views(&org.viewer, &vehicle).await.count, 4);
}
