//! Endpoints as their organisation manages them.

use serde_json::json;
use shared::api_key::Scope;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::webhook::{WebhookEndpoint, WebhookEndpointSecret};

use super::listen_with;
use crate::support::{TestApp, both_engines};

both_engines!(
    an_endpoint_is_created_read_changed_and_deleted,
    the_secret_is_shown_once,
    what_is_wrong_with_an_endpoint_is_said,
    only_who_manages_webhooks_sees_them,
    a_change_heeds_what_was_seen,
);

async fn an_endpoint_is_created_read_changed_and_deleted(app: TestApp) {
    let org = app.organization().await;
    let all: Vec<_> = shared::webhook::EventType::ALL.to_vec();
    let hook = listen_with(&org, json!({ "url": "https://dms.example/hooks", "event_types": all })).await;
    let created = hook.webhook_endpoint;
    assert_eq!(
        (created.url.as_str(), created.enabled, created.event_types.len()),
        ("https://dms.example/hooks", true, 0)
    );
    let path = ApiPath::WebhookEndpoint(&created.id);
    let change = json!({ "description": "Sync", "event_types": ["note.created", "vehicle.created", "note.created"] });
    let changed: WebhookEndpoint = org.admin.patch(path, change).await.json(200);
    assert_eq!((changed.description.as_str(), changed.event_types.len(), changed.version), ("Sync", 2, 2));
    let cleared: WebhookEndpoint =
        org.admin.patch(path, json!({ "description": null, "event_types": null })).await.json(200);
    assert_eq!((cleared.description.as_str(), cleared.event_types.len()), ("", 0));
    let listed: Page<WebhookEndpoint> = org.admin.get(ApiPath::WebhookEndpoints).await.json(200);
    assert_eq!(listed.data, [cleared]);
    org.admin.delete(path).await.expect(204);
    org.admin.delete(path).await.expect(204);
    let listed: Page<WebhookEndpoint> = org.admin.get(ApiPath::WebhookEndpoints).await.json(200);
    assert!(listed.data.is_empty());
}

async fn the_secret_is_shown_once(app: TestApp) {
    let org = app.organization().await;
    let WebhookEndpointSecret { webhook_endpoint, secret } =
        listen_with(&org, json!({ "url": "https://dms.example/hooks" })).await;
    for answer in [
        org.admin.get(ApiPath::WebhookEndpoint(&webhook_endpoint.id)).await,
        org.admin.get(ApiPath::WebhookEndpoints).await,
        org.admin.get(ApiPath::AuditEvents).await,
    ] {
        assert!(!answer.expect(200).text().contains(&secret[6..20]));
    }
}

async fn what_is_wrong_with_an_endpoint_is_said(app: TestApp) {
    let org = app.organization().await;
    for (body, pointer) in [
        (json!({ "url": "" }), "/url"),
        (json!({ "url": "dms.example" }), "/url"),
        (json!({ "url": "https://10.0.0.1/" }), "/url"),
        (json!({ "url": "https://[::ffff:10.0.0.1]/" }), "/url"),
        (json!({ "url": "https://user:word@dms.example/" }), "/url"),
        (json!({ "url": format!("https://dms.example/{}", "x".repeat(500)) }), "/url"),
        (json!({ "url": "https://dms.example/", "event_types": ["vehicle.exploded"] }), "/event_types/0"),
        (json!({ "url": "https://dms.example/", "description": "x".repeat(201) }), "/description"),
        (json!({ "url": "https://dms.example/", "secret": "whsec_mine" }), "/secret"),
    ] {
        let answer = org.admin.post(ApiPath::WebhookEndpoints, &body).await;
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, pointer, "{body}");
    }
}

async fn only_who_manages_webhooks_sees_them(app: TestApp) {
    let org = app.organization().await;
    listen_with(&org, json!({ "url": "https://dms.example/hooks" })).await;
    org.editor.get(ApiPath::WebhookEndpoints).await.problem(ProblemCode::PermissionDenied);
    let reader = org.key(&[Scope::VehiclesRead, Scope::AuditRead]).await;
    reader.get(ApiPath::WebhookEndpoints).await.problem(ProblemCode::PermissionDenied);
    let manager = org.key(&[Scope::WebhooksManage]).await;
    manager.get(ApiPath::WebhookEndpoints).await.expect(200);
    manager.post(ApiPath::WebhookEndpoints, json!({ "url": "https://dms.example/2" })).await.expect(201);
}

async fn a_change_heeds_what_was_seen(app: TestApp) {
    let org = app.organization().await;
    let hook = listen_with(&org, json!({ "url": "https://dms.example/hooks" })).await;
    let path = ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id);
    let seen = org.admin.get(path).await;
    let admin = org.admin.with("if-match", seen.etag());
    admin.patch(path, json!({ "description": "One" })).await.expect(200);
    let problem = admin.patch(path, json!({ "description": "Two" })).await.problem(ProblemCode::PreconditionFailed);
    assert_eq!(problem.webhook_endpoint.unwrap().description, "One");
}
