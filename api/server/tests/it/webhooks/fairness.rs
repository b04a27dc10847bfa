//! One receiver that hangs, or one endpoint whose data is damaged, holds up nobody else.

use std::time::Duration;

use shared::webhook::{AttemptOutcome, WebhookDelivery};
use sqlx::AssertSqlSafe;
use store::Db;

use super::{Delivering, deliver, deliveries, listen, until};
use crate::support::receiver::Receiver;
use crate::support::{TestApp, both_engines};

both_engines!(
    receivers_that_hang_hold_up_no_other_organisation,
    every_organisation_gets_its_events_while_those_of_many_hang,
    at_most_two_are_under_way_at_an_endpoint_and_the_next_follows_at_once,
    an_endpoint_without_a_secret_holds_up_no_other,
    what_is_disabled_meanwhile_gets_no_more,
);

async fn receivers_that_hang_hold_up_no_other_organisation(app: TestApp) {
    let (one, other) = (app.organization().await, app.organization().await);
    let (hanging, receiver) = (Receiver::start(), Receiver::start());
    hanging.hold();
    // More than there are slots, however they are shared.
    for _ in 0..70 {
        listen(&one, &hanging).await;
    }
    one.vehicle().await;
    one.vehicle().await;
    listen(&other, &receiver).await;
    let delivering = Delivering::start(&app.app);
    // As many as one organisation may have.
    until(|| hanging.held() == 32).await;
    for _ in 0..3 {
        other.vehicle().await;
        until(|| receiver.posts() == 1).await;
        receiver.take();
        assert_eq!((hanging.held(), hanging.most_held()), (32, 32), "they still hang");
    }
    // Once they answer, everything arrives, of the endpoints that had no slot too.
    hanging.let_all_go();
    until(|| hanging.posts() == 140).await;
    delivering.stop().await;
    let mut all: Vec<_> = deliver_ids(&hanging);
    all.dedup();
    assert_eq!(all.len(), 2, "two events, each at every endpoint");
}

fn deliver_ids(receiver: &Receiver) -> Vec<String> {
    let mut ids: Vec<_> = receiver.take().iter().map(|post| post.header("webhook-id").to_owned()).collect();
    ids.sort();
    ids
}

async fn every_organisation_gets_its_events_while_those_of_many_hang(app: TestApp) {
    let hanging = Receiver::start();
    hanging.hold();
    for _ in 0..4 {
        let org = app.organization().await;
        for _ in 0..34 {
            listen(&org, &hanging).await;
        }
        org.vehicle().await;
    }
    let (last, receiver) = (app.organization().await, Receiver::start());
    listen(&last, &receiver).await;
    let delivering = Delivering::start(&app.app);
    until(|| hanging.held() >= 32).await;
    last.vehicle().await;
    until(|| receiver.posts() == 1).await;
    assert!(hanging.held() == hanging.most_held() && hanging.held() < 64, "{}", hanging.held());
    delivering.stop().await;
}

async fn at_most_two_are_under_way_at_an_endpoint_and_the_next_follows_at_once(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.hold();
    for _ in 0..9 {
        org.vehicle().await;
    }
    let delivering = Delivering::start(&app.app);
    for answered in 0..7 {
        until(|| receiver.held() == 2 && receiver.posts() == answered + 2).await;
        receiver.let_go(1);
    }
    until(|| receiver.held() == 2 && receiver.posts() == 9).await;
    receiver.let_all_go();
    let succeeded = |delivery: &WebhookDelivery| matches!(delivery.attempts.as_slice(), [one] if one.outcome == AttemptOutcome::Succeeded);
    let written_down = async { while !deliveries(&app, &org, &hook).await.iter().all(succeeded) {} };
    tokio::time::timeout(Duration::from_secs(15), written_down).await.expect("one attempt at each");
    delivering.stop().await;
    assert_eq!(receiver.most_held(), 2);
}

async fn an_endpoint_without_a_secret_holds_up_no_other(app: TestApp) {
    let (org, lost, receiver) = (app.organization().await, Receiver::start(), Receiver::start());
    let broken = listen(&org, &lost).await;
    listen(&org, &receiver).await;
    let broken = format!(
        "UPDATE webhook_endpoints SET sealed_secret = 'not sealed' WHERE id = '{}'",
        broken.webhook_endpoint.id
    );
    let mut tx = app.app.store.begin_across().await.unwrap();
    match tx.db() {
        Db::Sqlite(connection) => drop(sqlx::raw_sql(AssertSqlSafe(broken)).execute(connection).await.unwrap()),
        Db::Postgres(session) => drop(sqlx::raw_sql(AssertSqlSafe(broken)).execute(session).await.unwrap()),
    }
    tx.commit().await.unwrap();
    let delivering = Delivering::start(&app.app);
    for _ in 0..3 {
        org.vehicle().await;
        until(|| receiver.posts() == 1).await;
        receiver.take();
    }
    delivering.stop().await;
    assert_eq!(lost.posts(), 0, "nothing goes out unsigned");
}

async fn what_is_disabled_meanwhile_gets_no_more(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    for _ in 0..40 {
        org.vehicle().await;
    }
    receiver.hold();
    let delivering = Delivering::start(&app.app);
    until(|| receiver.held() == 2).await;
    let path = shared::paths::ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id);
    org.admin.patch(path, serde_json::json!({ "enabled": false })).await.expect(200);
    receiver.let_go(2);
    // What had been taken up before is all that may still come.
    until(|| receiver.held() == 0).await;
    delivering.stop().await;
    assert!(receiver.posts() <= 4, "{}", receiver.posts());
    receiver.let_all_go();
    app.clock.advance_ms(60_000);
    assert_eq!(deliver(&app).await, 0);
}
