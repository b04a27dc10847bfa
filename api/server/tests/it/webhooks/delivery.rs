//! At least once, whatever fails: retries, servers that die, several servers, receivers that are gone.

use futures_util::future::join_all;
use serde_json::json;
use server::webhooks::worker;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::webhook::{AttemptOutcome, DeliveryState, DisabledReason};

use super::{deliver, deliveries, endpoint, listen, take_up_and_die};
use crate::support::receiver::Receiver;
use crate::support::{TestApp, both_engines};

both_engines!(
    a_failure_is_tried_again_until_it_succeeds,
    after_a_day_of_failures_a_delivery_is_given_up,
    a_receiver_that_is_gone_is_switched_off_at_once,
    five_days_of_failure_switch_an_endpoint_off,
    two_servers_deliver_each_event_once,
    what_a_dead_server_had_taken_up_is_delivered_by_another,
    a_delivery_can_be_made_again,
    what_is_switched_off_or_deleted_gets_nothing,
);

async fn a_failure_is_tried_again_until_it_succeeds(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.answer([500, 302, 204]);
    org.vehicle().await;
    assert_eq!((deliver(&app).await, deliver(&app).await), (1, 0), "not before its time");
    let waiting = deliveries(&app, &org, &hook).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts[0].outcome), (DeliveryState::Pending, AttemptOutcome::HttpError));
    assert_eq!(waiting.attempts[0].status, Some(500));
    assert!(endpoint(&app, &org, &hook).await.failing_since.is_some());
    for _ in 0..2 {
        app.clock.advance_ms(60_000);
        deliver(&app).await;
    }
    let posts = receiver.take();
    assert_eq!(posts.len(), 3);
    assert!(posts.iter().all(|post| post.header("webhook-id") == posts[0].header("webhook-id")));
    assert!(posts.iter().all(|post| post.body == posts[0].body));
    let done = deliveries(&app, &org, &hook).await.remove(0);
    assert_eq!((done.state, done.next_attempt_at, done.attempts.len()), (DeliveryState::Succeeded, None, 3));
    assert_eq!(endpoint(&app, &org, &hook).await.failing_since, None);
}

async fn after_a_day_of_failures_a_delivery_is_given_up(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.answer([500; 20]);
    org.vehicle().await;
    let began = app.clock.now();
    deliver(&app).await;
    while let Some(next) = deliveries(&app, &org, &hook).await[0].next_attempt_at {
        app.clock.advance_ms(next.unix_ms() - app.clock.now().unix_ms());
        assert_eq!(deliver(&app).await, 1);
    }
    let hours = (app.clock.now().unix_ms() - began.unix_ms()) / 3_600_000;
    assert!((18..=30).contains(&hours), "{hours}");
    let given_up = deliveries(&app, &org, &hook).await.remove(0);
    assert_eq!((given_up.state, given_up.attempts.len()), (DeliveryState::Failed, 11));
    assert!(endpoint(&app, &org, &hook).await.enabled);
}

async fn a_receiver_that_is_gone_is_switched_off_at_once(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.answer([410]);
    org.vehicle().await;
    deliver(&app).await;
    let after = endpoint(&app, &org, &hook).await;
    assert_eq!((after.enabled, after.disabled_reason), (false, Some(DisabledReason::Gone)));
    org.vehicle().await;
    assert_eq!(deliver(&app).await, 0);
    let events = org.admin.get(format!("{}?category=webhook", ApiPath::AuditEvents)).await.value(200);
    assert_eq!(events["data"][0]["actor"]["kind"], "system");
    // Switched on again, it gets what happens from then on.
    let path = ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id);
    org.admin.patch(path, json!({ "enabled": true })).await.expect(200);
    org.vehicle().await;
    assert_eq!(deliver(&app).await, 1);
}

async fn five_days_of_failure_switch_an_endpoint_off(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.answer([503; 30]);
    for day in 0..=5 {
        assert!(endpoint(&app, &org, &hook).await.enabled, "day {day}");
        app.second_session(&org).await.vehicle().await;
        deliver(&app).await;
        app.clock.advance_ms(24 * 60 * 60 * 1000);
    }
    let after = endpoint(&app, &org, &hook).await;
    assert_eq!((after.enabled, after.disabled_reason), (false, Some(DisabledReason::Failing)));
    let left = deliveries(&app, &org, &hook).await;
    assert!(left.iter().all(|delivery| delivery.state == DeliveryState::Failed));
}

async fn two_servers_deliver_each_event_once(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    for _ in 0..30 {
        org.vehicle().await;
    }
    let other = app.other_parts().await;
    let deliverers = [&app.app, &other].map(server::app::App::deliverer);
    let passes = deliverers.iter().chain(&deliverers).map(|deliverer| Box::pin(worker::pass(deliverer)));
    let attempts: usize = join_all(passes).await.into_iter().map(Result::unwrap).sum();
    let mut ids: Vec<_> = receiver.take().iter().map(|post| post.header("webhook-id").to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((attempts, ids.len()), (30, 30));
}

async fn what_a_dead_server_had_taken_up_is_delivered_by_another(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    org.vehicle().await;
    assert_eq!((take_up_and_die(&app).await, deliver(&app).await), (1, 0), "nobody else works on it");
    app.clock.advance_ms(60_000);
    assert_eq!((deliver(&app).await, receiver.kinds()), (1, vec!["vehicle.created".to_owned()]));
}

async fn a_delivery_can_be_made_again(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    let id = &hook.webhook_endpoint.id;
    org.admin.post(ApiPath::WebhookPing(id), json!({})).await.expect(202);
    deliver(&app).await;
    let done = deliveries(&app, &org, &hook).await.remove(0);
    assert_eq!((done.event_type.as_str(), done.state), ("ping", DeliveryState::Succeeded));
    let again = org.admin.post(ApiPath::WebhookRedeliver(id, &done.id), json!({})).await.value(202);
    assert_eq!(again["state"], "pending");
    deliver(&app).await;
    let posts = receiver.take();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0].header("webhook-id"), posts[1].header("webhook-id"));
    assert_eq!(deliveries(&app, &org, &hook).await[0].attempts.len(), 2);
    let failed = format!("{}?state=failed", ApiPath::WebhookDeliveries(id));
    assert_eq!(org.admin.get(failed).await.value(200)["data"], json!([]));
}

async fn what_is_switched_off_or_deleted_gets_nothing(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    let id = &hook.webhook_endpoint.id;
    org.vehicle().await;
    org.admin.patch(ApiPath::WebhookEndpoint(id), json!({ "enabled": false })).await.expect(200);
    org.vehicle().await;
    assert_eq!(deliver(&app).await, 0);
    org.admin.post(ApiPath::WebhookPing(id), json!({})).await.problem(ProblemCode::WebhookEndpointDisabled);
    let given_up = deliveries(&app, &org, &hook).await.remove(0);
    let redeliver = ApiPath::WebhookRedeliver(id, &given_up.id);
    org.admin.post(redeliver, json!({})).await.problem(ProblemCode::WebhookEndpointDisabled);
    org.admin.patch(ApiPath::WebhookEndpoint(id), json!({ "enabled": true })).await.expect(200);
    assert_eq!(deliver(&app).await, 0, "what was given up stays so");
    org.vehicle().await;
    org.admin.delete(ApiPath::WebhookEndpoint(id)).await.expect(204);
    assert_eq!((deliver(&app).await, receiver.connections()), (0, 0));
    org.admin.get(ApiPath::WebhookEndpoint(id)).await.expect(404);
}
