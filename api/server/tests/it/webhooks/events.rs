//! What is told, to whom, and what is never told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::paths::ApiPath;

use super::{deliver, listen, listen_with};
use crate::support::people::slug;
use crate::support::pictures::{self, upload};
use crate::support::receiver::{Post, Receiver};
use crate::support::{TestApp, both_engines};

both_engines!(
    every_change_is_told_in_its_order,
    events_are_signed_as_the_standard_says,
    during_a_rotation_both_secrets_sign,
    an_endpoint_gets_what_it_chose,
    what_did_not_happen_is_not_told,
    what_time_brings_is_told_once,
    no_event_carries_a_text_a_name_or_a_url,
    the_secrets_are_nowhere_in_the_database,
);

async fn every_change_is_told_in_its_order(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let vehicle = org.vehicle_with(json!({ "external_id": "DMS-1" })).await.id;
    let told = async || {
        deliver(&app).await;
        receiver.take().iter().map(Post::event).collect::<Vec<Value>>()
    };
    let created = told().await;
    assert_eq!(
        created,
        [json!({ "type": "vehicle.created", "timestamp": "2026-05-01T10:00:00.000Z",
            "data": { "vehicle_id": vehicle, "external_id": "DMS-1", "version": 1, "stage": "purchased" } })]
    );
    let kinds = |events: Vec<Value>| {
        let mut kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    };
    let moved = json!({ "stage": "in_transit", "eta": "2026-06-01" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
    assert_eq!(kinds(told().await), ["vehicle.eta_changed", "vehicle.stage_changed"]);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await.expect(200);
    let updated = told().await;
    assert_eq!((&updated[0]["type"], &updated[0]["data"]["version"]), (&json!("vehicle.updated"), &json!(3)));
    let note = org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Hi" })).await.value(201);
    let note_id = note["id"].as_str().unwrap().parse().unwrap();
    let told_note = told().await;
    assert_eq!(told_note[0]["data"]["note_id"], note["id"]);
    assert_eq!(told_note[0]["data"]["scope"], "customer");
    org.editor.patch(ApiPath::Note(&vehicle, &note_id), json!({ "body": "Ho" })).await.expect(200);
    assert_eq!(kinds(told().await), ["note.updated"]);
    org.editor.delete(ApiPath::Note(&vehicle, &note_id)).await.expect(204);
    assert_eq!(kinds(told().await), ["note.deleted"]);
    let photo = upload(&org, &vehicle, &pictures::jpeg(64, 48)).await;
    assert_eq!(told().await[0]["data"]["photo_id"], json!(photo.id));
    org.editor.delete(ApiPath::Photo(&vehicle, &photo.id)).await.expect(204);
    assert_eq!(kinds(told().await), ["photo.deleted"]);
    let link = org.link(&vehicle).await;
    let told_link = told().await;
    assert_eq!(told_link[0]["data"]["tracking_link_id"], json!(link.id));
    assert_eq!(told_link[0]["data"]["state"], "active");
    let options = json!({ "options": { "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), options).await.expect(200);
    assert_eq!(kinds(told().await), ["tracking_link.updated"]);
    org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
    assert_eq!(kinds(told().await), ["tracking_link.regenerated"]);
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    let gone = told().await;
    let revoked = gone.iter().find(|event| event["type"] == "tracking_link.revoked").unwrap();
    assert_eq!(revoked["data"]["state"], "revoked");
    assert_eq!(kinds(gone), ["tracking_link.revoked", "vehicle.deleted"]);
    org.admin.post(ApiPath::VehicleRestore(&vehicle), json!({})).await.expect(200);
    assert_eq!(kinds(told().await), ["vehicle.updated"]);
}

/// Verifies a signature with an implementation of its own.
fn is_signed(post: &Post, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let signed = format!("{}.{}.{}", post.header("webhook-id"), post.header("webhook-timestamp"), post.body);
    post.header("webhook-signature").split(' ').any(|signature| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(signed.as_bytes());
        signature.strip_prefix("v1,").is_some_and(|text| mac.verify_slice(&STANDARD.decode(text).unwrap()).is_ok())
    })
}

async fn events_are_signed_as_the_standard_says(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    org.vehicle().await;
    deliver(&app).await;
    let post = receiver.take().remove(0);
    assert!(is_signed(&post, &hook.secret));
    assert!(!is_signed(&post, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    assert!(post.header("webhook-id").starts_with("evt_"));
    assert_eq!(post.header("webhook-timestamp"), (app.clock.now().unix_ms() / 1000).to_string());
    assert_eq!(post.header("content-type"), "application/json");
}

async fn during_a_rotation_both_secrets_sign(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let first = listen(&org, &receiver).await;
    let path = ApiPath::WebhookSecret(&first.webhook_endpoint.id);
    let second: shared::webhook::WebhookEndpointSecret = org.admin.post(path, json!({})).await.json(200);
    assert_ne!(first.secret, second.secret);
    org.vehicle().await;
    deliver(&app).await;
    let post = receiver.take().remove(0);
    assert!(is_signed(&post, &first.secret) && is_signed(&post, &second.secret));
    app.move_to("2026-05-02T10:00:00Z");
    app.second_session(&org).await.vehicle().await;
    deliver(&app).await;
    let post = receiver.take().remove(0);
    assert!(!is_signed(&post, &first.secret) && is_signed(&post, &second.secret));
}

async fn an_endpoint_gets_what_it_chose(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen_with(&org, json!({ "url": receiver.url, "event_types": ["tracking_link.created", "note.created"] })).await;
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["tracking_link.created"]);
}

async fn what_did_not_happen_is_not_told(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    org.vehicle_with(json!({ "stock_number": "S" })).await;
    listen(&org, &receiver).await;
    let taken = json!({ "year": 2021, "make": "A", "model": "B", "stock_number": "S" });
    org.editor.post(ApiPath::Vehicles, taken).await.expect(409);
    assert_eq!((deliver(&app).await, receiver.connections()), (0, 0));
}

async fn what_time_brings_is_told_once(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen_with(
        &org,
        json!({ "url": receiver.url, "event_types": ["tracking_link.expired", "tracking_link.first_viewed",
            "subscription.locked", "subscription.unlocked"] }),
    )
    .await;
    let vehicle = org.vehicle().await.id;
    let link = org.link_with(&vehicle, json!({ "expires_at": "2026-05-01T10:05:00Z" })).await;
    let browser = app.anonymous().with("user-agent", "Mozilla/5.0 (iPhone) Safari/604.1");
    for _ in 0..3 {
        browser.post(ApiPath::PublicViews(&slug(&link)), json!({})).await.expect(204);
    }
    assert_eq!(app.app.write_page_views().await.unwrap(), 2);
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["tracking_link.first_viewed"]);
    app.move_to("2026-05-01T10:04:59.999Z");
    assert_eq!(deliver(&app).await, 0);
    app.move_to("2026-05-01T10:05:00Z");
    deliver(&app).await;
    deliver(&app).await;
    let expired = receiver.take();
    assert_eq!(expired.len(), 1);
    assert_eq!(expired[0].event()["data"]["state"], "expired");
    // A new expiry is told anew.
    let later = json!({ "expires_at": "2026-05-01T10:06:00Z" });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), later).await.expect(200);
    app.move_to("2026-05-01T10:06:00Z");
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["tracking_link.expired"]);
    let path = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    let ending = json!({ "status": "canceled", "access_until": "2026-05-01T11:00:00Z" });
    app.operator().put(&path, ending).await.expect(200);
    assert_eq!(deliver(&app).await, 0);
    app.move_to("2026-05-01T11:00:00Z");
    deliver(&app).await;
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["subscription.locked"]);
    app.operator().put(&path, json!({ "status": "active" })).await.expect(200);
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["subscription.unlocked"]);
}

async fn no_event_carries_a_text_a_name_or_a_url(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let canaries = json!({ "make": "CANARY-make", "model": "CANARY-model", "colour": "CANARY-colour", "vin": "CANARY-VIN",
        "stock_number": "CANARY-stock", "vessel": "CANARY-vessel", "customer": { "name": "CANARY-name",
        "email": "canary@private.example", "phone": "+49 CANARY" } });
    let vehicle = org.vehicle_with(canaries).await.id;
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "CANARY-note" })).await.expect(201);
    let first = slug(&org.link(&vehicle).await);
    let second: shared::link::TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    org.admin.patch(ApiPath::Organization, json!({ "name": "CANARY-organisation" })).await.expect(200);
    deliver(&app).await;
    let posts = receiver.take();
    assert_eq!(posts.len(), 4);
    for post in posts {
        let whole = format!("{} {:?}", post.body, post.headers).to_lowercase();
        for secret in ["canary", &first, &slug(&second), "/t/", "alex", "eli editor"] {
            assert!(!whole.contains(secret), "{secret} in {whole}");
        }
    }
}

async fn the_secrets_are_nowhere_in_the_database(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    let path = ApiPath::WebhookSecret(&hook.webhook_endpoint.id);
    let admin = org.admin.with("idempotency-key", "rotate-once");
    let rotated = admin.post(path, json!({})).await.value(200);
    assert_eq!(admin.post(path, json!({})).await.value(200)["secret"], rotated["secret"]);
    let dump = app.dump().await;
    assert!(dump.contains(hook.webhook_endpoint.id.as_str()));
    for secret in [hook.secret.as_str(), rotated["secret"].as_str().unwrap()] {
        assert!(!dump.contains(secret.trim_start_matches("whsec_").trim_end_matches('=')));
    }
}
