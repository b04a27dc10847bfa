//! What cannot be proposed, and what can no longer be confirmed.

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::link::TrackingLink;
use shared::note::Note;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::proposal::{Proposal, ProposalState};

use super::{assistant, confirm, proposal, propose, vehicle};
use crate::support::{TestApp, both_engines};

both_engines!(
    what_changed_meanwhile_makes_a_proposal_stale,
    nobody_decides_twice,
    a_proposal_expires,
    what_an_operation_refuses_cannot_be_proposed,
    a_key_only_proposes_and_sees_only_what_it_proposed,
);

async fn what_changed_meanwhile_makes_a_proposal_stale(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id = org.vehicle().await.id;
    let change = json!({ "update_vehicle": { "colour": "red" } });
    let first = propose(&assistant, &id, change.clone()).await;
    org.editor.patch(ApiPath::Vehicle(&id), json!({ "trim": "GX" })).await.expect(200);
    let refused = org.editor.post(ApiPath::ProposalConfirmation(&first.id), json!({})).await;
    refused.problem(ProblemCode::ProposalStale);
    org.viewer.get(ApiPath::ProposalPreview(&first.id)).await.problem(ProblemCode::ProposalStale);
    let now = vehicle(&org, &id).await;
    assert_eq!((now.colour.clone(), now.version), (None, 2), "nothing happened");
    let read: Proposal = org.viewer.get(ApiPath::Proposal(&first.id)).await.json(200);
    assert_eq!(read.state, ProposalState::Stale);
    let stale = format!("{}?state=stale", ApiPath::Proposals);
    assert_eq!(org.viewer.get(stale).await.json::<Page<Proposal>>(200).data, [read]);
    let old = json!({ "vehicle_id": id, "change": change, "reason": "Again", "target_version": 1 });
    assistant.post(ApiPath::Proposals, old).await.problem(ProblemCode::ProposalStale);
    let of_link = org.link(&id).await;
    let linked =
        propose(&assistant, &id, json!({ "update_tracking_link": { "options": { "show_eta": false } } })).await;
    org.editor.patch(ApiPath::Vehicle(&id), json!({ "trim": "VX" })).await.expect(200);
    let read: Proposal = org.viewer.get(ApiPath::Proposal(&linked.id)).await.json(200);
    assert_eq!(read.state, ProposalState::Waiting, "the link is as it was");
    org.editor.delete(ApiPath::TrackingLink(&id)).await.expect(204);
    org.editor.post(ApiPath::ProposalConfirmation(&linked.id), json!({})).await.problem(ProblemCode::ProposalStale);
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&id)).await.json(200);
    assert_eq!((link.id, link.options), (of_link.id, of_link.options));
    let gone = propose(&assistant, &id, json!({ "update_vehicle": { "colour": "blue" } })).await;
    org.editor.delete(ApiPath::Vehicle(&id)).await.expect(204);
    org.editor.post(ApiPath::ProposalConfirmation(&gone.id), json!({})).await.problem(ProblemCode::ProposalStale);
    let declined: Proposal = org.editor.post(ApiPath::ProposalDecline(&gone.id), json!({})).await.json(200);
    assert_eq!(declined.state, ProposalState::Declined, "it can be put away");
}

async fn nobody_decides_twice(app: TestApp) {
    let org = app.organization().await;
    let id = org.vehicle().await.id;
    let proposal = propose(&org.editor, &id, json!({ "create_note": { "scope": "internal", "body": "Once" } })).await;
    assert_eq!(
        (proposal.proposed_by.api_key_name.clone(), proposal.proposed_by.member.name.as_str()),
        (None, "Eli Editor")
    );
    let confirmations = (0..8).map(|_| confirm(&org.editor, &proposal));
    let confirmed = futures_util::future::join_all(confirmations).await;
    assert!(confirmed.iter().all(|one| *one == confirmed[0]));
    let notes: Page<Note> = org.viewer.get(ApiPath::Notes(&id)).await.json(200);
    assert_eq!(notes.data.len(), 1);
    let refused = org.editor.post(ApiPath::ProposalDecline(&proposal.id), json!({})).await;
    refused.problem(ProblemCode::ProposalNotWaiting);
    let other = propose(&org.editor, &id, json!({ "create_note": { "scope": "internal", "body": "Never" } })).await;
    for _ in 0..2 {
        org.editor.post(ApiPath::ProposalDecline(&other.id), json!({})).await.expect(200);
    }
    let refused = org.editor.post(ApiPath::ProposalConfirmation(&other.id), json!({})).await;
    refused.problem(ProblemCode::ProposalNotWaiting);
}

async fn a_proposal_expires(app: TestApp) {
    let org = app.organization().await;
    let id = org.vehicle().await.id;
    let with = |expires_at: &str| {
        let mut body = proposal(&id, json!({ "update_vehicle": { "colour": "red" } }));
        body["expires_at"] = json!(expires_at);
        body
    };
    let short: Proposal = org.editor.post(ApiPath::Proposals, with("2026-05-01T10:05:00Z")).await.json(201);
    for wrong in ["2026-05-01T10:00:00Z", "2026-06-01T10:00:00Z"] {
        let refused = org.editor.post(ApiPath::Proposals, with(wrong)).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(refused.errors[0].pointer, "/expires_at");
    }
    app.move_to("2026-05-01T10:04:59.999Z");
    let read: Proposal = org.viewer.get(ApiPath::Proposal(&short.id)).await.json(200);
    assert_eq!(read.state, ProposalState::Waiting);
    app.move_to("2026-05-01T10:05:00Z");
    let refused = org.editor.post(ApiPath::ProposalConfirmation(&short.id), json!({})).await;
    refused.problem(ProblemCode::ProposalNotWaiting);
    let read: Proposal = org.viewer.get(ApiPath::Proposal(&short.id)).await.json(200);
    assert_eq!(read.state, ProposalState::Expired);
    assert_eq!(vehicle(&org, &id).await.colour, None);
}

async fn what_an_operation_refuses_cannot_be_proposed(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id = org.vehicle().await.id;
    let refused = async |change: Value| assistant.post(ApiPath::Proposals, proposal(&id, change)).await;
    let stage = refused(json!({ "move_vehicle_stage": { "stage": "sale_ready" } })).await;
    stage.problem(ProblemCode::StageMoveNotAllowed);
    refused(json!({ "update_tracking_link": {} })).await.problem(ProblemCode::NoActiveLink);
    let invalid = refused(json!({ "update_vehicle": { "make": "" } })).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(invalid.errors[0].pointer, "/change/update_vehicle/make");
    let same = refused(json!({ "update_vehicle": { "make": "Toyota" } })).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(same.errors[0].pointer, "/change/update_vehicle", "it would change nothing");
    for change in [
        json!({}),
        json!({ "update_vehicle": { "colour": "red" }, "create_note": { "scope": "internal", "body": "Hi" } }),
        json!({ "delete_vehicle": {} }),
    ] {
        refused(change).await.problem(ProblemCode::ValidationFailed);
    }
    let mut body = proposal(&id, json!({ "update_vehicle": { "colour": "red" } }));
    body["reason"] = json!(" ");
    let unexplained = assistant.post(ApiPath::Proposals, body.clone()).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(unexplained.errors[0].pointer, "/reason");
    body["vehicle_id"] = json!("ext:unknown");
    assistant.post(ApiPath::Proposals, body).await.problem(ProblemCode::NotFound);
    assert_eq!(app.number("SELECT COUNT(*) FROM proposals").await, 0);
}

async fn a_key_only_proposes_and_sees_only_what_it_proposed(app: TestApp) {
    let org = app.organization().await;
    let (other, assistant) = (assistant(&org).await, assistant(&org).await);
    let id = org.vehicle().await.id;
    let proposal = propose(&assistant, &id, json!({ "update_vehicle": { "colour": "red" } })).await;
    assert_eq!(proposal.proposed_by.api_key_name.as_deref(), Some("Test"));
    assistant.get(ApiPath::Proposal(&proposal.id)).await.expect(200);
    other.get(ApiPath::Proposal(&proposal.id)).await.problem(ProblemCode::NotFound);
    assert_eq!(other.get(ApiPath::Proposals).await.json::<Page<Proposal>>(200).data, []);
    // However much a key may do.
    for key in [&assistant, &org.key(&Scope::ALL).await] {
        for path in [ApiPath::ProposalConfirmation(&proposal.id), ApiPath::ProposalDecline(&proposal.id)] {
            key.post(path, json!({})).await.problem(ProblemCode::PermissionDenied);
        }
    }
    org.viewer.post(ApiPath::ProposalConfirmation(&proposal.id), json!({})).await.expect(403);
    assistant.patch(ApiPath::Vehicle(&id), json!({ "colour": "red" })).await.expect(403);
    assistant.get(ApiPath::Vehicle(&id)).await.expect(403);
    let stranger = app.organization().await;
    stranger.editor.post(ApiPath::ProposalConfirmation(&proposal.id), json!({})).await.expect(404);
    assert_eq!(vehicle(&org, &id).await.colour, None);
}
