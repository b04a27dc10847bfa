//! Taking back a move to another stage: what comes back, who may, and until when.

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::audit::AuditEvent;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use crate::support::people::{open, slug};
use crate::support::{TestApp, both_engines};

both_engines!(
    what_a_move_changed_comes_back,
    only_who_made_it_can_undo_it,
    only_the_last_change_can_be_undone,
    a_minute_later_it_stays,
    customers_never_hear_of_an_eta_that_was_taken_back,
    a_retry_undoes_once,
);

async fn what_a_move_changed_comes_back(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "vessel": "Lily", "eta": "2026-06-01" })).await;
    let (stage, undo) = (ApiPath::VehicleStage(&vehicle.id), ApiPath::StageUndo(&vehicle.id));
    let transit = json!({ "stage": "in_transit", "vessel": "Rose", "etd": "2026-05-02", "eta": "2026-06-09" });
    let moved: Vehicle = org.editor.put(stage, transit).await.json(200);
    let answer = org.editor.with("if-match", &format!("\"{}\"", moved.version)).post(undo, json!({})).await;
    let undone: Vehicle = answer.json(200);
    let expected = Vehicle { version: 3, updated_at: undone.updated_at, ..vehicle.clone() };
    assert_eq!(undone, expected);
    let arrived = json!({ "stage": "arrived", "arrived_on": "2026-06-02", "arrival_detail": "customs" });
    let arrived: Vehicle = org.editor.put(stage, arrived).await.json(200);
    for next in ["preparation", "sale_ready", "sold_delivered"] {
        org.editor.put(stage, json!({ "stage": next })).await.expect(200);
    }
    let back: Vehicle = org.editor.post(undo, json!({})).await.json(200);
    assert_eq!(back.stage.as_str(), "sale_ready", "also from the last stage");
    assert_eq!((back.arrived_on, back.arrival_detail), (arrived.arrived_on, None));
    let log: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    let said = "took back the move of 2021 Toyota Land Cruiser to Sold / Delivered: it is in Sale ready again";
    assert_eq!((log.data[0].action.as_str(), log.data[0].summary.as_str()), ("vehicle.stage_changed", said));
    let eta =
        log.data.iter().find(|event| event.summary.contains("again (vessel, ETD); ETA now 2026-06-01, was 2026-06-09"));
    assert!(eta.is_some(), "{:?}", log.data);
}

async fn only_who_made_it_can_undo_it(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let vehicle = org.vehicle().await.id;
    let (stage, undo) = (ApiPath::VehicleStage(&vehicle), ApiPath::StageUndo(&vehicle));
    let key = org.key(&[Scope::VehiclesWrite]).await;
    let second_key = org.key(&[Scope::VehiclesWrite]).await;
    org.editor.put(stage, json!({ "stage": "in_transit" })).await.expect(200);
    for somebody in [&org.admin, &key] {
        somebody.post(undo, json!({})).await.problem(ProblemCode::StageMoveNotUndoable);
    }
    org.viewer.post(undo, json!({})).await.problem(ProblemCode::PermissionDenied);
    other.editor.post(undo, json!({})).await.problem(ProblemCode::NotFound);
    app.second_session(&org).await.editor.post(undo, json!({})).await.expect(200);
    key.put(stage, json!({ "stage": "in_transit" })).await.expect(200);
    for somebody in [&org.admin, &org.editor, &second_key] {
        somebody.post(undo, json!({})).await.problem(ProblemCode::StageMoveNotUndoable);
    }
    key.post(undo, json!({})).await.expect(200);
}

async fn only_the_last_change_can_be_undone(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let (path, stage, undo) =
        (ApiPath::Vehicle(&vehicle.id), ApiPath::VehicleStage(&vehicle.id), ApiPath::StageUndo(&vehicle.id));
    let refused = async || org.editor.post(undo, json!({})).await.problem(ProblemCode::StageMoveNotUndoable);
    refused().await;
    org.editor.put(stage, json!({ "stage": "in_transit" })).await.expect(200);
    org.editor.patch(path, json!({ "colour": "red" })).await.expect(200);
    refused().await;
    org.editor.put(stage, json!({ "stage": "in_transit", "vessel": "Rose" })).await.expect(200);
    refused().await;
    org.editor.put(stage, json!({ "stage": "arrived" })).await.expect(200);
    // The version that somebody saw is not the one that would be undone.
    org.editor.with("if-match", "\"1\"").post(undo, json!({})).await.problem(ProblemCode::PreconditionFailed);
    org.editor.post(undo, json!({})).await.expect(200);
    refused().await;
    let now: Value = org.viewer.get(path).await.value(200);
    assert_eq!((&now["stage"], &now["vessel"], &now["version"]), (&json!("in_transit"), &json!("Rose"), &json!(6)));
    org.editor.put(stage, json!({ "stage": "arrived" })).await.expect(200);
    org.editor.delete(path).await.expect(204);
    org.editor.post(undo, json!({})).await.problem(ProblemCode::VehicleDeleted);
}

async fn a_minute_later_it_stays(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let (stage, undo) = (ApiPath::VehicleStage(&vehicle), ApiPath::StageUndo(&vehicle));
    org.editor.put(stage, json!({ "stage": "in_transit" })).await.expect(200);
    app.clock.advance_ms(60_001);
    org.editor.post(undo, json!({})).await.problem(ProblemCode::StageMoveNotUndoable);
    let allowed = org.editor.put(stage, json!({ "stage": "purchased" })).await;
    allowed.problem(ProblemCode::StageMoveNotAllowed);
}

async fn customers_never_hear_of_an_eta_that_was_taken_back(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-01" })).await.id;
    let slug = slug(&org.link(&vehicle).await);
    let before = open(&app, &slug).await.value(200);
    let transit = json!({ "stage": "in_transit", "eta": "2026-06-09", "eta_reason": "weather" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), transit).await.expect(200);
    let moved = open(&app, &slug).await.value(200);
    assert_eq!(moved["eta"]["changes"].as_array().map(Vec::len), Some(1));
    org.editor.post(ApiPath::StageUndo(&vehicle), json!({})).await.expect(200);
    let after = open(&app, &slug).await.value(200);
    assert_eq!((&after["eta"], &after["progress"]), (&before["eta"], &before["progress"]));
    let history: Value = org.viewer.get(ApiPath::EtaChanges(&vehicle)).await.value(200);
    assert_eq!(history["data"], json!([]));
}

async fn a_retry_undoes_once(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "arrived" })).await.expect(200);
    let caller = org.editor.with("idempotency-key", "undo-1");
    let first = caller.post(ApiPath::StageUndo(&vehicle), json!({})).await;
    let again = caller.post(ApiPath::StageUndo(&vehicle), json!({})).await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first.text(), again.text());
}
