//! Other systems keep up: ids of their own, upserts, and what was changed.

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    a_vehicle_is_addressed_by_what_another_system_calls_it,
    an_external_id_belongs_to_one_vehicle,
    putting_creates_once_and_replaces_from_then_on,
    twenty_puts_at_once_make_one_vehicle,
    a_replacement_heeds_what_was_seen,
    changes_come_in_their_order_with_tombstones,
    no_change_is_missed_while_others_are_made,
);

fn car(colour: &str) -> Value {
    json!({ "year": 2021, "make": "Toyota", "model": "Hilux", "colour": colour })
}

fn ext(id: &str) -> String {
    format!("{}/ext:{id}", ApiPath::Vehicles)
}

async fn a_vehicle_is_addressed_by_what_another_system_calls_it(app: TestApp) {
    let (org, others) = (app.organization().await, app.organization().await);
    let vehicle = org.vehicle_with(json!({ "external_id": "DMS/10:2" })).await;
    let path = ext("DMS%2F10%3A2");
    assert_eq!(org.viewer.get(&path).await.json::<Vehicle>(200), vehicle);
    let note = json!({ "scope": "customer", "body": "Loaded." });
    org.editor.post(format!("{path}/notes"), note).await.expect(201);
    org.editor.post(format!("{path}/tracking-link"), json!({})).await.expect(201);
    org.editor.put(format!("{path}/stage"), json!({ "stage": "in_transit" })).await.expect(200);
    org.editor.patch(&path, json!({ "colour": "red" })).await.expect(200);
    assert_eq!(org.viewer.get(format!("{path}/photos")).await.value(200)["data"], json!([]));
    for unknown in [ext("dms%2F10%3A2"), ext("nothing"), ext(""), ext("a%20b"), ext(&"x".repeat(101))] {
        org.viewer.get(&unknown).await.expect(404);
    }
    others.admin.get(&path).await.expect(404);
    // Deleted, it is still known by it, until a new one has it.
    org.editor.delete(&path).await.expect(204);
    assert!(org.viewer.get(&path).await.json::<Vehicle>(200).deleted_at.is_some());
    let next = org.vehicle_with(json!({ "external_id": "DMS/10:2" })).await;
    assert_eq!(org.viewer.get(&path).await.json::<Vehicle>(200).id, next.id);
    // The old one's URL is dead, and restoring it would have two of the same id.
    org.admin.post(ApiPath::VehicleRestore(&vehicle.id), json!({})).await.problem(ProblemCode::ExternalIdTaken);
}

async fn an_external_id_belongs_to_one_vehicle(app: TestApp) {
    let (org, others) = (app.organization().await, app.organization().await);
    org.vehicle_with(json!({ "external_id": "A" })).await;
    others.vehicle_with(json!({ "external_id": "A" })).await;
    let second = org.vehicle().await.id;
    let taken = org.editor.patch(ApiPath::Vehicle(&second), json!({ "external_id": "A" })).await;
    taken.problem(ProblemCode::ExternalIdTaken);
    let mut new = car("red");
    new["external_id"] = json!("A");
    org.editor.post(ApiPath::Vehicles, new).await.problem(ProblemCode::ExternalIdTaken);
    for wrong in ["", " A", "a b", "\u{e9}", "a\u{0}"] {
        let answer = org.editor.patch(ApiPath::Vehicle(&second), json!({ "external_id": wrong })).await;
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/external_id");
    }
    org.editor.patch(ApiPath::Vehicle(&second), json!({ "external_id": "a" })).await.expect(200);
    org.editor.patch(ApiPath::Vehicle(&second), json!({ "external_id": null })).await.expect(200);
}

async fn putting_creates_once_and_replaces_from_then_on(app: TestApp) {
    let org = app.organization().await;
    let created = org.editor.put(ext("A-1"), car("red")).await;
    let vehicle: Vehicle = created.json(201);
    assert_eq!(created.header("location"), ApiPath::Vehicle(&vehicle.id).to_string());
    assert_eq!(vehicle.external_id.as_deref(), Some("A-1"));
    org.editor.put(ApiPath::VehicleStage(&vehicle.id), json!({ "stage": "arrived" })).await.expect(200);
    let mut next = car("blue");
    next["eta"] = json!("2026-06-01");
    next["external_id"] = json!("A-1");
    let replaced: Vehicle = org.editor.put(ext("A-1"), next).await.json(200);
    assert_eq!((replaced.id.clone(), replaced.colour.as_deref()), (vehicle.id.clone(), Some("blue")));
    assert_eq!(replaced.stage.as_str(), "arrived");
    let cleared: Vehicle =
        org.editor.put(ext("A-1"), json!({ "year": 2021, "make": "Toyota", "model": "Hilux" })).await.json(200);
    assert_eq!((cleared.colour, cleared.eta), (None, None));
    let mut other = car("red");
    other["external_id"] = json!("B-1");
    org.editor.put(ext("A-1"), &other).await.problem(ProblemCode::ValidationFailed);
    let renamed: Vehicle = org.editor.put(ApiPath::Vehicle(&vehicle.id), other).await.json(200);
    assert_eq!(renamed.external_id.as_deref(), Some("B-1"));
    org.editor.put(ext("A-1"), json!({ "year": 1700, "make": "", "model": "x" })).await.expect(422);
    org.viewer.put(ext("A-1"), car("red")).await.expect(403);
    org.viewer.get(ext("A-1")).await.expect(404);
}

async fn twenty_puts_at_once_make_one_vehicle(app: TestApp) {
    let org = app.organization().await;
    let (second, _) = app.second_node().await;
    let nodes = [org.editor.clone(), org.editor.at(&second)];
    let answers = join_all((0..20).map(|index| nodes[index % 2].put(ext("RACE"), car("red")))).await;
    let mut created = 0;
    for answer in &answers {
        assert!([200, 201].contains(&answer.status), "{}", answer.text());
        created += usize::from(answer.status == 201);
    }
    let listed = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!((created, listed["data"].as_array().unwrap().len()), (1, 1));
}

async fn a_replacement_heeds_what_was_seen(app: TestApp) {
    let org = app.organization().await;
    org.editor.with("if-match", "\"1\"").put(ext("A"), car("red")).await.expect(412);
    let first = org.editor.put(ext("A"), car("red")).await;
    let seen = org.editor.with("if-match", first.etag());
    seen.put(ext("A"), car("blue")).await.expect(200);
    let problem = seen.put(ext("A"), car("green")).await.problem(ProblemCode::PreconditionFailed);
    assert_eq!(problem.vehicle.unwrap().colour.as_deref(), Some("blue"));
}

async fn changed(program: &Caller, query: &str) -> Value {
    program.get(format!("{}?{query}", ApiPath::Vehicles)).await.value(200)
}

fn names(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|vehicle| vehicle["colour"].as_str().unwrap()).collect()
}

async fn changes_come_in_their_order_with_tombstones(app: TestApp) {
    let program = app.organization().await.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await;
    for (index, colour) in ["red", "green", "blue"].into_iter().enumerate() {
        app.move_to(&format!("2026-05-01T11:0{index}:00Z"));
        program.put(ext(colour), car(colour)).await.expect(201);
    }
    app.move_to("2026-05-01T12:00:00Z");
    program.delete(ext("green")).await.expect(204);
    let all = changed(&program, "updated_since=2026-05-01T00:00:00Z").await;
    assert_eq!(names(&all), ["red", "blue", "green"]);
    assert_eq!(all["data"][2]["deleted_at"], "2026-05-01T12:00:00.000Z");
    assert_eq!(names(&changed(&program, "updated_since=2026-05-01T14:00:00%2B02:00").await), ["green"]);
    assert_eq!(names(&changed(&program, "updated_since=2026-05-01T12:01:01Z").await), Vec::<&str>::new());
    for wrong in ["updated_since=yesterday", "updated_since=2026-05-01T00:00:00Z&stage=arrived"] {
        program.get(format!("{}?{wrong}", ApiPath::Vehicles)).await.expect(422);
    }
}

async fn no_change_is_missed_while_others_are_made(app: TestApp) {
    let program = app.organization().await.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await;
    for index in 0..7 {
        app.move_to(&format!("2026-05-01T11:0{index}:00Z"));
        program.put(ext(&format!("V{index}")), car(&format!("V{index}"))).await.expect(201);
    }
    let (mut seen, mut query) = (Vec::new(), "updated_since=2026-05-01T00:00:00Z&limit=2".to_owned());
    for round in 0.. {
        let page = changed(&program, &query).await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        // Somebody changes one that was listed and one that was not.
        app.move_to(&format!("2026-05-01T12:0{round}:00Z"));
        if round < 2 {
            program.patch(ext("V0"), json!({ "vessel": format!("Ship {round}") })).await.expect(200);
            program.patch(ext("V6"), json!({ "vessel": format!("Ship {round}") })).await.expect(200);
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("updated_since=2026-05-01T00:00:00Z&limit=2&cursor={cursor}"),
            None => break,
        }
    }
    for index in 0..7 {
        assert!(seen.contains(&format!("V{index}")), "{seen:?}");
    }
    assert_eq!(seen.iter().filter(|name| *name == "V1").count(), 1);
}
