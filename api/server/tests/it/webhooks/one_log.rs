//! A change is one event, with one id, whoever is told of it.

use serde_json::{Value, json};
use shared::audit::AuditEvent;
use shared::page::Page;
use shared::paths::ApiPath;
use store::audit;

use super::{deliver, deliveries, listen};
use crate::support::people::slug;
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    a_change_is_one_event_however_many_listen,
    a_change_that_nobody_listens_to_is_one_event_without_a_delivery,
    what_is_not_audited_is_an_event_outside_of_the_audit_log,
    the_database_keeps_a_delivery_with_its_event_and_its_channel,
);

const EVENTS: &str = "SELECT COUNT(*) FROM events";
const DELIVERIES: &str = "SELECT COUNT(*) FROM deliveries";

async fn entries(org: &Organization) -> Vec<AuditEvent> {
    org.admin.get(ApiPath::AuditEvents).await.json::<Page<AuditEvent>>(200).data
}

async fn a_change_is_one_event_however_many_listen(app: TestApp) {
    let (org, first, second) = (app.organization().await, Receiver::start(), Receiver::start());
    let hooks = [listen(&org, &first).await, listen(&org, &second).await];
    let before = app.number(EVENTS).await;
    let vehicle = org.vehicle().await.id;
    assert_eq!((app.number(EVENTS).await, app.number(DELIVERIES).await), (before + 1, 2));
    let entry = entries(&org).await.remove(0);
    assert_eq!((entry.action.as_str(), entry.subject_id.as_str()), ("vehicle.created", vehicle.as_str()));
    assert_eq!(deliver(&app).await, 2);
    for receiver in [first, second] {
        let posts = receiver.take();
        assert_eq!((posts.len(), posts[0].header("webhook-id")), (1, entry.id.as_str()));
    }
    for hook in &hooks {
        let listed = deliveries(&app, &org, hook).await.remove(0);
        assert_eq!((&listed.event_id, listed.event_type.as_str()), (&entry.id, "vehicle.created"));
        assert_eq!((&listed.vehicle_id, listed.created_at), (&Some(vehicle.clone()), entry.occurred_at));
    }
}

async fn a_change_that_nobody_listens_to_is_one_event_without_a_delivery(app: TestApp) {
    let org = app.organization().await;
    let before = app.number(EVENTS).await;
    let vehicle = org.vehicle().await.id;
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Hi" })).await.expect(201);
    org.link(&vehicle).await;
    let of_vehicle = format!("{EVENTS} WHERE vehicle_id = '{vehicle}' AND event_type = action AND sequence > 0");
    assert_eq!((app.number(EVENTS).await, app.number(&of_vehicle).await), (before + 3, 3));
    org.admin.patch(ApiPath::Organization, json!({ "name": "New" })).await.expect(200);
    let of_nobody = format!("{EVENTS} WHERE vehicle_id IS NULL AND event_type IS NULL AND sequence > 0");
    assert_eq!((app.number(EVENTS).await, app.number(&of_nobody).await), (before + 4, before + 1));
    assert_eq!(app.number(DELIVERIES).await, 0);
}

async fn what_is_not_audited_is_an_event_outside_of_the_audit_log(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    let vehicle = org.vehicle().await.id;
    let link = org.link_with(&vehicle, json!({ "expires_at": "2026-05-01T10:05:00Z" })).await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-06-01" })).await.expect(200);
    let browser = app.anonymous().with("user-agent", "Mozilla/5.0 (iPhone) Safari/604.1");
    browser.post(ApiPath::PublicViews(&slug(&link)), json!({})).await.expect(204);
    org.admin.post(ApiPath::WebhookPing(&hook.webhook_endpoint.id), json!({})).await.expect(202);
    app.move_to("2026-05-01T10:05:00Z");
    deliver(&app).await;
    assert_eq!(app.number(&format!("{EVENTS} WHERE sequence IS NULL AND action IS NULL")).await, 4);
    let listed = entries(&org).await;
    let actions: Vec<_> = listed.iter().rev().map(|entry| entry.action.as_str()).collect();
    let audited = ["webhook.created", "vehicle.created", "tracking_link.created", "vehicle.updated", "webhook.pinged"];
    assert_eq!(actions, audited);
    let export: Value = org.admin.get(ApiPath::Export).await.value(200);
    assert_eq!(export["audit_events"].as_array().unwrap().len(), audited.len());
    let mut reader = app.app.store.read_across().await.unwrap();
    let chains = audit::verify(reader.across()).await.unwrap();
    let own = chains.iter().find(|check| check.organization_id == org.id).unwrap();
    assert_eq!((own.intact, own.broken_at), (6, None), "the export left an entry too");
    drop(reader);
    let posts = receiver.take();
    let of_nobody = posts.iter().filter(|post| {
        let id = post.header("webhook-id");
        listed.iter().all(|entry| entry.id.as_str() != id)
    });
    let mut kinds: Vec<_> = of_nobody.map(crate::support::receiver::Post::kind).collect();
    kinds.sort();
    assert_eq!(kinds, ["ping", "tracking_link.expired", "tracking_link.first_viewed", "vehicle.eta_changed"]);
}

async fn the_database_keeps_a_delivery_with_its_event_and_its_channel(app: TestApp) {
    let (org, other, receiver) = (app.organization().await, app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    org.vehicle().await;
    other.vehicle().await;
    let id = &other.id;
    for refused in [
        "UPDATE deliveries SET endpoint_id = NULL".to_owned(),
        "UPDATE deliveries SET channel = 'mail'".to_owned(),
        format!("UPDATE deliveries SET event_id = (SELECT id FROM events WHERE organization_id = '{id}')"),
        format!("UPDATE deliveries SET organization_id = '{id}'"),
        "INSERT INTO events (id, organization_id, occurred_at) SELECT 'evt_x', organization_id, 1 FROM deliveries"
            .to_owned(),
        "UPDATE events SET vehicle_id = NULL".to_owned(),
    ] {
        assert!(app.try_execute(&refused).await.is_err(), "{refused}");
    }
    assert_eq!(deliver(&app).await, 1);
}
