//! An endpoint that does not answer rests as a whole: one attempt shows whether it answers again.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use server::webhooks::target::SystemLookup;
use server::webhooks::{Sender, worker};
use shared::paths::ApiPath;
use shared::webhook::{AttemptOutcome, WebhookEndpoint, WebhookEndpointSecret};
use store::deliveries::backlog;

use super::{deliver, deliveries, endpoint, listen};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    an_endpoint_that_hangs_rests_as_a_whole,
    an_endpoint_that_cannot_be_reached_rests_as_a_whole,
    an_answer_that_says_no_is_about_one_event,
    whoever_sends_by_hand_does_not_wait,
    another_url_is_another_receiver,
    a_clock_that_was_ahead_ends_no_endpoint,
    a_copy_of_an_endpoint_is_current_until_it_rests,
);

/// Sends what is due, and waits for an answer for a moment only.
async fn deliver_impatiently(app: &TestApp) -> usize {
    let mut deliverer = app.app.deliverer();
    let allowed = ["127.0.0.0/8".parse().unwrap()];
    deliverer.sender = Sender::with(Arc::new(SystemLookup), &allowed, Duration::from_millis(300)).unwrap();
    worker::pass(&deliverer).await.unwrap()
}

/// Ten events for a receiver that hangs.
async fn hanging(app: &TestApp) -> (Organization, Receiver, WebhookEndpointSecret) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.hold();
    for _ in 0..10 {
        org.vehicle().await;
    }
    (org, receiver, hook)
}

async fn attempts(app: &TestApp, org: &Organization, hook: &WebhookEndpointSecret) -> usize {
    deliveries(app, org, hook).await.iter().map(|delivery| delivery.attempts.len()).sum()
}

async fn an_endpoint_that_hangs_rests_as_a_whole(app: TestApp) {
    let (org, receiver, hook) = hanging(&app).await;
    assert_eq!((deliver_impatiently(&app).await, deliver_impatiently(&app).await), (2, 0), "the two under way");
    let resting = endpoint(&app, &org, &hook).await;
    let now = app.clock.now();
    assert_eq!(resting.backing_off_until.map(|until| until.unix_ms() - now.unix_ms()), Some(4_000));
    let waiting = deliveries(&app, &org, &hook).await;
    let (tried, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|delivery| !delivery.attempts.is_empty());
    assert_eq!((tried.len(), rest.len()), (2, 8));
    assert!(tried.iter().all(|delivery| delivery.attempts[0].outcome == AttemptOutcome::Timeout));
    // What the log says is when something can be sent at the earliest.
    assert!(rest.iter().all(|delivery| delivery.next_attempt_at == resting.backing_off_until), "{rest:?}");
    let backlog = {
        let mut reader = app.app.store.read_across().await.unwrap();
        backlog::measure(reader.across(), now).await.unwrap()
    };
    assert_eq!((backlog.pending, backlog.due_at), (10, resting.backing_off_until), "operators are not called for it");
    // One shows whether it answers again, and the pauses grow up to eight minutes.
    for (pause_ms, next_ms) in [(4_000, 24_000), (24_000, 96_000), (96_000, 480_000), (480_000, 480_000)] {
        app.clock.advance_ms(pause_ms - 1);
        assert_eq!(deliver_impatiently(&app).await, 0);
        app.clock.advance_ms(1);
        assert_eq!(deliver_impatiently(&app).await, 1, "after {pause_ms}");
        let until = endpoint(&app, &org, &hook).await.backing_off_until;
        assert_eq!(until.map(|until| until.unix_ms() - app.clock.now().unix_ms()), Some(next_ms));
    }
    assert_eq!(attempts(&app, &org, &hook).await, 6);
    receiver.let_all_go();
    receiver.take();
    app.clock.advance_ms(480_000);
    // Retries of some are not due yet.
    let sent = deliver_impatiently(&app).await;
    assert!(sent >= 5 && receiver.posts() == sent, "{sent}");
    let well = endpoint(&app, &org, &hook).await;
    assert_eq!((well.backing_off_until, well.failing_since), (None, None));
    app.clock.advance_ms(3_600_000);
    deliver_impatiently(&app).await;
    assert_eq!(receiver.posts(), 10, "all of them arrive");
}

async fn an_endpoint_that_cannot_be_reached_rests_as_a_whole(app: TestApp) {
    let org = app.organization().await;
    // Nobody listens on it while it is bound and not listened on.
    let bound = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/hook", bound.local_addr().unwrap());
    drop(bound);
    let hook: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": url })).await.json(201);
    for _ in 0..5 {
        org.vehicle().await;
    }
    let made = deliver(&app).await;
    assert!((1..=2).contains(&made), "{made}");
    assert_eq!(deliver(&app).await, 0);
    assert!(endpoint(&app, &org, &hook).await.backing_off_until.is_some());
    app.clock.advance_ms(4_000);
    assert_eq!((deliver(&app).await, deliver(&app).await), (1, 0));
}

async fn an_answer_that_says_no_is_about_one_event(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    receiver.answer([500, 404, 301, 503, 429, 500]);
    for _ in 0..10 {
        org.vehicle().await;
    }
    assert_eq!(deliver(&app).await, 10);
    assert_eq!(endpoint(&app, &org, &hook).await.backing_off_until, None);
}

async fn whoever_sends_by_hand_does_not_wait(app: TestApp) {
    let (org, receiver, hook) = hanging(&app).await;
    deliver_impatiently(&app).await;
    let id = &hook.webhook_endpoint.id;
    receiver.take();
    app.clock.advance_ms(1);
    org.admin.post(ApiPath::WebhookPing(id), json!({})).await.expect(202);
    assert_eq!((deliver_impatiently(&app).await, receiver.kinds()), (1, vec!["ping".to_owned()]));
    assert!(endpoint(&app, &org, &hook).await.backing_off_until.is_some(), "it still does not answer");
    app.clock.advance_ms(1);
    let waiting = deliveries(&app, &org, &hook).await.into_iter().find(|delivery| delivery.attempts.is_empty());
    let waiting = waiting.unwrap();
    org.admin.post(ApiPath::WebhookRedeliver(id, &waiting.id), json!({})).await.expect(202);
    receiver.let_all_go();
    assert_eq!(deliver_impatiently(&app).await, 8, "it answers, so all that are due follow");
    assert_eq!(receiver.take()[0].header("webhook-id"), waiting.event_id.as_str());
    assert_eq!(endpoint(&app, &org, &hook).await.backing_off_until, None);
}

async fn another_url_is_another_receiver(app: TestApp) {
    let (org, _hanging, hook) = hanging(&app).await;
    deliver_impatiently(&app).await;
    let path = ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id);
    org.admin.patch(path, json!({ "description": "DMS" })).await.expect(200);
    assert_eq!(deliver_impatiently(&app).await, 0, "it is the same one");
    let receiver = Receiver::start();
    org.admin.patch(path, json!({ "url": receiver.url })).await.expect(200);
    assert_eq!((deliver_impatiently(&app).await, receiver.posts()), (8, 8));
}

async fn a_clock_that_was_ahead_ends_no_endpoint(app: TestApp) {
    let (org, receiver, hook) = hanging(&app).await;
    let day_ms = 24 * 60 * 60 * 1000;
    app.clock.step_ms(day_ms);
    assert_eq!(deliver_impatiently(&app).await, 2);
    app.clock.step_ms(-day_ms);
    receiver.let_all_go();
    assert_eq!(deliver_impatiently(&app).await, 0, "control: it waits");
    worker::set_right(&app.app.deliverer()).await.unwrap();
    assert!(deliver_impatiently(&app).await >= 8);
    assert_eq!(endpoint(&app, &org, &hook).await.backing_off_until, None);
}

async fn a_copy_of_an_endpoint_is_current_until_it_rests(app: TestApp) {
    let (org, receiver, hook) = hanging(&app).await;
    let path = format!("{}/{}", ApiPath::WebhookEndpoints, hook.webhook_endpoint.id);
    let well = org.admin.get(&path).await.etag().to_owned();
    let known = org.admin.with("if-none-match", &well);
    known.get(&path).await.expect(304);
    deliver_impatiently(&app).await;
    // It rests and fails; nobody saved anything, so the version is the same.
    let resting = known.get(&path).await;
    let endpoint: WebhookEndpoint = resting.json(200);
    assert!(endpoint.backing_off_until.is_some() && endpoint.version == hook.webhook_endpoint.version);
    org.admin.with("if-none-match", resting.etag()).get(&path).await.expect(304);
    // When the rest is over, the copy that says so is outdated, though no server did anything.
    app.clock.advance_ms(4_001);
    let over = org.admin.with("if-none-match", resting.etag()).get(&path).await;
    assert_eq!(over.json::<WebhookEndpoint>(200).backing_off_until, None);
    // What is saved over has not changed.
    let change = json!({ "description": "Yard" });
    org.admin.with("if-match", &well).patch(&path, change).await.expect(200);
    receiver.let_all_go();
}
