//! Vehicles: creating, finding, changing, moving, deleting, restoring.

use serde_json::{Value, json};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::stage::{ArrivalDetail, Stage};
use shared::vehicle::Vehicle;

use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    a_vehicle_keeps_what_it_is_given,
    stock_numbers_are_unique_among_the_living,
    a_vehicle_starts_in_any_stage,
    stages_move_only_as_allowed,
    history_is_written,
    search_and_filters_find,
    pages_are_stable_under_inserts,
    link_state_filter_agrees_with_the_derived_state,
    deleted_vehicles_are_set_apart,
    the_loser_of_two_saves_gets_the_current_version,
    hostile_text_is_refused_alike,
);

async fn a_vehicle_keeps_what_it_is_given(app: TestApp) {
    let org = app.organization().await;
    let given = json!({
        "year": 1994, "make": " Land Rover ", "model": "Defender", "trim": "90", "colour": "Green",
        "mileage": { "value": 120_300, "unit": "km" }, "vin": "sal123", "stock_number": "S-1",
        "customer": { "name": "Tom", "email": "tom@mail.example", "phone": "+49 1" }, "eta": "2026-06-01",
        "etd": "2026-05-02", "vessel": "Lily", "agreed_sale_price": { "amount_minor": 100, "currency": "EUR" }
    });
    let created = org.editor.post(ApiPath::Vehicles, &given).await;
    let vehicle: Vehicle = created.json(201);
    assert_eq!(created.header("location"), ApiPath::Vehicle(&vehicle.id).to_string());
    assert_eq!((vehicle.make.as_str(), vehicle.vin.as_deref()), ("Land Rover", Some("SAL123")));
    assert_eq!((vehicle.stage, vehicle.version), (Stage::Purchased, 1));
    let read: Vehicle = org.viewer.get(created.header("location")).await.json(200);
    assert_eq!(read, vehicle);
    let clear = json!({ "trim": null, "customer": null, "mileage": null, "agreed_sale_price": null });
    let cleared: Vehicle = org.editor.patch(ApiPath::Vehicle(&vehicle.id), clear).await.json(200);
    assert_eq!((cleared.trim, cleared.customer.name, cleared.mileage), (None, None, None));
    assert_eq!((cleared.colour.as_deref(), cleared.version), (Some("Green"), 2));
}

async fn stock_numbers_are_unique_among_the_living(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let first = org.vehicle_with(json!({ "stock_number": "S-1" })).await;
    other.vehicle_with(json!({ "stock_number": "S-1" })).await;
    let second = json!({ "year": 2020, "make": "A", "model": "B", "stock_number": "S-1" });
    org.editor.post(ApiPath::Vehicles, &second).await.problem(ProblemCode::StockNumberTaken);
    org.editor.delete(ApiPath::Vehicle(&first.id)).await.expect(204);
    org.editor.post(ApiPath::Vehicles, &second).await.expect(201);
    let restore = org.admin.post(ApiPath::VehicleRestore(&first.id), json!({})).await;
    restore.problem(ProblemCode::StockNumberTaken);
}

async fn a_vehicle_starts_in_any_stage(app: TestApp) {
    let org = app.organization().await;
    for stage in Stage::ALL {
        assert_eq!(org.vehicle_with(json!({ "stage": stage })).await.stage, stage);
    }
    let customs = json!({ "stage": "arrived", "arrival_detail": "customs", "arrived_on": "2026-04-30" });
    let arrived = org.vehicle_with(customs.clone()).await;
    assert_eq!(arrived.arrival_detail, Some(ArrivalDetail::Customs));
    assert_eq!(arrived.arrived_on.map(|day| day.to_string()).as_deref(), Some("2026-04-30"));
    let car = |more: Value| {
        let mut car = json!({ "year": 2021, "make": "Toyota", "model": "Hilux" });
        car.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        car
    };
    for (more, pointer) in [
        (json!({ "arrived_on": "2026-04-30" }), "/arrived_on"),
        (json!({ "stage": "in_transit", "arrived_on": "2026-04-30" }), "/arrived_on"),
        (json!({ "stage": "preparation", "arrival_detail": "released" }), "/arrival_detail"),
        (json!({ "stage": null }), "/stage"),
        (json!({ "stage": "sunk" }), "/stage"),
    ] {
        let problem = org.editor.post(ApiPath::Vehicles, car(more)).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    // By the name of another system as well; replacing it moves nothing.
    let path = "/api/v1/vehicles/ext:DMS-7";
    let created: Vehicle = org.editor.put(path, car(customs.clone())).await.json(201);
    assert_eq!((created.stage, created.arrived_on), (Stage::Arrived, arrived.arrived_on));
    let same: Vehicle = org.editor.put(path, car(customs)).await.json(200);
    assert_eq!(same, created);
    for (more, pointer) in [
        (json!({ "stage": "sale_ready" }), "/stage"),
        (json!({ "arrival_detail": null }), "/arrival_detail"),
        (json!({ "arrived_on": "2026-04-29" }), "/arrived_on"),
    ] {
        let problem = org.editor.put(path, car(more)).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    let summaries = org.admin.get(ApiPath::AuditEvents).await.text();
    assert!(summaries.contains("created 2021 Toyota Hilux in Arrived at destination"), "{summaries}");
}

async fn stages_move_only_as_allowed(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let path = ApiPath::VehicleStage(&vehicle);
    let refused = org.editor.put(path, json!({ "stage": "preparation" })).await;
    let problem = refused.problem(ProblemCode::StageMoveNotAllowed);
    assert_eq!(problem.allowed_stages, Some(vec![Stage::InTransit, Stage::Arrived]));
    let transit = json!({ "stage": "in_transit", "vessel": "Lily", "etd": "2026-05-02", "eta": "2026-06-01" });
    let moved: Vehicle = org.editor.put(path, transit).await.json(200);
    assert_eq!((moved.stage, moved.vessel.as_deref()), (Stage::InTransit, Some("Lily")));
    let foreign = json!({ "stage": "arrived", "vessel": "Other" });
    let problem = org.editor.put(path, foreign).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(problem.errors[0].pointer, "/vessel");
    let early = org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "arrival_detail": "customs" })).await;
    assert_eq!(early.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/arrival_detail");
    let arrived = json!({ "stage": "arrived", "arrived_on": "2026-06-02", "arrival_detail": "customs" });
    let moved: Vehicle = org.editor.put(path, arrived).await.json(200);
    assert_eq!(moved.arrival_detail, Some(ArrivalDetail::Customs));
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "arrival_detail": "released" })).await.expect(200);
    for stage in ["preparation", "sale_ready", "sold_delivered"] {
        org.editor.put(path, json!({ "stage": stage })).await.expect(200);
    }
    let end = org.editor.put(path, json!({ "stage": "purchased" })).await.problem(ProblemCode::StageMoveNotAllowed);
    assert_eq!(end.allowed_stages, Some(vec![]));
}

async fn history_is_written(app: TestApp) {
    const COUNTS: &str = "SELECT (SELECT COUNT(*) FROM stage_moves), (SELECT COUNT(*) FROM eta_changes), \
        (SELECT COUNT(*) FROM events WHERE sequence IS NOT NULL)";
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-01" })).await.id;
    let transit = json!({ "stage": "in_transit", "eta": "2026-06-08" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), transit).await.expect(200);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": null })).await.expect(200);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await.expect(200);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "year": 1 })).await.expect(422);
    let mut reader = app.app.store.read_across().await.unwrap();
    let counts: (i64, i64, i64) = match reader.db() {
        store::Db::Sqlite(c) => sqlx::query_as(COUNTS).fetch_one(c).await.unwrap(),
        store::Db::Postgres(c) => sqlx::query_as(COUNTS).fetch_one(c).await.unwrap(),
    };
    assert_eq!(counts, (1, 2, 4));
}

async fn titles(org: &Organization, query: &str) -> Vec<String> {
    let page: Page<Vehicle> = org.viewer.get(format!("{}?{query}", ApiPath::Vehicles)).await.json(200);
    page.data.iter().map(Vehicle::title).collect()
}

async fn search_and_filters_find(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    org.vehicle_with(json!({ "vin": "JT111", "customer": { "name": "Ann Lee", "email": "ann@a.example" } })).await;
    app.clock.advance_ms(1);
    let lexus = json!({ "make": "Lexus", "model": "LC 500", "year": 2019, "stock_number": "100%_!" });
    let lexus = org.vehicle_with(lexus).await;
    other.vehicle_with(json!({ "make": "Lexus" })).await;
    org.editor.put(ApiPath::VehicleStage(&lexus.id), json!({ "stage": "in_transit" })).await.expect(200);
    let (toyota, lexus) = ("2021 Toyota Land Cruiser".to_owned(), "2019 Lexus LC 500".to_owned());
    assert_eq!(titles(&org, "").await, [lexus.clone(), toyota.clone()]);
    for (query, expected) in [
        ("q=lexus", vec![&lexus]),
        ("q=2019%20lc", vec![&lexus]),
        ("q=jt111", vec![&toyota]),
        ("q=ANN%20lee", vec![&toyota]),
        ("q=ann%40a", vec![&toyota]),
        ("q=100%25_!", vec![&lexus]),
        ("q=%25", vec![&lexus]),
        ("q=_", vec![&lexus]),
        ("q=zebra", vec![]),
        ("stage=in_transit", vec![&lexus]),
        ("stage=purchased&q=land", vec![&toyota]),
        ("stage=arrived", vec![]),
        ("stock_number=100%25_!", vec![&lexus]),
        ("stock_number=100", vec![]),
    ] {
        assert_eq!(titles(&org, query).await.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

async fn pages_are_stable_under_inserts(app: TestApp) {
    let org = app.organization().await;
    let mut expected = Vec::new();
    for n in 0..7 {
        app.clock.advance_ms(1);
        expected.insert(0, org.vehicle_with(json!({ "model": format!("M{n}") })).await.id);
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Page<Vehicle> = org.viewer.get(format!("{}?limit=3{cursor}", ApiPath::Vehicles)).await.json(200);
        assert!(page.data.len() <= 3);
        found.extend(page.data.into_iter().map(|vehicle| vehicle.id));
        app.clock.advance_ms(1);
        org.vehicle().await;
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, expected);
}

async fn link_state_filter_agrees_with_the_derived_state(app: TestApp) {
    let org = app.organization().await;
    org.vehicle().await;
    let active = org.vehicle().await.id;
    org.link(&active).await;
    let expired = org.vehicle().await.id;
    org.link_with(&expired, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    let revoked = org.vehicle().await.id;
    org.link(&revoked).await;
    org.editor.delete(ApiPath::TrackingLink(&revoked)).await.expect(204);
    app.clock.advance_ms(1000);
    let all: Value = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!(all["data"].as_array().unwrap().len(), 4);
    for state in ["none", "active", "expired", "revoked"] {
        let derived: Vec<_> =
            all["data"].as_array().unwrap().iter().filter(|v| v["tracking_link_state"] == state).cloned().collect();
        assert_eq!(derived.len(), 1);
        let filtered: Value = org.viewer.get(format!("{}?link_state={state}", ApiPath::Vehicles)).await.value(200);
        assert_eq!(filtered["data"], json!(derived), "{state}");
    }
}

async fn deleted_vehicles_are_set_apart(app: TestApp) {
    let org = app.organization().await;
    let (kept, deleted) = (org.vehicle().await.id, org.vehicle_with(json!({ "model": "Gone" })).await.id);
    org.editor.delete(ApiPath::Vehicle(&deleted)).await.expect(204);
    assert_eq!(titles(&org, "").await, ["2021 Toyota Land Cruiser"]);
    assert_eq!(titles(&org, "deleted=true").await, ["2021 Toyota Gone"]);
    let read: Vehicle = org.viewer.get(ApiPath::Vehicle(&deleted)).await.json(200);
    assert!(read.deleted_at.is_some());
    org.editor.patch(ApiPath::Vehicle(&deleted), json!({})).await.problem(ProblemCode::VehicleDeleted);
    let note = json!({ "scope": "internal", "body": "x" });
    org.editor.post(ApiPath::Notes(&deleted), note).await.problem(ProblemCode::VehicleDeleted);
    let restored: Vehicle = org.admin.post(ApiPath::VehicleRestore(&deleted), json!({})).await.json(200);
    assert_eq!(restored.deleted_at, None);
    org.admin.post(ApiPath::VehicleRestore(&kept), json!({})).await.expect(200);
    assert_eq!(titles(&org, "").await.len(), 2);
}

async fn the_loser_of_two_saves_gets_the_current_version(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let read = org.viewer.get(ApiPath::Vehicle(&vehicle)).await;
    let editor = org.editor.with("if-match", read.etag());
    editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await.expect(200);
    let lost = editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "blue" })).await;
    let current = lost.problem(ProblemCode::PreconditionFailed).vehicle.unwrap();
    assert_eq!(current.colour.as_deref(), Some("red"));
    let moved = editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "in_transit" })).await;
    moved.problem(ProblemCode::PreconditionFailed);
    editor.delete(ApiPath::Vehicle(&vehicle)).await.problem(ProblemCode::PreconditionFailed);
}

async fn hostile_text_is_refused_alike(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    for text in ["a\u{0}b", "a\u{7}b", "a\u{1b}[31m", "a\nb", "", "   ", &"x".repeat(81)] {
        let refused = org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": text })).await;
        assert_eq!(refused.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/colour", "{text:?}");
    }
    for text in ["<script>alert(1)</script>", "'; DROP TABLE vehicles; --", "ev\u{202e}il", "{{data}}", "😀"] {
        let kept: Vehicle = org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": text })).await.json(200);
        assert_eq!(kept.colour.as_deref(), Some(text));
    }
    // What nobody sees at the ends of a text is no part of it.
    let text = "\u{202e}\u{200b}evil \u{2066}";
    let kept: Vehicle = org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": text })).await.json(200);
    assert_eq!(kept.colour.as_deref(), Some("evil"));
}
