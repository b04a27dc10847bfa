//! Who may do what: one row for every operation of the OpenAPI document, and isolation between organisations.

mod table;

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::api_key::{CreatedApiKey, Scope};
use shared::ids::{
    ApiKeyId, MemberId, NoteId, PhotoId, ProposalId, TrackingLinkId, VehicleId, WebhookDeliveryId, WebhookEndpointId,
};
use shared::paths::ApiPath;
use shared::webhook::{WebhookDelivery, WebhookEndpointSecret};

use crate::support::contract::operations;
use crate::support::pictures::{self, upload};
use crate::support::{Caller, TestApp, both_engines};
use table::{Least, TABLE};

fn row(operation: &Value) -> (Least, Option<Scope>) {
    let id = operation["operationId"].as_str().unwrap();
    let found = TABLE.iter().find(|(known, ..)| *known == id);
    let (_, least, scope) = found.unwrap_or_else(|| panic!("{id} has no row in the access table"));
    (*least, *scope)
}

fn least(operation: &Value) -> Least {
    row(operation).0
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let documented: BTreeSet<_> =
        operations().iter().map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
    let listed: BTreeSet<_> = TABLE.iter().map(|(id, ..)| *id).collect();
    assert_eq!(documented, listed);
}

#[test]
fn the_document_asks_for_a_credential_where_the_table_does() {
    for (_, path, operation) in operations() {
        let secured = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        // The refresh cookie is a credential too, but not one of a role.
        let expected = least(operation) > Least::Anyone || operation["operationId"] == "refresh_session";
        assert_eq!(secured, expected, "{path}");
        let scope = row(operation).1.map(Scope::as_str);
        assert_eq!(operation.get("x-scope").and_then(Value::as_str), scope, "{path}: the scope of a key");
        let for_keys = operation["x-credentials"].as_array().into_iter().flatten().any(|one| one == "api_key");
        assert_eq!(for_keys, scope.is_some() || least(operation) == Least::Key, "{path}");
    }
}

both_engines!(
    every_operation_refuses_who_may_not,
    every_operation_asks_a_key_for_its_scope,
    what_belongs_to_others_does_not_exist,
    of_a_deleted_vehicle_every_answer_is_documented,
    one_credential_at_a_time,
);

/// What the parameters of paths are filled with.
pub(crate) struct Names {
    pub vehicle: VehicleId,
    pub note: NoteId,
    pub photo: PhotoId,
    pub member: MemberId,
    pub key: ApiKeyId,
    pub proposal: ProposalId,
    pub link: TrackingLinkId,
    pub endpoint: WebhookEndpointId,
    pub delivery: WebhookDeliveryId,
}

impl Names {
    /// Ids that nothing has.
    pub fn unknown() -> Self {
        Self {
            vehicle: VehicleId::from_u128(1),
            note: NoteId::from_u128(1),
            photo: PhotoId::from_u128(1),
            member: MemberId::from_u128(1),
            key: ApiKeyId::from_u128(1),
            proposal: ProposalId::from_u128(1),
            link: TrackingLinkId::from_u128(1),
            endpoint: WebhookEndpointId::from_u128(1),
            delivery: WebhookDeliveryId::from_u128(1),
        }
    }

    /// A path with every parameter filled in.
    pub fn fill(&self, template: &str) -> String {
        let path = template
            .replace("{vehicle_id}", self.vehicle.as_str())
            .replace("{note_id}", self.note.as_str())
            .replace("{photo_id}", self.photo.as_str())
            .replace("{member_id}", self.member.as_str())
            .replace("{api_key_id}", self.key.as_str())
            .replace("{proposal_id}", self.proposal.as_str())
            .replace("{tracking_link_id}", self.link.as_str())
            .replace("{webhook_endpoint_id}", self.endpoint.as_str())
            .replace("{webhook_delivery_id}", self.delivery.as_str())
            .replace("{slug}", "00000000000000000000000000");
        assert!(!path.contains('{'), "{path}");
        path
    }
}

async fn every_operation_refuses_who_may_not(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let names = Names { vehicle: vehicle.clone(), note: note.id, member: org.members[2].clone(), ..Names::unknown() };
    let callers = [
        (Least::Anyone, app.anonymous()),
        (Least::Viewer, org.viewer.clone()),
        (Least::Editor, org.editor.clone()),
        (Least::Operator, app.operator()),
    ];
    for (method, template, operation) in operations() {
        let path = names.fill(template);
        for (who, caller) in &callers {
            let needed = least(operation);
            let allowed = match who {
                Least::Operator => matches!(needed, Least::Operator | Least::Anyone),
                who => needed <= *who,
            };
            if allowed {
                continue;
            }
            // The body is not valid: who may not learns nothing of what would be.
            let body = if method == Method::GET || method == Method::DELETE { None } else { Some(json!([])) };
            let path =
                if needed == Least::Operator { format!("{path}?organization_id={}", org.id) } else { path.clone() };
            let answer = send(caller, method.clone(), &path, body).await;
            let member = matches!(who, Least::Viewer | Least::Editor) && needed != Least::Operator;
            assert_eq!(
                answer.status,
                if member { 403 } else { 401 },
                "{who:?}: {method} {template}: {}",
                answer.text()
            );
            if member {
                let role = match needed {
                    Least::Key => "API key",
                    Least::Admin => "admin",
                    _ => "editor",
                };
                assert!(answer.text().contains(role), "the missing role is named");
            }
        }
    }
    org.viewer.get(ApiPath::Vehicle(&vehicle)).await.expect(200);
}

async fn every_operation_asks_a_key_for_its_scope(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let names = Names { vehicle, ..Names::unknown() };
    for (method, template, operation) in operations() {
        let (needed, scope) = row(operation);
        // Signing out is for sessions: to it a key is no credential at all.
        if matches!(needed, Least::Anyone | Least::Operator) || operation["operationId"] == "delete_session" {
            continue;
        }
        let body = if method == Method::GET || method == Method::DELETE { None } else { Some(json!([])) };
        if needed == Least::Key {
            for scope in Scope::ALL {
                send(&org.key(&[scope]).await, method.clone(), template, None).await.expect(200);
            }
            continue;
        }
        let others: Vec<_> = Scope::ALL.into_iter().filter(|other| Some(*other) != scope).collect();
        let answer = send(&org.key(&others).await, method.clone(), &names.fill(template), body.clone()).await;
        assert_eq!(answer.status, 403, "{method} {template}: {}", answer.text());
        let missing = scope.map_or("No API key", Scope::as_str);
        assert!(answer.text().contains(missing), "{method} {template}: what is missing is named");
        let Some(scope) = scope else { continue };
        let answer = send(&org.key(&[scope]).await, method.clone(), &names.fill(template), body).await;
        assert!(![401, 403].contains(&answer.status), "{method} {template}: {}", answer.text());
    }
}

/// A request with or without a body.
pub(crate) async fn send(caller: &Caller, method: Method, path: &str, body: Option<Value>) -> crate::support::Answer {
    match body {
        Some(body) => caller.json(method, path, body).await,
        None => caller.send(method, path, None, Vec::new()).await,
    }
}

/// A body that the operation would accept.
pub(crate) fn valid_body(id: &str) -> Option<Value> {
    Some(match id {
        "put_vehicle" => json!({ "year": 2021, "make": "Toyota", "model": "Hilux" }),
        "update_webhook_endpoint" => json!({ "enabled": false }),
        "update_vehicle" => json!({ "colour": "red" }),
        "move_vehicle_stage" => json!({ "stage": "in_transit" }),
        "create_note" | "update_note" => json!({ "scope": "customer", "body": "Changed" }),
        "reorder_photos" => json!({ "photo_ids": [] }),
        "update_photo" => json!({ "is_hero": true }),
        "update_member" => json!({ "role": "admin" }),
        "mark_tracking_link_sent" => json!({ "channel": "email" }),
        "create_tracking_link" | "update_tracking_link" | "regenerate_tracking_link" | "preview_tracking_link" => {
            json!({})
        }
        _ => return None,
    })
}

async fn what_belongs_to_others_does_not_exist(app: TestApp) {
    let (victim, attacker) = (app.organization().await, app.organization().await);
    let vehicle = victim.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = victim.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let photo = upload(&victim, &vehicle, &pictures::jpeg(64, 48)).await;
    let link = victim.link(&vehicle).await;
    let key: CreatedApiKey = victim.key_made(&[Scope::VehiclesRead]).await;
    let proposal =
        json!({ "vehicle_id": vehicle, "change": { "update_vehicle": { "colour": "red" } }, "reason": "Seen" });
    let proposal: shared::proposal::Proposal = victim.editor.post(ApiPath::Proposals, proposal).await.json(201);
    let hook = json!({ "url": "https://victim.example/hook" });
    let hook: WebhookEndpointSecret = victim.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let endpoint = hook.webhook_endpoint;
    let delivery: WebhookDelivery = victim.admin.post(ApiPath::WebhookPing(&endpoint.id), json!({})).await.json(202);
    let state = async || {
        [
            victim.viewer.get(ApiPath::Vehicle(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::Notes(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::TrackingLink(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::Members).await.text(),
            victim.viewer.get(ApiPath::Photos(&vehicle)).await.text(),
            victim.admin.get(ApiPath::ApiKeys).await.text(),
            victim.admin.get(ApiPath::Proposals).await.text(),
            victim.admin.get(ApiPath::WebhookEndpoints).await.text(),
            victim.admin.get(ApiPath::WebhookDeliveries(&endpoint.id)).await.text(),
        ]
    };
    let before = state().await;
    let theirs = Names {
        vehicle: vehicle.clone(),
        note: note.id,
        photo: photo.id,
        member: victim.members[2].clone(),
        key: key.api_key.id,
        proposal: proposal.id,
        link: link.id.clone(),
        endpoint: endpoint.id.clone(),
        delivery: delivery.id,
    };
    let unknown = Names::unknown();
    let mut asked = 0;
    for (method, template, operation) in operations() {
        if !template.contains('{') || template.contains("{slug}") {
            continue;
        }
        let body = valid_body(operation["operationId"].as_str().unwrap());
        let (foreign, random) = (theirs.fill(template), unknown.fill(template));
        let ask = async |path: &str| match operation["operationId"].as_str().unwrap() {
            "create_photo" => pictures::send(&attacker.admin, Method::POST, path, &pictures::jpeg(64, 48)).await,
            _ => send(&attacker.admin, method.clone(), path, body.clone()).await,
        };
        let (foreign_answer, random_answer) = (ask(&foreign).await, ask(&random).await);
        assert_eq!(foreign_answer.status, 404, "{method} {template}: {}", foreign_answer.text());
        // How much the caller has left says nothing of what was asked.
        let told = |answer: &crate::support::Answer| {
            let (status, mut headers, text) = answer.fingerprint();
            headers.retain(|(name, _)| name != "ratelimit");
            (status, headers, text.replace(&foreign, &random))
        };
        assert_eq!(told(&foreign_answer), told(&random_answer), "{method} {template}");
        asked += 1;
    }
    assert!(asked >= 24, "{asked}");
    let ids = json!({ "ids": [link.id] });
    attacker.admin.post(ApiPath::RevokeTrackingLinks, ids).await.expect(422);
    attacker.admin.post(ApiPath::RevokeTrackingLinks, json!({ "all": true })).await.expect(200);
    let listed: Value = attacker.admin.get(ApiPath::TrackingLinks).await.value(200);
    assert_eq!(listed["data"], json!([]));
    assert_eq!(state().await, before);
}

async fn of_a_deleted_vehicle_every_answer_is_documented(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let photo = upload(&org, &vehicle, &pictures::jpeg(64, 48)).await;
    org.link(&vehicle).await;
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    let names = Names { vehicle: vehicle.clone(), note: note.id, photo: photo.id, ..Names::unknown() };
    // Restoring comes last: after it the vehicle is there again.
    let mut of_vehicles: Vec<_> =
        operations().into_iter().filter(|(_, template, _)| template.contains("{vehicle_id}")).collect();
    of_vehicles.sort_by_key(|(_, template, operation)| (operation["operationId"] == "restore_vehicle", *template));
    for (method, template, operation) in &of_vehicles {
        let path = names.fill(template);
        let operation = operation["operationId"].as_str().unwrap();
        // Every answer is held against the document where it arrives.
        let answer = match operation {
            "create_photo" => pictures::send(&org.admin, Method::POST, &path, &pictures::jpeg(64, 48)).await,
            _ => send(&org.admin, method.clone(), &path, valid_body(operation)).await,
        };
        assert!(answer.status < 500, "{operation}: {}", answer.text());
        if *method == Method::DELETE {
            assert_eq!(answer.status, 204, "{operation}: {}", answer.text());
        }
    }
    assert!(of_vehicles.len() >= 24, "{}", of_vehicles.len());
}

async fn one_credential_at_a_time(app: TestApp) {
    let org = app.organization().await;
    let both = org.viewer.with("cookie", "importops_refresh=abc");
    both.get(ApiPath::Session).await.expect(400);
    org.viewer.with("authorization", "Bearer other").get(ApiPath::Session).await.expect(400);
    app.anonymous().with("authorization", "Basic YTpi").get(ApiPath::Session).await.expect(401);
    app.anonymous().get(format!("{}?access_token=x", ApiPath::Session)).await.expect(401);
}
