//! What a client got, it can send back: for every operation that changes what another one reads.

use actix_web::http::Method;
use serde_json::{Map, Value, json};
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::webhook::WebhookEndpointSecret;

use crate::access::{Names, send};
use crate::support::contract::{document, operations};
use crate::support::pictures::{jpeg, upload};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    what_was_read_can_be_sent_back,
    what_is_set_in_another_way_is_not_ignored,
    what_was_read_long_ago_can_be_sent_back,
);

/// Something of every kind, with much in it.
async fn names(org: &Organization) -> Names {
    let more = json!({
        "external_id": "DMS-1", "stock_number": "S-1", "mileage": { "value": 5, "unit": "km" }, "eta": "2026-06-01",
        "customer": { "name": "Ann" }, "agreed_sale_price": { "amount_minor": 100, "currency": "EUR" }
    });
    let vehicle = org.vehicle_with(more).await.id;
    let step = json!({ "stage": "arrived", "arrived_on": "2026-04-30", "arrival_detail": "customs" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), step).await.expect(200);
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let photo = upload(org, &vehicle, &jpeg(9, 9)).await.id;
    org.editor.patch(ApiPath::Photo(&vehicle, &photo), json!({ "is_hero": true })).await.expect(200);
    org.link_with(&vehicle, json!({ "photo_ids": [photo], "expires_at": "2026-09-01T00:00:00Z" })).await;
    let hook = json!({ "url": "https://dms.example/hook" });
    let hook: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let endpoint = hook.webhook_endpoint.id;
    Names { vehicle, note: note.id, photo, endpoint, member: org.members[1].clone(), ..Names::unknown() }
}

/// The schema that a body refers to.
fn schema_of(body: &Value) -> Option<&str> {
    body["content"]["application/json"]["schema"]["$ref"].as_str()?.rsplit('/').next()
}

fn members(schema: &str) -> Map<String, Value> {
    document()["components"]["schemas"][schema]["properties"].as_object().cloned().unwrap_or_default()
}

/// The operations that change what a GET of the same path reads: method, path, and the members that only reading shows.
fn changes() -> Vec<(Method, &'static str, Vec<String>)> {
    let is_change = |method: &Method| *method == Method::PATCH || *method == Method::PUT;
    let one = |(method, path, operation): &(Method, &'static str, &'static Value)| {
        let sent = schema_of(&operation["requestBody"])?;
        let shown = schema_of(&operation["responses"]["200"])?;
        let read = schema_of(&document()["paths"][*path]["get"]["responses"]["200"]);
        // A photo is read as a picture, or in its gallery.
        let is_read = read == Some(shown) || shown == "Photo";
        let read_only =
            members(shown).into_iter().map(|(name, _)| name).filter(|name| !members(sent).contains_key(name));
        (is_change(method) && is_read).then(|| (method.clone(), *path, read_only.collect()))
    };
    // The operator's answers are read with other credentials.
    operations().iter().filter_map(one).filter(|(_, path, _)| !path.ends_with("/subscription")).collect()
}

async fn read(org: &Organization, path: &str) -> Value {
    if path.contains("/photos/") {
        let gallery = path.rsplit_once('/').unwrap().0;
        return org.admin.get(gallery).await.value(200)["data"][0].clone();
    }
    org.admin.get(path).await.value(200)
}

async fn what_was_read_can_be_sent_back(app: TestApp) {
    let org = app.organization().await;
    let (names, mut asked) = (names(&org).await, 0);
    for (method, template, read_only) in changes() {
        let path = names.fill(template);
        let before = read(&org, &path).await;
        app.clock.advance_ms(1000);
        let answer = send(&org.admin, method.clone(), &path, Some(before.clone())).await;
        assert_eq!(answer.value(200), before, "{method} {template}: nothing has changed");
        assert!(!read_only.is_empty(), "{method} {template}");
        for name in read_only {
            let mut other = before.clone();
            other[&name] = json!({ "no": "such value" });
            let answer = send(&org.admin, method.clone(), &path, Some(other)).await;
            if answer.status == 200 {
                assert_eq!(answer.value(200), before, "{method} {template} /{name}: it has no effect");
            } else {
                let problem = answer.problem(ProblemCode::ValidationFailed);
                assert_eq!(problem.errors[0].pointer, format!("/{name}"), "{method} {template}");
            }
            asked += 1;
        }
        let mut unknown = before.clone();
        unknown["surprise"] = json!(1);
        let problem =
            send(&org.admin, method.clone(), &path, Some(unknown)).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/surprise", "{method} {template}");
        assert_eq!(read(&org, &path).await, before, "{method} {template}");
    }
    assert!(asked >= 50, "{asked}");
}

async fn what_is_set_in_another_way_is_not_ignored(app: TestApp) {
    let org = app.organization().await;
    let names = names(&org).await;
    let vehicle = ApiPath::Vehicle(&names.vehicle);
    for (path, body, pointer) in [
        (vehicle, json!({ "stage": "sale_ready", "colour": "red" }), "/stage"),
        (vehicle, json!({ "hero_photo_id": null }), "/hero_photo_id"),
        (vehicle, json!({ "id": "veh_00000000000000000000000001" }), "/id"),
        (vehicle, json!({ "deleted_at": "2026-05-01T10:00:00Z" }), "/deleted_at"),
        (ApiPath::TrackingLink(&names.vehicle), json!({ "revoked_at": "2026-05-01T10:00:00Z" }), "/revoked_at"),
        (ApiPath::Organization, json!({ "subscription": null }), "/subscription"),
        (ApiPath::Member(&names.member), json!({ "email": "other@mail.example" }), "/email"),
        (ApiPath::Photo(&names.vehicle, &names.photo), json!({ "position": 7 }), "/position"),
    ] {
        let problem = org.admin.patch(path, &body).await.problem(ProblemCode::ValidationFailed);
        assert_eq!((problem.errors.len(), problem.errors[0].pointer.as_str()), (1, pointer), "{body}");
    }
    let whole: Value = org.admin.get(vehicle).await.value(200);
    assert_eq!(whole["colour"], Value::Null, "a refused change has no effect");
    // Nothing is there yet: what is created can have a stage, but repeats no id.
    let mut new = whole.clone();
    new["external_id"] = json!("DMS-2");
    new["stock_number"] = Value::Null;
    let problem = org.admin.put("/api/v1/vehicles/ext:DMS-2", &new).await.problem(ProblemCode::ValidationFailed);
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/hero_photo_id", "/id"], "{problem:?}");
    // And a POST is never a change of what was read.
    org.admin.post(ApiPath::Vehicles, &new).await.problem(ProblemCode::ValidationFailed);
}

async fn what_was_read_long_ago_can_be_sent_back(app: TestApp) {
    let org = app.organization().await;
    let names = names(&org).await;
    let path = ApiPath::TrackingLink(&names.vehicle);
    let mut old: Value = org.admin.get(path).await.value(200);
    let off = json!({ "options": { "show_eta": false } });
    let newer: TrackingLink = org.admin.patch(path, off).await.json(200);
    app.move_to("2026-05-01T10:05:00Z");
    old["options"]["show_eta"] = json!(false);
    let after: TrackingLink = org.admin.patch(path, old).await.json(200);
    assert_eq!(after, newer, "its version and instants are out of date, and have no effect");
}
