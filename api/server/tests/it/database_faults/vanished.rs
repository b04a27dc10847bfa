//! A database whose host vanishes without a word: connections stay open and silent. Requests get an answer, and everything
//! works again soon after a healthy server is reachable.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use shared::paths::ApiPath;

use crate::support::cluster::{Cluster, Collation};
use crate::support::receiver::Receiver;
use crate::support::relay::Relay;
use crate::support::{Organization, TestApp};

/// How long a request may take while nothing answers.
const ANSWER: Duration = Duration::from_secs(20);
/// How long everything may take to work again (the bound of the requirement).
const RECOVERY: Duration = Duration::from_secs(10);

/// A server that reaches its database through a relay, with a page and an organisation.
async fn relayed(cluster: &Cluster) -> (Relay, TestApp, Organization, String) {
    let relay = Relay::to(cluster.address().parse().unwrap());
    let url = cluster.database().await.replace(&cluster.address(), &relay.address.to_string());
    let app = TestApp::on(&url).await;
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    app.anonymous().get(ApiPath::PublicTracking(&slug)).await.expect(200);
    (relay, app, org, slug)
}

#[actix_web::test]
async fn everything_works_again_soon_after_the_database_is_back() {
    let cluster = Cluster::start(Collation::C);
    let (relay, app, org, slug) = relayed(&cluster).await;
    let receiver = Receiver::start();
    org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
    let page = app.anonymous();
    for _ in 0..2 {
        relay.fall_silent();
        // What readiness said last counts for a second.
        app.clock.advance_ms(1000);
        // More than there are connections, of every kind; each gets an answer, and none a page that nobody vouches for.
        let asked = join_all((0..40).map(async |number| match number % 4 {
            0 => page.get(ApiPath::PublicTracking(&slug)).await.status,
            1 => page.get(format!("/t/{slug}")).await.status,
            2 => org.viewer.get(ApiPath::Vehicles).await.status,
            _ => page.get("/readyz").await.status,
        }));
        let statuses = tokio::time::timeout(ANSWER, asked).await.expect("an answer");
        assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
        let turns = async {
            assert!(server::webhooks::worker::pass(&app.app.deliverer()).await.is_err());
            assert!(app.app.count_retired_url_opens().await.is_ok_and(|counted| counted == 0));
        };
        tokio::time::timeout(ANSWER, turns).await.expect("turns in the background end, too");
        relay.answer_again(None);
        let recovered = async {
            app.clock.advance_ms(1000);
            while page.get("/readyz").await.status != 200
                || page.get(ApiPath::PublicTracking(&slug)).await.status != 200
                || page.get(format!("/t/{slug}")).await.status != 200
                || org.viewer.get(ApiPath::Vehicles).await.status != 200
            {
                tokio::task::yield_now().await;
            }
            org.vehicle().await;
            server::webhooks::worker::pass(&app.app.deliverer()).await.unwrap();
        };
        tokio::time::timeout(RECOVERY, recovered).await.expect("it works again");
        assert!(!receiver.take().is_empty());
    }
}

#[actix_web::test]
async fn connections_that_died_while_they_were_idle_cost_one_request_half_a_second() {
    let cluster = Cluster::start(Collation::C);
    let (relay, app, org, slug) = relayed(&cluster).await;
    // Fills the pools.
    join_all((0..30).map(|_| org.viewer.get(ApiPath::Vehicles))).await;
    // What is tested is that time passed: a connection that was used a moment ago is believed.
    let idle = tokio::time::timeout(Duration::from_millis(1200), std::future::pending::<()>());
    assert!(idle.await.is_err());
    relay.lose_connections();
    let page = app.anonymous();
    // Half a second, and the connecting.
    let bound = Duration::from_millis(900);
    let first = async {
        page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    };
    tokio::time::timeout(bound, first).await.expect("half a second, and a new connection");
    let first = async {
        org.viewer.get(ApiPath::Vehicles).await.expect(200);
    };
    tokio::time::timeout(bound, first).await.expect("the others are not tried");
    let others = join_all((0..20).map(|_| org.viewer.get(ApiPath::Vehicles)));
    let others = tokio::time::timeout(bound, others).await.expect("nobody else waits");
    assert!(others.iter().all(|answer| answer.status == 200));
}
