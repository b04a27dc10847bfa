//! Who may do what: one row for every operation of the OpenAPI document, and isolation between organisations.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{MemberId, NoteId, PhotoId, VehicleId};
use shared::paths::ApiPath;

use crate::support::contract::operations;
use crate::support::pictures::{self, upload};
use crate::support::{Caller, TestApp, both_engines};

/// The least caller that may do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Anyone,
    Viewer,
    Editor,
    Admin,
    Operator,
}

/// The access table. A new operation has no row, and `every_operation_has_a_row` says so.
const TABLE: [(&str, Least); 49] = [
    ("accept_invitation", Least::Anyone),
    ("create_invitation", Least::Admin),
    ("create_member", Least::Admin),
    ("create_note", Least::Editor),
    ("create_photo", Least::Editor),
    ("create_public_view", Least::Anyone),
    ("create_session", Least::Anyone),
    ("create_tracking_link", Least::Editor),
    ("create_vehicle", Least::Editor),
    ("delete_logo", Least::Admin),
    ("delete_note", Least::Editor),
    ("delete_photo", Least::Editor),
    ("delete_session", Least::Viewer),
    ("delete_vehicle", Least::Editor),
    ("get_logo", Least::Viewer),
    ("get_member", Least::Viewer),
    ("get_note", Least::Viewer),
    ("get_organization", Least::Viewer),
    ("get_photo", Least::Viewer),
    ("get_public_logo", Least::Anyone),
    ("get_public_photo", Least::Anyone),
    ("get_public_tracking", Least::Anyone),
    ("get_session", Least::Viewer),
    ("get_subscription", Least::Viewer),
    ("get_tracking_link", Least::Viewer),
    ("get_vehicle", Least::Viewer),
    ("list_members", Least::Viewer),
    ("list_notes", Least::Viewer),
    ("list_photos", Least::Viewer),
    ("list_tracking_links", Least::Viewer),
    ("list_vehicles", Least::Viewer),
    ("move_vehicle_stage", Least::Editor),
    ("preview_tracking_link", Least::Viewer),
    ("refresh_session", Least::Anyone),
    ("regenerate_tracking_link", Least::Editor),
    ("reorder_photos", Least::Editor),
    ("restore_photo", Least::Editor),
    ("restore_vehicle", Least::Admin),
    ("revoke_tracking_link", Least::Editor),
    ("revoke_tracking_links", Least::Editor),
    ("set_logo", Least::Admin),
    ("set_subscription", Least::Operator),
    ("update_member", Least::Admin),
    ("update_note", Least::Editor),
    ("update_organization", Least::Admin),
    ("update_photo", Least::Editor),
    ("update_password", Least::Viewer),
    ("update_tracking_link", Least::Editor),
    ("update_vehicle", Least::Editor),
];

fn least(operation: &Value) -> Least {
    let id = operation["operationId"].as_str().unwrap();
    let mut rows = TABLE.iter();
    rows.find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{id} has no row in the access table")).1
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let documented: BTreeSet<_> =
        operations().iter().map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
    let listed: BTreeSet<_> = TABLE.iter().map(|(id, _)| *id).collect();
    assert_eq!(documented, listed);
}

#[test]
fn the_document_asks_for_a_credential_where_the_table_does() {
    for (_, path, operation) in operations() {
        let secured = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        // The refresh cookie is a credential too, but not one of a role.
        let expected = least(operation) > Least::Anyone || operation["operationId"] == "refresh_session";
        assert_eq!(secured, expected, "{path}");
    }
}

both_engines!(every_operation_refuses_who_may_not, what_belongs_to_others_does_not_exist, one_credential_at_a_time,);

/// A path with every parameter filled in.
fn fill(template: &str, vehicle: &VehicleId, (note, photo): (&NoteId, &PhotoId), member: &MemberId) -> String {
    template
        .replace("{vehicle_id}", vehicle.as_str())
        .replace("{note_id}", note.as_str())
        .replace("{photo_id}", photo.as_str())
        .replace("{member_id}", member.as_str())
        .replace("{slug}", "00000000000000000000000000")
}

async fn every_operation_refuses_who_may_not(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Hello" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    let callers = [
        (Least::Anyone, app.anonymous()),
        (Least::Viewer, org.viewer.clone()),
        (Least::Editor, org.editor.clone()),
        (Least::Operator, app.operator()),
    ];
    for (method, template, operation) in operations() {
        let path = fill(template, &vehicle, (&note.id, &PhotoId::from_u128(1)), &org.members[2]);
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
                let role = if needed == Least::Admin { "admin" } else { "editor" };
                assert!(answer.text().contains(role), "the missing role is named");
            }
        }
    }
    org.viewer.get(ApiPath::Vehicle(&vehicle)).await.expect(200);
}

async fn send(caller: &Caller, method: Method, path: &str, body: Option<Value>) -> crate::support::Answer {
    match body {
        Some(body) => caller.json(method, path, body).await,
        None => caller.send(method, path, None, Vec::new()).await,
    }
}

/// A body that the operation would accept.
fn valid_body(id: &str) -> Option<Value> {
    Some(match id {
        "update_vehicle" => json!({ "colour": "red" }),
        "move_vehicle_stage" => json!({ "stage": "in_transit" }),
        "create_note" | "update_note" => json!({ "scope": "customer", "body": "Changed" }),
        "reorder_photos" => json!({ "photo_ids": [] }),
        "update_photo" => json!({ "is_hero": true }),
        "update_member" => json!({ "role": "admin" }),
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
    let state = async || {
        [
            victim.viewer.get(ApiPath::Vehicle(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::Notes(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::TrackingLink(&vehicle)).await.text(),
            victim.viewer.get(ApiPath::Members).await.text(),
            victim.viewer.get(ApiPath::Photos(&vehicle)).await.text(),
        ]
    };
    let before = state().await;
    let unknown = (VehicleId::from_u128(1), (NoteId::from_u128(1), PhotoId::from_u128(1)), MemberId::from_u128(1));
    let mut asked = 0;
    for (method, template, operation) in operations() {
        if !template.contains('{') || template.contains("{slug}") {
            continue;
        }
        let body = valid_body(operation["operationId"].as_str().unwrap());
        let foreign = fill(template, &vehicle, (&note.id, &photo.id), &victim.members[2]);
        let random = fill(template, &unknown.0, (&unknown.1.0, &unknown.1.1), &unknown.2);
        let ask = async |path: &str| match operation["operationId"].as_str().unwrap() {
            "create_photo" => pictures::send(&attacker.admin, Method::POST, path, &pictures::jpeg(64, 48)).await,
            _ => send(&attacker.admin, method.clone(), path, body.clone()).await,
        };
        let (foreign_answer, random_answer) = (ask(&foreign).await, ask(&random).await);
        assert_eq!(foreign_answer.status, 404, "{method} {template}: {}", foreign_answer.text());
        let (status, headers, text) = foreign_answer.fingerprint();
        assert_eq!(
            (status, headers, text.replace(&foreign, &random)),
            random_answer.fingerprint(),
            "{method} {template}"
        );
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

async fn one_credential_at_a_time(app: TestApp) {
    let org = app.organization().await;
    let both = org.viewer.with("cookie", "importops_refresh=abc");
    both.get(ApiPath::Session).await.expect(400);
    org.viewer.with("authorization", "Bearer other").get(ApiPath::Session).await.expect(400);
    app.anonymous().with("authorization", "Basic YTpi").get(ApiPath::Session).await.expect(401);
    app.anonymous().get(format!("{}?access_token=x", ApiPath::Session)).await.expect(401);
}
