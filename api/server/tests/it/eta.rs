//! How the estimated arrival was moved and why: what staff can say, and who hears of it.

use serde_json::{Value, json};
use shared::audit::AuditEvent;
use shared::eta::{EtaChange, EtaReason};
use shared::ids::VehicleId;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::time::CivilDate;
use shared::webhook::WebhookEndpointSecret;

use crate::support::people::{open, slug};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    the_page_shows_how_the_eta_changed,
    only_the_last_ten_changes_are_shown,
    staff_read_every_move,
    a_reason_needs_a_move,
    a_remark_is_read_as_it_was_written,
    a_remark_is_one_line_about_a_move,
    a_replacement_can_be_repeated_with_its_reason,
    webhooks_and_the_audit_log_have_the_reason,
);

async fn change(org: &Organization, vehicle: &VehicleId, body: Value) {
    org.editor.patch(ApiPath::Vehicle(vehicle), body).await.expect(200);
}

async fn the_page_shows_how_the_eta_changed(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let slug = slug(&org.link(&vehicle).await);
    let page = async || open(&app, &slug).await.value(200);
    let history = async || page().await["eta"]["changes"].clone();
    assert_eq!(history().await, json!([]), "none while it was never moved");
    change(&org, &vehicle, json!({ "eta": "2026-05-06", "eta_reason": "transport_booked" })).await;
    // 22:30 UTC on the first is the second in Berlin.
    app.move_to("2026-05-01T22:30:00Z");
    let org = app.second_session(&org).await;
    let moved = json!({ "stage": "in_transit", "eta": "2026-05-14", "eta_reason": "vessel_delayed" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
    app.clock.advance_ms(1);
    let before = page().await;
    change(&org, &vehicle, json!({ "eta": null })).await;
    let told = json!([
        { "from": "2026-05-14", "changed_on": "2026-05-02" },
        { "to": "2026-05-14", "from": "2026-05-06", "reason": "vessel_delayed", "changed_on": "2026-05-02" },
        { "to": "2026-05-06", "reason": "transport_booked", "changed_on": "2026-05-01" }
    ]);
    assert_eq!(page().await["eta"], json!({ "status": "unknown", "changes": told }));
    assert_ne!(page().await["revision"], before["revision"]);
    let preview: Value = org.viewer.post(ApiPath::Preview(&vehicle), json!({})).await.value(200);
    assert_eq!(preview["eta"]["changes"], told);
    // What is told of one vehicle is told of no other.
    let (other, other_slug) = org.live_slug().await;
    assert_eq!(open(&app, &other_slug).await.value(200)["eta"], json!({ "status": "unknown", "changes": [] }));
    change(&org, &other, json!({ "eta": "2026-06-01", "eta_reason": "weather" })).await;
    assert_eq!(history().await, told);
    let off = json!({ "options": { "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    let text = open(&app, &slug).await.expect(200).text();
    assert!(!text.contains("changes") && !text.contains("delayed") && !text.contains("2026-05-14"), "{text}");
}

async fn only_the_last_ten_changes_are_shown(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    for day in 10..22 {
        app.clock.advance_ms(1);
        change(&org, &vehicle, json!({ "eta": format!("2026-06-{day}") })).await;
    }
    let page = open(&app, &slug).await.value(200);
    let days: Vec<_> =
        page["eta"]["changes"].as_array().unwrap().iter().map(|change| change["to"].as_str().unwrap()).collect();
    assert_eq!(days.len(), 10);
    assert_eq!((days[0], days[9]), ("2026-06-21", "2026-06-12"));
}

async fn staff_read_every_move(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-06" })).await.id;
    for (eta, reason) in [(json!("2026-05-14"), json!("vessel_delayed")), (Value::Null, Value::Null)] {
        app.clock.advance_ms(1);
        change(&org, &vehicle, json!({ "eta": eta, "eta_reason": reason })).await;
    }
    let path = ApiPath::EtaChanges(&vehicle).to_string();
    let all: Page<EtaChange> = org.viewer.get(&path).await.json(200);
    let told: Vec<_> = all.data.iter().map(|change| (change.from, change.to, change.reason)).collect();
    let day = |text| CivilDate::parse(text);
    let delayed = Some(EtaReason::VesselDelayed);
    assert_eq!(told, [(day("2026-05-14"), None, None), (day("2026-05-06"), day("2026-05-14"), delayed)]);
    assert_eq!(all.data[0].changed_at.to_string(), "2026-05-01T10:00:00.002Z");
    assert_eq!(all.next_cursor, None);
    let first: Page<EtaChange> = org.viewer.get(format!("{path}?limit=1")).await.json(200);
    let cursor = first.next_cursor.unwrap();
    let second: Page<EtaChange> = org.viewer.get(format!("{path}?limit=1&cursor={cursor}")).await.json(200);
    assert_eq!([first.data, second.data].concat(), all.data);
    assert_eq!(second.next_cursor, None);
    other.viewer.get(&path).await.problem(ProblemCode::NotFound);
}

async fn a_remark_is_read_as_it_was_written(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    // What holds the parts of the stored history together is nothing special in a remark.
    let remarks =
        ["Strike at Durban, 3 days, we keep watching.", "-", "a - b, c 17", "\u{645}\u{62a}\u{623}\u{62e}\u{631}"];
    for (day, remark) in remarks.iter().enumerate() {
        app.clock.advance_ms(1);
        change(&org, &vehicle, json!({ "eta": format!("2026-06-1{day}"), "eta_remark": remark })).await;
    }
    app.clock.advance_ms(1);
    let moved =
        json!({ "stage": "in_transit", "eta": "2026-06-20", "eta_reason": "weather", "eta_remark": "  Storm.  " });
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved.clone()).await.expect(200);
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
    let told = ["Storm.", remarks[3], remarks[2], remarks[1], remarks[0]];
    let page = open(&app, &slug).await.value(200);
    let read: Vec<_> =
        page["eta"]["changes"].as_array().unwrap().iter().map(|change| change["remark"].as_str().unwrap()).collect();
    assert_eq!(read, told);
    assert_eq!(page["eta"]["changes"][0]["reason"], "weather");
    let all: Page<EtaChange> = org.viewer.get(ApiPath::EtaChanges(&vehicle)).await.json(200);
    assert_eq!(all.data.iter().map(|change| change.remark.as_deref().unwrap()).collect::<Vec<_>>(), told);
    // The audit log cannot forget, so what people wrote is not in it.
    let log = org.admin.get(ApiPath::AuditEvents).await.expect(200).text();
    assert!(!log.contains("Storm") && !log.contains("Durban"), "{log}");
    let off = json!({ "options": { "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    let text = open(&app, &slug).await.expect(200).text();
    assert!(!text.contains("remark") && !text.contains("Storm"), "{text}");
}

async fn a_remark_is_one_line_about_a_move(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-06" })).await.id;
    let (path, stage) = (ApiPath::Vehicle(&vehicle), ApiPath::VehicleStage(&vehicle));
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Hilux", "eta": "2026-05-06", "eta_remark": "Storm." });
    let moved = |remark: &str| json!({ "eta": "2026-05-07", "eta_remark": remark });
    let answers = [
        org.editor.patch(path, json!({ "eta_remark": "Storm." })).await,
        org.editor.patch(path, json!({ "eta": "2026-05-06", "eta_remark": "Storm." })).await,
        org.editor.put(stage, json!({ "stage": "arrived", "eta_remark": "Storm." })).await,
        org.editor.post(ApiPath::Vehicles, new).await,
        org.editor.patch(path, moved("")).await,
        org.editor.patch(path, moved("Storm.\nRain.")).await,
        org.editor.patch(path, moved(&"a".repeat(201))).await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/eta_remark");
    }
    assert_eq!(org.viewer.get(path).await.value(200)["version"], 1);
    change(&org, &vehicle, moved(&"ä".repeat(200))).await;
}

async fn a_reason_needs_a_move(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-06" })).await.id;
    let (path, stage) = (ApiPath::Vehicle(&vehicle), ApiPath::VehicleStage(&vehicle));
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Hilux", "eta": "2026-05-06", "eta_reason": "weather" });
    let answers = [
        org.editor.patch(path, json!({ "eta_reason": "weather" })).await,
        org.editor.patch(path, json!({ "eta": "2026-05-06", "eta_reason": "weather" })).await,
        org.editor.put(stage, json!({ "stage": "in_transit", "eta_reason": "weather" })).await,
        org.editor.put(stage, json!({ "stage": "in_transit", "eta": "2026-05-06", "eta_reason": "weather" })).await,
        org.editor.put(stage, json!({ "stage": "arrived", "eta_reason": "weather" })).await,
        org.editor.post(ApiPath::Vehicles, new).await,
        org.editor.patch(path, json!({ "eta": "2026-05-07", "eta_reason": "the captain is ill" })).await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/eta_reason");
    }
    assert_eq!(org.viewer.get(path).await.value(200)["version"], 1);
}

async fn a_replacement_can_be_repeated_with_its_reason(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let body = |eta: &str| json!({ "year": 2021, "make": "Toyota", "model": "Hilux", "eta": eta, "eta_reason": "port_congestion" });
    let path = format!("{}/ext:DMS-1", ApiPath::Vehicles);
    let made: shared::vehicle::Vehicle = org.editor.put(&path, body("2026-05-06")).await.json(201);
    for _ in 0..2 {
        app.clock.advance_ms(1);
        org.editor.put(&path, body("2026-05-14")).await.expect(200);
    }
    let slug = slug(&org.link(&made.id).await);
    let told = json!([{ "to": "2026-05-14", "from": "2026-05-06", "reason": "port_congestion",
        "changed_on": "2026-05-01" }]);
    assert_eq!(open(&app, &slug).await.value(200)["eta"]["changes"], told);
    assert_eq!(events(&app, &receiver).await.len(), 1);
}

async fn listen(org: &Organization, receiver: &Receiver) {
    let body = json!({ "url": receiver.url, "event_types": ["vehicle.eta_changed"] });
    org.admin.post(ApiPath::WebhookEndpoints, body).await.json::<WebhookEndpointSecret>(201);
}

/// What endpoints were told.
async fn events(app: &TestApp, receiver: &Receiver) -> Vec<Value> {
    server::webhooks::worker::pass(&app.app.deliverer()).await.unwrap();
    receiver.take().iter().map(|post| post.event()["data"].clone()).collect()
}

async fn webhooks_and_the_audit_log_have_the_reason(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-06" })).await.id;
    let moved = json!({ "stage": "in_transit", "eta": "2026-05-14", "eta_reason": "vessel_delayed" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
    change(&org, &vehicle, json!({ "eta": null })).await;
    let mut told = events(&app, &receiver).await;
    told.sort_by_key(|data| data["version"].as_i64());
    let data = json!({ "vehicle_id": vehicle, "version": 2, "stage": "in_transit", "eta_reason": "vessel_delayed" });
    assert_eq!(told, [data, json!({ "vehicle_id": vehicle, "version": 3, "stage": "in_transit" })]);
    let entries: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    let summaries: Vec<_> = entries.data.iter().map(|entry| entry.summary.as_str()).collect();
    let expected = "moved 2021 Toyota Land Cruiser to In transit; ETA now 2026-05-14, was 2026-05-06: vessel delayed";
    assert!(summaries.contains(&expected), "{summaries:?}");
    assert!(summaries.contains(&"changed 2021 Toyota Land Cruiser; ETA now unknown, was 2026-05-14"), "{summaries:?}");
}
