//! A row that fails fails alone.

use serde_json::{Value, json};
use shared::bulk::BulkOutcome;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use super::{EVENTS, car, ext, link, outcomes, upsert};
use crate::support::{TestApp, both_engines};

both_engines!(a_row_that_fails_fails_alone,);

async fn a_row_that_fails_fails_alone(app: TestApp) {
    let org = app.organization().await;
    org.vehicle_with(json!({ "external_id": "gone", "stock_number": "S-0" })).await;
    org.editor.delete(ext("gone")).await.expect(204);
    org.vehicle_with(json!({ "stock_number": "S-1" })).await;
    let events = app.number(EVENTS).await;
    let with = |id: &str, more: Value| {
        let mut row = car(id);
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let wrong = [
        (json!([]), ProblemCode::ValidationFailed, ""),
        (json!({ "year": 2021, "make": "Toyota", "model": "Hilux" }), ProblemCode::ValidationFailed, "/external_id"),
        (json!({ "external_id": "new", "colour": "red" }), ProblemCode::ValidationFailed, "/year"),
        (with("a", json!({ "external_id": null })), ProblemCode::ValidationFailed, "/external_id"),
        (with("a\u{0}b", json!({})), ProblemCode::ValidationFailed, "/external_id"),
        (with("b", json!({ "year": "2021" })), ProblemCode::ValidationFailed, "/year"),
        (with("b", json!({ "year": 1700, "make": "" })), ProblemCode::ValidationFailed, "/year"),
        (with("b", json!({ "mileage": { "value": 1 } })), ProblemCode::ValidationFailed, "/mileage/unit"),
        (with("b", json!({ "stage": "arrived" })), ProblemCode::ValidationFailed, "/stage"),
        (with("b", json!({ "stock_number": "S-1" })), ProblemCode::StockNumberTaken, ""),
        (with("gone", json!({ "colour": "red" })), ProblemCode::VehicleDeleted, ""),
    ];
    let mut rows = vec![car("first")];
    rows.extend(wrong.iter().map(|(row, ..)| row.clone()));
    rows.push(car("last"));
    let result = upsert(&org.editor, &rows).await;
    for (index, ((row, code, pointer), done)) in wrong.iter().zip(&result.results[1..]).enumerate() {
        let problem = done.problem.as_ref().unwrap_or_else(|| panic!("{row} was accepted"));
        assert_eq!((problem.code, done.status), (*code, code.status()), "{row}");
        assert_eq!(problem.instance.as_deref(), Some("/api/v1/vehicles/bulk"));
        if *code == ProblemCode::ValidationFailed {
            assert_eq!(problem.errors[0].pointer, format!("/vehicles/{}{pointer}", index + 1), "{row}");
        }
    }
    for done in [&result.results[0], result.results.last().unwrap()] {
        assert_eq!((done.outcome, done.status), (BulkOutcome::Created, 201));
    }
    // What failed has left nothing: no vehicle, no entry.
    assert_eq!(app.number(EVENTS).await, events + 2);
    for none in ["new", "a", "b"] {
        org.viewer.get(ext(none)).await.expect(404);
    }
    assert!(org.viewer.get(ext("gone")).await.json::<Vehicle>(200).deleted_at.is_some());
    let result = link(
        &org.editor,
        &[
            json!({ "vehicle_id": "ext:first", "expires_at": "2026-04-01T00:00:00Z" }),
            json!({ "vehicle_id": "first" }),
            json!({ "vehicle_id": "ext:nobody" }),
            json!({ "vehicle_id": "ext:gone" }),
            json!({ "vehicle_id": "ext:first", "photo_ids": ["pho_00000000000000000000000001"] }),
            json!({ "vehicle_id": "ext:first", "options": { "show_everything": true } }),
            json!({ "vehicle_id": "ext:last", "options": { "show_eta": false } }),
        ],
    )
    .await;
    let told = |index: usize| {
        let problem = result.results[index].problem.as_ref().unwrap();
        let pointer = problem.errors.first().map_or("", |error| error.pointer.as_str());
        (problem.code, pointer.strip_prefix(&format!("/tracking_links/{index}")).unwrap_or(pointer))
    };
    assert_eq!(told(0), (ProblemCode::ExpiresAtInPast, "/expires_at"));
    assert_eq!(told(1), (ProblemCode::ValidationFailed, "/vehicle_id"));
    assert_eq!(told(2), (ProblemCode::NotFound, ""));
    assert_eq!(told(3), (ProblemCode::VehicleDeleted, ""));
    assert_eq!(told(4), (ProblemCode::ValidationFailed, "/photo_ids/0"));
    assert_eq!(told(5), (ProblemCode::ValidationFailed, "/options/show_everything"));
    assert!(!result.results[6].tracking_link.as_ref().unwrap().options.show_eta);
    assert_eq!(app.number("SELECT COUNT(*) FROM tracking_links").await, 1);
}

/// One writer at a time: who holds it for longer than a request waits makes the first row that writes fail, and those after it,
/// without a wait for each of them. What was done stays done, and the answer is not kept for the next attempt.
#[actix_web::test]
async fn rows_after_one_that_the_server_cannot_do_are_not_tried() {
    let app = TestApp::sqlite().await;
    let org = app.organization().await;
    upsert(&org.editor, &[car("A")]).await;
    let held = app.app.store.begin(&org.id).await.unwrap();
    let editor = org.editor.with("idempotency-key", "k");
    let whole = editor.post(ApiPath::BulkVehicles, json!({ "vehicles": [car("B"), car("A")] })).await;
    whole.problem(ProblemCode::ServiceUnavailable);
    let rows = [car("A"), car("B"), car("C"), car("A")];
    let result = upsert(&editor, &rows).await;
    assert_eq!(outcomes(&result), [("unchanged", 200), ("failed", 503), ("failed", 503), ("failed", 503)]);
    drop(held);
    let result = upsert(&editor, &rows).await;
    assert_eq!(outcomes(&result), [("unchanged", 200), ("created", 201), ("created", 201), ("unchanged", 200)]);
}
