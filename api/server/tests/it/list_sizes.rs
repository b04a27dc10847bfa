//! every limit of a number or of a list that the OpenAPI document states is kept. A new operation is covered without
//! anyone remembering, and a list in a request that has no limit fails the test.

use serde_json::{Value, json};
use shared::problem::ProblemCode;
use shared::webhook::{WebhookDelivery, WebhookEndpointSecret};

use crate::access::{Names, send};
use crate::support::contract::{document, operations};
use crate::support::pictures::{jpeg, upload};
use crate::support::{Organization, TestApp, both_engines};
use shared::paths::ApiPath;

both_engines!(queries_keep_to_their_ranges, lists_keep_to_their_sizes, at_most_a_hundred_mistakes_are_listed);

/// Things that are there, so that nothing but the number is wrong.
async fn names(org: &Organization) -> Names {
    let vehicle = org.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let photo = upload(org, &vehicle, &jpeg(9, 9)).await.id;
    org.link(&vehicle).await;
    let hook = json!({ "url": "https://dms.example/hook" });
    let hook: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let endpoint = hook.webhook_endpoint.id;
    let delivery: WebhookDelivery = org.admin.post(ApiPath::WebhookPing(&endpoint), json!({})).await.json(202);
    Names { vehicle, note: note.id, photo, endpoint, delivery: delivery.id, ..Names::unknown() }
}

fn resolve(schema: &'static Value) -> &'static Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

async fn queries_keep_to_their_ranges(app: TestApp) {
    let org = app.organization().await;
    let (names, mut tried) = (names(&org).await, 0);
    for (method, template, operation) in operations() {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), resolve(&parameter["schema"]));
            let Some(maximum) = schema["maximum"].as_i64() else { continue };
            let ask = async |value: String| {
                let path = format!("{}?{name}={value}", names.fill(template));
                send(&org.admin, method.clone(), &path, None).await
            };
            for value in
                [(maximum + 1).to_string(), "0".into(), "-1".into(), "99999999999999999999".into(), "1.5".into()]
            {
                let answer = ask(value.clone()).await;
                let problem = answer.problem(ProblemCode::ValidationFailed);
                assert_eq!(problem.errors[0].pointer, format!("?{name}"), "{method} {template} {value}");
            }
            let most = ask(maximum.to_string()).await;
            // No slug is live here: the range is told before that is known.
            let expected = if template.contains("/public/") { 404 } else { 200 };
            assert_eq!(most.status, expected, "{method} {template}: {}", most.text());
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

/// Every list in a schema of a request: where it is, and its schema.
fn lists(schema: &'static Value, pointer: &str) -> Vec<(String, &'static Value)> {
    let schema = resolve(schema);
    let choices = ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| schema.get(*key)?.as_array()).flatten();
    let mut found: Vec<_> = choices.flat_map(|choice| lists(choice, pointer)).collect();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    found.extend(properties.flat_map(|(name, property)| lists(property, &format!("{pointer}/{name}"))));
    let is_list =
        |kind: &Value| kind == "array" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("array")));
    if schema.get("type").is_some_and(is_list) {
        found.push((pointer.to_owned(), schema));
    }
    found
}

/// A body in which nothing is wrong but a list.
fn base(operation: &str, names: &Names) -> Value {
    match operation {
        "create_proposal" => json!({ "vehicle_id": names.vehicle, "change": {}, "reason": "Seen" }),
        "create_api_key" => json!({ "name": "DMS", "expires_at": "2027-01-01T00:00:00Z" }),
        "create_webhook_endpoint" => json!({ "url": "https://dms.example/more" }),
        _ => json!({}),
    }
}

async fn lists_keep_to_their_sizes(app: TestApp) {
    let org = app.organization().await;
    let (names, mut tried) = (names(&org).await, Vec::new());
    let unlinked = Names { vehicle: org.vehicle().await.id, ..Names::unknown() };
    for (method, template, operation) in operations() {
        let content = operation["requestBody"]["content"].as_object().into_iter().flatten();
        let bodies = content.filter(|(media_type, _)| media_type.starts_with("application/json"));
        for (pointer, schema) in bodies.flat_map(|(_, body)| lists(&body["schema"], "")) {
            let id = operation["operationId"].as_str().unwrap();
            let known = Names::unknown();
            let item = match resolve(&schema["items"])["enum"].as_array() {
                Some(values) => values[0].clone(),
                None if pointer.ends_with("/photo_ids") => json!(names.photo),
                None if pointer == "/allowed_origins" => json!("https://www.harbour.example"),
                None => json!(known.photo.as_str().replace("pho_", "lnk_")),
            };
            let (most, told_at) = match schema["maxItems"].as_u64() {
                Some(most) => (usize::try_from(most).unwrap(), pointer.clone()),
                // It has to name the photos of the gallery, each once: this gallery has one.
                None if id == "reorder_photos" => (1, format!("{pointer}/1")),
                None => panic!("{method} {template}: {pointer} has no maxItems"),
            };
            let seen = org.admin.get(ApiPath::Photos(&names.vehicle)).await;
            let caller =
                if id == "reorder_photos" { org.admin.with("if-match", seen.etag()) } else { org.admin.clone() };
            let ask = async |count: usize| {
                let is_new_link = id == "create_tracking_link" || pointer.contains("/create_tracking_link/");
                let names = if is_new_link { &unlinked } else { &names };
                let mut body = base(id, names);
                let members = pointer.split('/').skip(1);
                *members.fold(&mut body, |body, member| &mut body[member]) = json!(vec![item.clone(); count]);
                send(&caller, method.clone(), &names.fill(template), Some(body)).await
            };
            for count in [most + 1, 4_000] {
                let problem = ask(count).await.problem(ProblemCode::ValidationFailed);
                assert_eq!(problem.errors[0].pointer, told_at, "{method} {template} with {count}: {problem:?}");
            }
            let most = ask(most).await;
            let too_long = most.text().contains("too_long") || most.text().contains("out_of_range");
            assert!(!too_long, "{method} {template}: {}", most.text());
            tried.push(id);
        }
    }
    assert!(tried.len() >= 8, "{tried:?}");
}

/// An answer is not many times its request.
async fn at_most_a_hundred_mistakes_are_listed(app: TestApp) {
    let org = app.organization().await;
    let names = names(&org).await;
    let ids = vec![Names::unknown().photo; 5_000];
    let path = ApiPath::PhotoOrder(&names.vehicle);
    let seen = org.editor.get(ApiPath::Photos(&names.vehicle)).await;
    let order = org.editor.with("if-match", seen.etag()).put(path, json!({ "photo_ids": ids })).await;
    assert_eq!(order.problem(ProblemCode::ValidationFailed).errors.len(), 100);
    let mut many: Value = json!({});
    for number in 0..5_000 {
        many[format!("member_{number}")] = json!(number);
    }
    let answer = org.editor.post(ApiPath::Vehicles, many).await;
    assert!(answer.problem(ProblemCode::ValidationFailed).errors.len() <= 100);
}
