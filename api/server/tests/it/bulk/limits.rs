//! Who may send rows, and how many.

use api_http::limits::Quotas;
use serde_json::json;
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use super::{car, link, outcomes, upsert};
use crate::limits::{MANY, limited};
use crate::support::{TestApp, both_engines};

both_engines!(
    too_much_is_refused_before_anything_is_done,
    ten_rows_count_as_one_request,
    each_call_asks_for_its_own_permission,
);

async fn too_much_is_refused_before_anything_is_done(app: TestApp) {
    let org = app.organization().await;
    for rows in [Vec::new(), (0..501).map(car).collect()] {
        let answer = org.editor.post(ApiPath::BulkVehicles, json!({ "vehicles": rows })).await;
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/vehicles");
    }
    let mut row = car("A");
    row["colour"] = json!("x".repeat(1024 * 1024));
    org.editor.post(ApiPath::BulkVehicles, json!({ "vehicles": [row] })).await.problem(ProblemCode::PayloadTooLarge);
    for wrong in [json!({}), json!({ "vehicles": {} }), json!({ "vehicles": [car("A")], "more": 1 })] {
        org.editor.post(ApiPath::BulkVehicles, wrong).await.problem(ProblemCode::ValidationFailed);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles").await, 0);
}

async fn ten_rows_count_as_one_request(app: TestApp) {
    let org = app.organization().await;
    let base = limited(&app, Quotas { key: 60, ..MANY }, &[]).await;
    let key = org.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await.at(&base);
    let send = async |part: &str| {
        let rows: Vec<_> = (0..245).map(|index| car(format!("{part}-{index}"))).collect();
        key.post(ApiPath::BulkVehicles, json!({ "vehicles": rows })).await
    };
    for (part, left) in [("a", "\"key\";r=35;t=25"), ("b", "\"key\";r=10;t=50")] {
        assert_eq!(send(part).await.expect(200).header("ratelimit"), left);
    }
    let refused = send("c").await;
    refused.problem(ProblemCode::TooManyRequests);
    // 25 are needed, and ten are left. A refusal costs nothing.
    assert_eq!((refused.header("ratelimit"), refused.header("retry-after")), ("\"key\";r=10;t=50", "15"));
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles").await, 490);
    app.clock.advance_ms(14_000);
    assert_eq!(send("c").await.header("retry-after"), "1");
    app.clock.advance_ms(1_000);
    send("c").await.expect(200);
}

async fn each_call_asks_for_its_own_permission(app: TestApp) {
    let (org, others) = (app.organization().await, app.organization().await);
    let vehicle = others.vehicle_with(json!({ "external_id": "A" })).await;
    let (vehicles, links) = (org.key(&[Scope::VehiclesWrite]).await, org.key(&[Scope::TrackingLinksWrite]).await);
    let (cars, rows) = (json!({ "vehicles": [car("A")] }), json!({ "tracking_links": [{ "vehicle_id": vehicle.id }] }));
    links.post(ApiPath::BulkVehicles, &cars).await.problem(ProblemCode::PermissionDenied);
    vehicles.post(ApiPath::BulkTrackingLinks, &rows).await.problem(ProblemCode::PermissionDenied);
    org.viewer.post(ApiPath::BulkVehicles, &cars).await.problem(ProblemCode::PermissionDenied);
    // The same name in two organisations is two vehicles; the id of another organisation's is no vehicle.
    assert_eq!(outcomes(&upsert(&vehicles, &[car("A")]).await), [("created", 201)]);
    let result = link(&links, &[json!({ "vehicle_id": vehicle.id })]).await;
    assert_eq!(result.results[0].problem.as_ref().unwrap().code, ProblemCode::NotFound);
    let before: Vehicle = others.viewer.get(ApiPath::Vehicle(&vehicle.id)).await.json(200);
    assert_eq!(before, vehicle);
}
