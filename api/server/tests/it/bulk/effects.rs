//! What rows leave behind: the same as calls of their own, and nothing when they are repeated.

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::bulk::BulkOutcome;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use super::{EVENTS, car, ext, link, outcomes, upsert};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines};
use crate::webhooks::deliver;

both_engines!(
    five_hundred_rows_again_change_nothing,
    rows_have_the_effects_of_calls_of_their_own,
    a_key_replays_the_answer,
);

/// What the audit log and the receiver of webhooks were told, without what differs between organisations.
async fn told(org: &Organization, receiver: &Receiver) -> (Vec<Value>, Vec<String>) {
    let entries = org.admin.get(format!("{}?limit=100", ApiPath::AuditEvents)).await.value(200);
    let entries = entries["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| json!([entry["action"], entry["summary"], entry["actor"]["name"]]));
    (entries.collect(), receiver.kinds())
}

async fn five_hundred_rows_again_change_nothing(app: TestApp) {
    let org = app.organization().await;
    let key = org.key(&[Scope::VehiclesWrite, Scope::TrackingLinksWrite]).await;
    let cars: Vec<_> = (0..500).map(car).collect();
    let links: Vec<_> = (0..500).map(|id| json!({ "vehicle_id": format!("ext:{id}") })).collect();
    let created = upsert(&key, &cars).await;
    assert_eq!(outcomes(&created), vec![("created", 201); 500]);
    let linked = link(&key, &links).await;
    assert!(linked.results.iter().all(|row| (row.outcome, row.status) == (BulkOutcome::Created, 201)));
    let (events, token) = (app.number(EVENTS).await, app.app.store.change_token().await.unwrap());
    app.clock.advance_ms(1000);
    let again = upsert(&key, &cars).await;
    assert_eq!(outcomes(&again), vec![("unchanged", 200); 500]);
    for (before, after) in created.results.iter().zip(&again.results) {
        let (before, after) = (before.vehicle.as_ref().unwrap(), after.vehicle.as_ref().unwrap());
        assert_eq!((&before.id, before.version, before.updated_at), (&after.id, after.version, after.updated_at));
    }
    let again = link(&key, &links).await;
    for (before, after) in linked.results.iter().zip(&again.results) {
        assert_eq!((after.outcome, after.status), (BulkOutcome::Unchanged, 200));
        assert_eq!(before.tracking_link, after.tracking_link);
    }
    assert_eq!(app.number(EVENTS).await, events);
    if app.is_sqlite() {
        assert_eq!(app.app.store.change_token().await.unwrap(), token, "nothing was written");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles").await, 500);
    assert_eq!(app.number("SELECT COUNT(*) FROM tracking_links").await, 500);
}

async fn rows_have_the_effects_of_calls_of_their_own(app: TestApp) {
    let mut all = Vec::new();
    for in_bulk in [false, true] {
        let org = app.organization().await;
        let receiver = Receiver::start();
        org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
        let mut changed = car("B");
        changed["eta"] = json!("2026-07-01");
        let (links, editor) = ([json!({ "vehicle_id": "ext:A" }), json!({ "vehicle_id": "ext:B" })], &org.editor);
        if in_bulk {
            upsert(editor, &[car("A"), car("B")]).await;
            link(editor, &links).await;
            upsert(editor, &[car("A"), changed]).await;
        } else {
            for id in ["A", "B"] {
                editor.post(ApiPath::Vehicles, car(id)).await.expect(201);
            }
            for id in ["A", "B"] {
                editor.post(format!("{}/tracking-link", ext(id)), json!({})).await.expect(201);
            }
            editor.patch(ext("A"), car("A")).await.expect(200);
            editor.patch(ext("B"), changed).await.expect(200);
        }
        while deliver(&app).await > 0 {}
        all.push(told(&org, &receiver).await);
    }
    let (mut singly, mut in_bulk) = (all.swap_remove(0), all.swap_remove(0));
    singly.1.sort_unstable();
    in_bulk.1.sort_unstable();
    assert!(singly.1.len() >= 6, "{singly:?}");
    assert_eq!(singly, in_bulk);
}

async fn a_key_replays_the_answer(app: TestApp) {
    let org = app.organization().await;
    let editor = org.editor.with("idempotency-key", "nightly-1");
    let body = |id: &str| json!({ "vehicles": [car(id), { "external_id": "incomplete" }] });
    let first = editor.post(ApiPath::BulkVehicles, body("A")).await;
    assert_eq!(first.expect(200).header("idempotency-replayed"), "");
    org.editor.patch(ext("A"), json!({ "colour": "red" })).await.expect(200);
    let again = editor.post(ApiPath::BulkVehicles, body("A")).await;
    assert_eq!((again.header("idempotency-replayed"), again.text()), ("true", first.text()));
    editor.post(ApiPath::BulkVehicles, body("B")).await.problem(ProblemCode::IdempotencyKeyReused);
    org.viewer.get(ext("B")).await.expect(404);
    // Also when they come at the same moment: each vehicle is made once, and all are answered alike.
    let editor = org.editor.with("idempotency-key", "nightly-2");
    let answers = join_all((0..5).map(|_| editor.post(ApiPath::BulkVehicles, body("C")))).await;
    assert!(answers.iter().all(|answer| answer.expect(200).text() == answers[0].text()));
    assert_eq!(answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count(), 1);
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles WHERE external_id = 'C'").await, 1);
}
