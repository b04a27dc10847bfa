//! A retry has no second effect and gets the same answer.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::contract::operations;
use crate::support::{TestApp, both_engines};

both_engines!(
    a_retry_gets_the_same_answer_and_has_no_second_effect,
    fifty_at_once_with_one_key_have_one_effect,
    another_request_with_the_key_is_refused,
    a_key_is_its_callers_own_and_lasts_a_day,
    what_failed_can_be_tried_again_with_the_key,
    an_answer_that_was_lost_is_replayed_by_another_server,
    every_effect_can_be_repeated,
);

const CAR: fn() -> Value = || json!({ "year": 2021, "make": "Toyota", "model": "Hilux" });

async fn count(caller: &crate::support::Caller) -> usize {
    caller.get(ApiPath::Vehicles).await.value(200)["data"].as_array().unwrap().len()
}

async fn a_retry_gets_the_same_answer_and_has_no_second_effect(app: TestApp) {
    let org = app.organization().await;
    let editor = org.editor.with("idempotency-key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
    let first = editor.post(ApiPath::Vehicles, CAR()).await;
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = editor.post(ApiPath::Vehicles, CAR()).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!((again.status, again.text()), (201, first.text()));
    assert_eq!((again.etag(), again.header("location")), (first.etag(), first.header("location")));
    assert_eq!(count(&org.viewer).await, 1);
    // The same URL comes back, and the first is not dead: a second regeneration would have killed it.
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    let regenerate = org.editor.with("idempotency-key", "regenerate-1");
    let one: Value = regenerate.post(ApiPath::Regenerate(&vehicle), json!({})).await.value(200);
    let two: Value = regenerate.post(ApiPath::Regenerate(&vehicle), json!({})).await.value(200);
    assert_eq!(one["url"], two["url"]);
}

async fn fifty_at_once_with_one_key_have_one_effect(app: TestApp) {
    let org = app.organization().await;
    let (second, _) = app.second_node().await;
    let key = org.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await.with("idempotency-key", "one-of-fifty");
    let nodes = [key.clone(), key.at(&second)];
    let answers = join_all((0..50).map(|index| nodes[index % 2].post(ApiPath::Vehicles, CAR()))).await;
    let bodies: Vec<_> = answers.iter().map(|answer| answer.expect(201).text()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let first = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
    assert_eq!((first, count(&org.viewer).await), (1, 1));
}

async fn another_request_with_the_key_is_refused(app: TestApp) {
    let org = app.organization().await;
    let editor = org.editor.with("idempotency-key", "k");
    let vehicle = editor.post(ApiPath::Vehicles, CAR()).await.value(201)["id"].as_str().unwrap().parse().unwrap();
    let mut other = CAR();
    other["colour"] = json!("red");
    editor.post(ApiPath::Vehicles, other).await.problem(ProblemCode::IdempotencyKeyReused);
    let note = json!({ "scope": "internal", "body": "Hello" });
    editor.post(ApiPath::Notes(&vehicle), note).await.problem(ProblemCode::IdempotencyKeyReused);
    for wrong in ["", "a b", &"x".repeat(256)] {
        org.editor.with("idempotency-key", wrong).post(ApiPath::Vehicles, CAR()).await.expect(400);
    }
    assert_eq!(count(&org.viewer).await, 1);
}

async fn a_key_is_its_callers_own_and_lasts_a_day(app: TestApp) {
    let org = app.organization().await;
    let (editor, admin) = (org.editor.with("idempotency-key", "k"), org.admin.with("idempotency-key", "k"));
    let program = org.key(&[Scope::VehiclesWrite]).await.with("idempotency-key", "k");
    for caller in [&editor, &admin, &program] {
        assert_eq!(caller.post(ApiPath::Vehicles, CAR()).await.expect(201).header("idempotency-replayed"), "");
    }
    app.move_to("2026-05-02T09:59:59.999Z");
    assert_eq!(program.post(ApiPath::Vehicles, CAR()).await.expect(201).header("idempotency-replayed"), "true");
    app.move_to("2026-05-02T10:00:00Z");
    assert_eq!(program.post(ApiPath::Vehicles, CAR()).await.expect(201).header("idempotency-replayed"), "");
}

async fn what_failed_can_be_tried_again_with_the_key(app: TestApp) {
    let org = app.organization().await;
    let first = org.vehicle_with(json!({ "stock_number": "S-1" })).await;
    let editor = org.editor.with("idempotency-key", "k");
    let mut car = CAR();
    car["stock_number"] = json!("S-1");
    editor.post(ApiPath::Vehicles, &car).await.problem(ProblemCode::StockNumberTaken);
    org.editor.delete(ApiPath::Vehicle(&first.id)).await.expect(204);
    editor.post(ApiPath::Vehicles, &car).await.expect(201);
}

async fn an_answer_that_was_lost_is_replayed_by_another_server(app: TestApp) {
    let org = app.organization().await;
    let (second, handle) = app.second_node().await;
    let editor = org.editor.with("idempotency-key", "lost");
    let first = editor.at(&second).post(ApiPath::Vehicles, CAR()).await;
    handle.stop(false).await;
    let again = editor.post(ApiPath::Vehicles, CAR()).await;
    assert_eq!((again.header("idempotency-replayed"), again.text()), ("true", first.text()));
}

/// Operations without an effect of their own, or without a caller to keep a key for.
const WITHOUT: [&str; 5] =
    ["accept_invitation", "create_public_view", "create_session", "preview_tracking_link", "refresh_session"];

/// Operations whose repetition changes nothing and gets the same answer, with a key or without (`proposals`).
const REPEATABLE: [&str; 2] = ["confirm_proposal", "decline_proposal"];

async fn every_effect_can_be_repeated(_: TestApp) {
    for (method, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        if method != Method::POST || WITHOUT.contains(&id) || REPEATABLE.contains(&id) {
            continue;
        }
        let parameters = operation["parameters"].as_array().unwrap_or_else(|| panic!("{path}"));
        assert!(parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key"), "{path}");
    }
}
