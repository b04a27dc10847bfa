//! What is sent again: a save that changes nothing is no change, a move and a deletion can be repeated.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::ids::{NoteId, PhotoId, VehicleId, WebhookEndpointId};
use shared::paths::ApiPath;
use shared::photo::PhotoGallery;
use shared::problem::ProblemCode;

use crate::support::contract::operations;
use crate::support::full::{Full, details, sailed};
use crate::support::pictures::{jpeg, send};
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(
    a_save_that_changes_nothing_is_no_change,
    a_save_that_changes_one_thing_is_a_change,
    a_deletion_can_be_repeated,
    a_move_can_be_repeated,
    a_picked_photo_that_was_deleted_ends_with_the_next_save,
);

/// A save: which operation, who does it, where, with what, and where to read what it saves.
struct Save {
    operation: &'static str,
    caller: Caller,
    method: Method,
    path: String,
    body: Value,
    read: String,
}

impl Full {
    /// Every save that has something to compare, with what is there already.
    fn saves(&self) -> Vec<Save> {
        let Self { org, vehicle, note, photos, hook } = self;
        let (admin, editor) = (&org.admin, &org.editor);
        let save = |operation, caller: &Caller, method: Method, path: ApiPath<'_>, body, read: ApiPath<'_>| {
            let (path, read) = (path.to_string(), read.to_string());
            Save { operation, caller: caller.clone(), method, path, body, read }
        };
        let (car, stage) = (ApiPath::Vehicle(vehicle), ApiPath::VehicleStage(vehicle));
        let member = ApiPath::Member(&org.members[1]);
        let mut whole = details();
        whole.as_object_mut().unwrap().extend(json!({
            "year": 2021, "make": " Toyota ", "model": "Land Cruiser", "vessel": "Morning Calm", "eta": "2026-06-20",
            "eta_reason": "vessel_delayed"
        }).as_object().unwrap().clone());
        let one = json!({ "customer": { "name": "Sam Fischer" }, "colour": null, "vin": "bnr34-000123" });
        let options = json!({ "options": { "show_eta": true }, "photo_ids": [photos[1], photos[1]], "expires_at": "2026-09-01T12:00:00+02:00" });
        vec![
            save("update_vehicle", editor, Method::PATCH, car, one, car),
            save("update_vehicle", editor, Method::PATCH, car, json!({}), car),
            save("put_vehicle", editor, Method::PUT, car, whole, car),
            save("move_vehicle_stage", editor, Method::PUT, stage, sailed(), car),
            save("move_vehicle_stage", editor, Method::PUT, stage, json!({ "stage": "in_transit" }), car),
            save(
                "update_note",
                editor,
                Method::PATCH,
                ApiPath::Note(vehicle, note),
                json!({ "body": "Loaded. " }),
                ApiPath::Note(vehicle, note),
            ),
            save(
                "update_tracking_link",
                editor,
                Method::PATCH,
                ApiPath::TrackingLink(vehicle),
                options,
                ApiPath::TrackingLink(vehicle),
            ),
            save(
                "reorder_photos",
                editor,
                Method::PUT,
                ApiPath::PhotoOrder(vehicle),
                json!({ "photo_ids": photos }),
                ApiPath::Photos(vehicle),
            ),
            save(
                "update_photo",
                editor,
                Method::PATCH,
                ApiPath::Photo(vehicle, &photos[0]),
                json!({ "is_hero": true }),
                ApiPath::Photos(vehicle),
            ),
            save(
                "update_organization",
                admin,
                Method::PATCH,
                ApiPath::Organization,
                json!({ "country": "DE", "locale": "de-AT", "link_defaults": { "show_eta": true } }),
                ApiPath::Organization,
            ),
            save("update_member", admin, Method::PATCH, member, json!({ "role": "editor", "disabled": false }), member),
            save(
                "update_webhook_endpoint",
                admin,
                Method::PATCH,
                ApiPath::WebhookEndpoint(hook),
                json!({ "enabled": true, "event_types": null, "description": " Ours " }),
                ApiPath::WebhookEndpoint(hook),
            ),
        ]
    }
}

impl Save {
    async fn send(&self, if_match: Option<&str>) -> Answer {
        let caller = if_match.map_or_else(|| self.caller.clone(), |tag| self.caller.with("if-match", tag));
        caller.json(self.method.clone(), &self.path, &self.body).await
    }
}

const EVENTS: &str = "SELECT COUNT(*) FROM events";

async fn a_save_that_changes_nothing_is_no_change(app: TestApp) {
    let full = Full::of(&app).await;
    let saves = full.saves();
    let events = app.number(EVENTS).await;
    let token = app.app.store.change_token().await.unwrap();
    app.clock.advance_ms(1000);
    for save in &saves {
        let before = save.caller.get(&save.read).await;
        let required = (save.operation == "reorder_photos").then(|| before.etag().to_owned());
        let answer = save.send(required.as_deref()).await;
        answer.expect(200);
        let after = save.caller.get(&save.read).await;
        assert_eq!((after.etag(), after.text()), (before.etag(), before.text()), "{}", save.operation);
        if save.operation != "update_photo" {
            assert_eq!(answer.etag(), before.etag(), "{}", save.operation);
            assert_eq!(answer.text(), before.text(), "{}: the present representation", save.operation);
            // Whoever knows the version may save nothing too; whoever does not is told.
            save.send(Some(before.etag())).await.expect(200);
            save.send(Some("\"0-old\"")).await.problem(ProblemCode::PreconditionFailed);
        }
    }
    if app.is_sqlite() {
        // Nothing was committed, so no page is rendered again. PostgreSQL counts transactions that only locked a row, too.
        assert_eq!(app.app.store.change_token().await.unwrap(), token);
    }
    let logo = ApiPath::Logo.to_string();
    let read = full.org.admin.get(ApiPath::Organization).await;
    let set = send(&full.org.admin, Method::PUT, &logo, &jpeg(100, 50)).await;
    assert_eq!((set.expect(200).etag(), set.text()), (read.etag(), read.text()));
    let subscription = format!("{}?organization_id={}", ApiPath::Subscription, full.org.id);
    let past_due = json!({ "status": "past_due", "grace_ends_at": "2026-06-01T10:00:00Z" });
    app.operator().put(&subscription, json!({ "status": "active" })).await.expect(200);
    assert_eq!(app.number(EVENTS).await, events, "no entry, no event");
    app.operator().put(&subscription, &past_due).await.expect(200);
    app.operator().put(&subscription, &past_due).await.expect(200);
    assert_eq!(app.number(EVENTS).await, events + 1);
    // Every operation that saves is among them.
    let covered = saves.iter().map(|save| save.operation).chain(["set_logo", "set_subscription"]);
    let covered: BTreeSet<_> = covered.map(str::to_owned).collect();
    let saving = operations().into_iter().filter(|(method, ..)| [Method::PUT, Method::PATCH].contains(method));
    let saving = saving.map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned());
    // Setting a password ends the other sessions, whether it is another password or not.
    let saving: BTreeSet<_> = saving.filter(|id| id != "update_password").collect();
    assert_eq!(covered, saving);
}

async fn a_save_that_changes_one_thing_is_a_change(app: TestApp) {
    let full = Full::of(&app).await;
    let Full { org, vehicle, note, photos, hook } = &full;
    let (admin, editor) = (&org.admin, &org.editor);
    for (caller, path, body) in [
        (editor, ApiPath::Vehicle(vehicle), json!({ "customer": { "phone": "+49 40 1" } })),
        (editor, ApiPath::Vehicle(vehicle), json!({ "mileage": { "value": 61000, "unit": "mi" } })),
        (editor, ApiPath::Vehicle(vehicle), json!({ "vin": null })),
        (editor, ApiPath::Note(vehicle, note), json!({ "scope": "internal" })),
        (editor, ApiPath::TrackingLink(vehicle), json!({ "expires_at": null })),
        (editor, ApiPath::TrackingLink(vehicle), json!({ "photo_ids": [photos[1], photos[0]] })),
        (editor, ApiPath::TrackingLink(vehicle), json!({ "photo_ids": [photos[0], photos[1]] })),
        (editor, ApiPath::TrackingLink(vehicle), json!({ "options": { "show_notes": false } })),
        (admin, ApiPath::Organization, json!({ "locale": null })),
        (admin, ApiPath::Organization, json!({ "link_defaults": { "show_photo": false } })),
        (admin, ApiPath::Member(&org.members[1]), json!({ "role": "viewer" })),
        (admin, ApiPath::WebhookEndpoint(hook), json!({ "enabled": false })),
        (admin, ApiPath::WebhookEndpoint(hook), json!({ "event_types": ["vehicle.created"] })),
    ] {
        let (before, events) = (caller.get(path).await, app.number(EVENTS).await);
        let saved = caller.patch(path, &body).await;
        assert_ne!(saved.expect(200).etag(), before.etag(), "{path}: {body}");
        assert_eq!(app.number(EVENTS).await, events + 1, "{path}: {body}");
        caller.patch(path, &body).await.expect(200);
        assert_eq!(app.number(EVENTS).await, events + 1, "{path}: {body}, again");
    }
}

async fn a_deletion_can_be_repeated(app: TestApp) {
    let Full { org, vehicle, note, photos, hook } = Full::of(&app).await;
    let key = org.key_made(&[Scope::VehiclesRead]).await.api_key.id;
    let (admin, editor) = (&org.admin, &org.editor);
    let deletions = [
        ("delete_note", editor, ApiPath::Note(&vehicle, &note)),
        ("delete_photo", editor, ApiPath::Photo(&vehicle, &photos[0])),
        ("unmark_tracking_link_sent", editor, ApiPath::SentMark(&vehicle)),
        ("revoke_tracking_link", editor, ApiPath::TrackingLink(&vehicle)),
        ("delete_vehicle", editor, ApiPath::Vehicle(&vehicle)),
        ("delete_webhook_endpoint", admin, ApiPath::WebhookEndpoint(&hook)),
        ("revoke_api_key", admin, ApiPath::ApiKey(&key)),
        ("delete_logo", admin, ApiPath::Logo),
        ("delete_session", editor, ApiPath::Session),
    ];
    for (operation, caller, path) in deletions {
        caller.delete(path).await.expect(204);
        let events = app.number(EVENTS).await;
        app.clock.advance_ms(1000);
        caller.delete(path).await.expect(204);
        // Whatever the caller believes to be there: it is gone, as it should be.
        caller.with("if-match", "\"0-old\"").delete(path).await.expect(204);
        assert_eq!(app.number(EVENTS).await, events, "{operation}: it is deleted once");
    }
    let deleting = operations().into_iter().filter(|(method, ..)| *method == Method::DELETE);
    let deleting: BTreeSet<_> = deleting.map(|(_, _, it)| it["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(deletions.map(|(operation, ..)| operation.to_owned()).into_iter().collect::<BTreeSet<_>>(), deleting);
    // What never was is not found, and neither is what was deleted at somebody else's.
    let (other, unknown) = (app.organization().await, 7);
    let car = other.vehicle().await.id;
    for path in [
        ApiPath::Note(&car, &NoteId::from_u128(unknown)),
        ApiPath::Note(&car, &note),
        ApiPath::Photo(&car, &PhotoId::from_u128(unknown)),
        ApiPath::Photo(&car, &photos[0]),
        ApiPath::Vehicle(&VehicleId::from_u128(unknown)),
        ApiPath::Vehicle(&vehicle),
        ApiPath::Note(&vehicle, &note),
        ApiPath::WebhookEndpoint(&WebhookEndpointId::from_u128(unknown)),
        ApiPath::WebhookEndpoint(&hook),
        ApiPath::ApiKey(&key),
    ] {
        other.admin.delete(path).await.problem(ProblemCode::NotFound);
    }
    other.editor.delete(ApiPath::TrackingLink(&car)).await.problem(ProblemCode::TrackingLinkNotFound);
}

async fn a_move_can_be_repeated(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let path = ApiPath::VehicleStage(&vehicle);
    for step in [
        json!({ "stage": "purchased" }),
        sailed(),
        json!({ "stage": "arrived", "arrived_on": "2026-06-21", "arrival_detail": "customs" }),
        json!({ "stage": "preparation" }),
        json!({ "stage": "sale_ready" }),
        json!({ "stage": "sold_delivered" }),
    ] {
        let moved = org.editor.put(path, &step).await;
        moved.expect(200);
        let events = app.number(EVENTS).await;
        let again = org.editor.put(path, &step).await;
        assert_eq!((again.status, again.text(), again.etag()), (200, moved.text(), moved.etag()), "{step}");
        assert_eq!(app.number(EVENTS).await, events, "{step}");
    }
    let refused = org.editor.put(path, json!({ "stage": "arrived" })).await;
    refused.problem(ProblemCode::StageMoveNotAllowed);
    // What comes with the stage that is there already is set, as a change and not as a move.
    let other = org.vehicle().await.id;
    let path = ApiPath::VehicleStage(&other);
    org.editor.put(path, sailed()).await.expect(200);
    let delayed = json!({ "stage": "in_transit", "eta": "2026-06-30", "eta_reason": "weather" });
    let delayed = org.editor.put(path, delayed).await.value(200);
    assert_eq!((&delayed["eta"], &delayed["vessel"]), (&json!("2026-06-30"), &json!("Morning Calm")));
    let entries = org.admin.get(ApiPath::AuditEvents).await.value(200);
    assert_eq!(entries["data"][0]["action"], "vehicle.updated");
    assert_eq!(entries["data"][1]["action"], "vehicle.stage_changed");
}

async fn a_picked_photo_that_was_deleted_ends_with_the_next_save(app: TestApp) {
    let Full { org, vehicle, photos, .. } = Full::of(&app).await;
    let link = ApiPath::TrackingLink(&vehicle);
    org.editor.patch(link, json!({ "photo_ids": photos })).await.expect(200);
    org.editor.delete(ApiPath::Photo(&vehicle, &photos[1])).await.expect(204);
    let gallery: PhotoGallery = org.viewer.get(ApiPath::Photos(&vehicle)).await.json(200);
    assert_eq!(gallery.data.len(), 1);
    let before = org.editor.get(link).await;
    let left = json!({ "photo_ids": [photos[0]] });
    let saved = org.editor.patch(link, &left).await;
    assert_ne!(saved.expect(200).etag(), before.etag(), "the deleted photo is no longer picked");
    let again = org.editor.patch(link, &left).await;
    assert_eq!(again.etag(), saved.etag());
}
