//! Input as other programs write it: byte order marks, whole numbers with a fraction, dashes of all kinds, no body, parts of
//! objects; and instants that no calendar has.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::contract::{document, operations};
use crate::support::people::open;
use crate::support::{Answer, Caller, Organization, TestApp, both_engines};

both_engines!(
    no_instant_makes_the_server_fail,
    json_is_taken_as_others_write_it,
    members_have_names_and_no_places,
    chassis_numbers_are_brought_into_form,
    parts_of_objects_are_merged,
    a_post_without_members_needs_no_body,
);

/// Instants of which the offset leads out of the years that there are, and others that are none.
const NO_INSTANTS: [&str; 8] = [
    "9999-12-31T23:59:59-00:01",
    "9999-12-31T23:59:59.999-23:59",
    "0000-01-01T00:00:00+00:01",
    "0000-01-01T00:00:00+23:59",
    "10000-01-01T00:00:00Z",
    "-0001-12-31T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-05-01T10:00:00",
];

/// The first and the last ones, and how they come back.
const EDGES: [&str; 4] =
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59+23:59", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00-23:59"];

fn resolve(schema: &'static Value) -> &'static Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

fn is_instant(schema: &'static Value) -> bool {
    let options = schema["oneOf"].as_array().into_iter().flatten().chain([schema]);
    options.map(resolve).any(|schema| schema["format"] == "date-time")
}

/// Every instant that a request may have, as `operation.name`: those of queries, and those of bodies.
fn instants() -> [BTreeSet<String>; 2] {
    let (mut queries, mut bodies) = (BTreeSet::new(), BTreeSet::new());
    for (_, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        queries.extend(
            parameters
                .filter(|parameter| is_instant(&parameter["schema"]))
                .map(|parameter| format!("{id}.{}", parameter["name"].as_str().unwrap())),
        );
        let contents = operation["requestBody"]["content"].as_object().into_iter().flatten();
        for schema in contents.map(|(_, content)| resolve(&content["schema"])) {
            let members = schema["properties"].as_object().into_iter().flatten();
            bodies.extend(members.filter(|(_, member)| is_instant(member)).map(|(name, _)| format!("{id}.{name}")));
        }
    }
    [queries, bodies]
}

async fn no_instant_makes_the_server_fail(app: TestApp) {
    let org = app.organization().await;
    let (car, bare, mut tried) = (org.vehicle().await.id, org.vehicle().await.id, [BTreeSet::new(), BTreeSet::new()]);
    org.link(&car).await;
    let coded = |text: &str| text.replace('+', "%2B");
    for (id, caller, path, name) in [
        ("list_audit_events", &org.admin, ApiPath::AuditEvents, "since"),
        ("list_audit_events", &org.admin, ApiPath::AuditEvents, "until"),
        ("list_vehicles", &org.viewer, ApiPath::Vehicles, "updated_since"),
        ("list_tracking_links", &org.viewer, ApiPath::TrackingLinks, "expires_before"),
        ("list_tracking_links", &org.viewer, ApiPath::TrackingLinks, "updated_since"),
    ] {
        tried[0].insert(format!("{id}.{name}"));
        for instant in NO_INSTANTS {
            let answer = caller.get(format!("{path}?{name}={}", coded(instant))).await;
            let problem = answer.problem(ProblemCode::ValidationFailed);
            assert_eq!(problem.errors[0].pointer, format!("?{name}"), "{instant}");
        }
        for instant in EDGES {
            caller.get(format!("{path}?{name}={}", coded(instant))).await.expect(200);
        }
    }
    let (operator, subscription) = (app.operator(), format!("{}?organization_id={}", ApiPath::Subscription, org.id));
    let in_bodies: [(&str, &str, Value, &Caller, Method, String); 7] = [
        (
            "create_api_key",
            "expires_at",
            json!({ "name": "K" }),
            &org.admin,
            Method::POST,
            ApiPath::ApiKeys.to_string(),
        ),
        (
            "create_tracking_link",
            "expires_at",
            json!({}),
            &org.editor,
            Method::POST,
            ApiPath::TrackingLink(&bare).to_string(),
        ),
        (
            "update_tracking_link",
            "expires_at",
            json!({}),
            &org.editor,
            Method::PATCH,
            ApiPath::TrackingLink(&car).to_string(),
        ),
        (
            "regenerate_tracking_link",
            "expires_at",
            json!({}),
            &org.editor,
            Method::POST,
            ApiPath::Regenerate(&car).to_string(),
        ),
        (
            "create_proposal",
            "expires_at",
            json!({ "vehicle_id": car, "change": { "update_vehicle": { "colour": "red" } }, "reason": "It was painted." }),
            &org.editor,
            Method::POST,
            ApiPath::Proposals.to_string(),
        ),
        (
            "set_subscription",
            "grace_ends_at",
            json!({ "status": "past_due" }),
            &operator,
            Method::PUT,
            subscription.clone(),
        ),
        ("set_subscription", "access_until", json!({ "status": "canceled" }), &operator, Method::PUT, subscription),
    ];
    for (id, name, body, caller, method, path) in in_bodies {
        tried[1].insert(format!("{id}.{name}"));
        let send = async |instant: &str| {
            let mut body = body.clone();
            body[name] = json!(instant);
            caller.json(method.clone(), &path, body).await
        };
        for instant in NO_INSTANTS {
            let problem = send(instant).await.problem(ProblemCode::ValidationFailed);
            assert_eq!(problem.errors[0].pointer, format!("/{name}"), "{id}: {instant}");
        }
        for instant in EDGES.iter().rev() {
            let answer = send(instant).await;
            assert!([200, 201, 409, 422].contains(&answer.status), "{id}: {instant}: {}", answer.text());
        }
    }
    assert_eq!(tried, instants(), "every instant that a request may have");
    what_was_taken_is_shown(&app, &org, &car).await;
}

async fn what_was_taken_is_shown(app: &TestApp, org: &Organization, car: &VehicleId) {
    app.operator()
        .put(format!("{}?organization_id={}", ApiPath::Subscription, org.id), json!({ "status": "active" }))
        .await
        .expect(200);
    let link: Value = org.viewer.get(ApiPath::TrackingLink(car)).await.value(200);
    assert_eq!(link["expires_at"], "9999-12-31T23:59:59.999Z");
    let slug = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    open(app, &slug).await.expect(200);
    org.viewer.get(ApiPath::TrackingLinks).await.expect(200);
    org.admin.get(ApiPath::Export).await.expect(200);
}

async fn sent(caller: &Caller, method: Method, path: impl ToString, body: &str) -> Answer {
    caller.send(method, &path.to_string(), Some("application/json; charset=utf-8"), body.as_bytes().to_vec()).await
}

async fn json_is_taken_as_others_write_it(app: TestApp) {
    let org = app.organization().await;
    let body = "\u{feff}{\"external_id\":\"1.0\",\"year\":2021.0,\"make\":\"Toyota\",\"model\":\"4.0\",\
                \"mileage\":{\"value\":6.1e4,\"unit\":\"km\"},\"agreed_sale_price\":{\"amount_minor\":4250000.00,\"currency\":\"EUR\"}}";
    let vehicle = sent(&org.editor, Method::POST, ApiPath::Vehicles, body).await.value(201);
    assert_eq!(
        (&vehicle["year"], &vehicle["external_id"], &vehicle["model"]),
        (&json!(2021), &json!("1.0"), &json!("4.0"))
    );
    assert_eq!(vehicle["mileage"]["value"], 61000);
    assert_eq!(vehicle["agreed_sale_price"]["amount_minor"], 4_250_000);
    let path = format!("{}/ext:1.0", ApiPath::Vehicles);
    for (wrong, pointer) in [
        ("{\"year\":2021.5}", "/year"),
        ("{\"mileage\":{\"value\":0.5}}", "/mileage/value"),
        ("{\"year\":1e30}", "/year"),
    ] {
        let problem = sent(&org.editor, Method::PATCH, &path, wrong).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer, "{wrong}");
    }
    sent(&org.editor, Method::PATCH, &path, "{\"year\":02021.0}").await.problem(ProblemCode::MalformedJson);
    sent(&org.editor, Method::PATCH, &path, "\u{feff}\u{feff}{}").await.problem(ProblemCode::MalformedJson);
    let merge = "application/merge-patch+json";
    let patched = org.editor.send(Method::PATCH, &path, Some(merge), b"\xef\xbb\xbf{\"year\":2022.0}".to_vec()).await;
    assert_eq!(patched.value(200)["year"], 2022);
    let refused = org.editor.send(Method::PUT, &path, Some(merge), b"{}".to_vec()).await;
    refused.problem(ProblemCode::UnsupportedMediaType);
    for (method, path, operation) in operations() {
        let content = &operation["requestBody"]["content"];
        let is_patch = content[merge].is_object();
        assert_eq!(is_patch, method == Method::PATCH, "{method} {path}: only changes are merge patches");
        assert!(!is_patch || content[merge] == content["application/json"], "{method} {path}");
    }
}

async fn members_have_names_and_no_places(app: TestApp) {
    let org = app.organization().await;
    let whole = json!({
        "external_id": "places", "year": 2021, "make": "A", "model": "B",
        "customer": { "name": "Sam Fischer", "email": null, "phone": null },
        "mileage": { "value": 5, "unit": "km" },
        "agreed_sale_price": { "amount_minor": 7, "currency": "EUR" },
    });
    let path = format!("{}/ext:places", ApiPath::Vehicles);
    org.editor.put(&path, &whole).await.expect(201);
    let before = org.editor.get(&path).await.text();
    for member in ["customer", "mileage", "agreed_sale_price"] {
        let mut by_place = whole.clone();
        by_place[member] = whole[member].as_object().unwrap().values().cloned().collect();
        let part = json!({ member: by_place[member] });
        for refused in [
            org.editor.post(ApiPath::Vehicles, &by_place).await,
            org.editor.put(&path, &by_place).await,
            org.editor.patch(&path, &part).await,
        ] {
            let pointer = refused.problem(ProblemCode::ValidationFailed).errors[0].pointer.clone();
            assert_eq!(pointer, format!("/{member}"));
        }
        let rows = org.editor.post(ApiPath::BulkVehicles, json!({ "vehicles": [by_place] })).await.value(200);
        assert_eq!((&rows["results"][0]["outcome"], &rows["results"][0]["status"]), (&json!("failed"), &json!(422)));
    }
    assert_eq!(org.editor.get(&path).await.text(), before);
}

async fn chassis_numbers_are_brought_into_form(app: TestApp) {
    let org = app.organization().await;
    for pasted in [
        "bnr34\u{2010}000123",
        "ＢＮＲ３４－０００１２３",
        "BNR34 \u{2013} 000123",
        "BNR34\u{2212}000123",
        "BNR34ー000123\u{feff}",
    ] {
        let vehicle = org.vehicle_with(json!({ "vin": pasted })).await;
        assert_eq!(vehicle.vin.as_deref(), Some("BNR34-000123"), "{pasted}");
        let path = ApiPath::Vehicle(&vehicle.id);
        let (read, saved) = (org.editor.get(path).await, org.editor.patch(path, json!({ "vin": pasted })).await);
        assert_eq!(saved.expect(200).etag(), read.etag(), "it is the same number");
    }
    let grouped = org.vehicle_with(json!({ "vin": "wba 3a5c5 5cf2 56651" })).await;
    assert_eq!(grouped.vin.as_deref(), Some("WBA3A5C55CF256651"));
    for wrong in ["BNR34 000123", "BNR34_000123", "\u{2014}\u{3042}", "A\u{301}"] {
        let refused = org.editor.patch(ApiPath::Vehicle(&grouped.id), json!({ "vin": wrong })).await;
        assert_eq!(refused.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/vin", "{wrong}");
    }
}

async fn parts_of_objects_are_merged(app: TestApp) {
    let org = app.organization().await;
    let path = ApiPath::Vehicle(&org.vehicle().await.id).to_string();
    let change = async |body: Value| org.editor.patch(&path, body).await;
    for (part, pointer) in [
        (json!({ "mileage": { "value": 5 } }), "/mileage/unit"),
        (json!({ "agreed_sale_price": { "currency": "EUR" } }), "/agreed_sale_price/amount_minor"),
    ] {
        assert_eq!(change(part).await.problem(ProblemCode::ValidationFailed).errors[0].pointer, pointer);
    }
    let whole = json!({ "mileage": { "value": 5, "unit": "km" }, "agreed_sale_price": { "amount_minor": 7, "currency": "EUR" },
        "customer": { "name": "Sam Fischer", "phone": "+49 40 1" } });
    change(whole).await.expect(200);
    let parts =
        json!({ "mileage": { "value": 6 }, "agreed_sale_price": { "currency": "JPY" }, "customer": { "phone": null } });
    let merged = change(parts).await.value(200);
    assert_eq!(merged["mileage"], json!({ "value": 6, "unit": "km" }));
    assert_eq!(merged["agreed_sale_price"], json!({ "amount_minor": 7, "currency": "JPY" }));
    assert_eq!(merged["customer"], json!({ "name": "Sam Fischer", "email": null, "phone": null, "language": null }));
    // A member that is always there cannot be taken away, only the whole.
    for removed in [json!({ "mileage": { "unit": null } }), json!({ "agreed_sale_price": { "amount_minor": null } })] {
        change(removed).await.problem(ProblemCode::ValidationFailed);
    }
    let cleared = change(json!({ "mileage": null, "agreed_sale_price": null })).await.value(200);
    assert_eq!([&cleared["mileage"], &cleared["agreed_sale_price"]], [&json!(null); 2]);
    // PUT and POST replace: there a part is no whole.
    let half = json!({ "year": 2021, "make": "A", "model": "B", "mileage": { "value": 5 } });
    org.editor.put(&path, &half).await.problem(ProblemCode::ValidationFailed);
    org.editor.post(ApiPath::Vehicles, &half).await.problem(ProblemCode::ValidationFailed);
}

async fn a_post_without_members_needs_no_body(app: TestApp) {
    let org = app.organization().await;
    let bare = async |caller: &Caller, path: ApiPath<'_>, media_type: Option<&str>| {
        caller.send(Method::POST, &path.to_string(), media_type, Vec::new()).await
    };
    for media_type in [None, Some("application/json"), Some("application/x-www-form-urlencoded")] {
        let vehicle = org.vehicle().await.id;
        let editor = org.editor.with("idempotency-key", vehicle.as_str());
        let made = bare(&editor, ApiPath::TrackingLink(&vehicle), media_type).await;
        made.expect(201);
        // A retry that says as much with `{}` is the same request.
        let again = editor.post(ApiPath::TrackingLink(&vehicle), json!({})).await;
        assert_eq!((again.text(), again.header("idempotency-replayed")), (made.text(), "true"));
        bare(&org.viewer, ApiPath::Preview(&vehicle), media_type).await.expect(200);
        bare(&org.editor, ApiPath::Regenerate(&vehicle), media_type).await.expect(200);
        bare(&org.admin, ApiPath::VehicleRestore(&vehicle), media_type).await.expect(200);
    }
    bare(&org.admin, ApiPath::RevokeTrackingLinks, None).await.problem(ProblemCode::ValidationFailed);
    // Where something is required, nothing is no JSON.
    bare(&org.editor, ApiPath::Vehicles, None).await.problem(ProblemCode::UnsupportedMediaType);
    bare(&org.editor, ApiPath::Vehicles, Some("application/json")).await.problem(ProblemCode::MalformedJson);
    for (method, path, operation) in operations() {
        let body = &operation["requestBody"];
        let schema = resolve(&body["content"]["application/json"]["schema"]);
        if method == Method::POST && schema.is_object() {
            let needs_nothing = schema["required"].as_array().is_none_or(Vec::is_empty);
            assert_eq!(body["required"] == json!(false), needs_nothing, "{path}");
        }
    }
}
