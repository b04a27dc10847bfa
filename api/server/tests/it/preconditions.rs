//! What a caller believes to be there, or not to be there (RFC 9110, section 13).

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::{Caller, Organization, TestApp, both_engines};

both_engines!(preconditions_are_those_of_http);

/// A vehicle by the id of another system.
fn car(id: &str) -> (String, Value) {
    let path = format!("{}/ext:{id}", ApiPath::Vehicles);
    (path, json!({ "year": 2021, "make": "Toyota", "model": "Hilux" }))
}

async fn status(caller: &Caller, header: (&str, &str), method: Method, path: &str, body: &Value) -> u16 {
    caller.with(header.0, header.1).json(method, path, body).await.status
}

async fn preconditions_are_those_of_http(app: TestApp) {
    let org: Organization = app.organization().await;
    let ((path, body), editor) = (car("A"), &org.editor);
    let put = async |header, path: &str| status(editor, header, Method::PUT, path, &body).await;
    assert_eq!(put(("if-match", "*"), &path).await, 412, "nothing is there");
    assert_eq!(put(("if-none-match", "*"), &path).await, 201);
    let there = editor.with("if-none-match", "*").put(&path, json!({ "year": 1999, "make": "X", "model": "Y" })).await;
    let problem = there.problem(ProblemCode::PreconditionFailed);
    assert_eq!(problem.vehicle.unwrap().year, 2021, "the current version");
    assert_eq!(put(("if-match", "*"), &path).await, 200);
    let tag = editor.get(&path).await.etag().to_owned();
    let suffixed = format!("W/{};gzip\"", tag.trim_end_matches('"'));
    for tag in [&tag, &suffixed, "*"] {
        assert_eq!(editor.with("if-none-match", tag).get(&path).await.status, 304, "{tag}");
        assert_eq!(editor.with("if-none-match", tag).head(&path).await.status, 304, "{tag}");
        assert_eq!(status(editor, ("if-none-match", tag), Method::PATCH, &path, &json!({})).await, 412, "{tag}");
        assert_eq!(status(editor, ("if-match", tag), Method::PATCH, &path, &json!({})).await, 200, "{tag}");
    }
    for other in ["\"999-x\"", "\"*\"", "*, \"999\"", "\"a,*,b\"", ""] {
        assert_eq!(editor.with("if-none-match", other).get(&path).await.status, 200, "{other}");
        assert_eq!(status(editor, ("if-match", other), Method::PATCH, &path, &json!({})).await, 412, "{other}");
    }
    // A change that has nothing to meet is refused for that, whatever it believes to be there.
    let missing = car("B").0;
    assert_eq!(status(editor, ("if-match", "*"), Method::PATCH, &missing, &json!({})).await, 404);
    let link = ApiPath::TrackingLink(&org.vehicle().await.id).to_string();
    assert_eq!(editor.with("if-none-match", "*").get(&link).await.status, 404);
}
