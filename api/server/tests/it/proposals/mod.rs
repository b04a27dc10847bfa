//! Proposals: what a program suggests changes nothing until a person confirms it.

mod refused;

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::audit::AuditEvent;
use shared::ids::VehicleId;
use shared::link::TrackingLink;
use shared::note::Note;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::proposal::{Proposal, ProposalPreview, ProposalState};
use shared::stage::Stage;
use shared::vehicle::Vehicle;

use crate::support::people::slug;
use crate::support::{Caller, Organization, TestApp, both_engines};

both_engines!(
    a_confirmed_proposal_does_what_its_operation_does,
    nothing_changes_before_somebody_confirms,
    a_preview_shows_the_page_before_and_after_and_leaves_nothing,
    a_proposal_can_be_repeated,
    every_step_is_in_the_audit_log,
);

fn proposal(vehicle: &VehicleId, change: Value) -> Value {
    json!({ "vehicle_id": vehicle, "change": change, "reason": "The shipping line said so." })
}

async fn assistant(org: &Organization) -> Caller {
    org.key(&[Scope::ProposalsWrite]).await
}

async fn propose(caller: &Caller, vehicle: &VehicleId, change: Value) -> Proposal {
    caller.post(ApiPath::Proposals, proposal(vehicle, change)).await.json(201)
}

async fn confirm(caller: &Caller, proposal: &Proposal) -> Proposal {
    caller.post(ApiPath::ProposalConfirmation(&proposal.id), json!({})).await.json(200)
}

async fn vehicle(org: &Organization, id: &VehicleId) -> Vehicle {
    org.viewer.get(ApiPath::Vehicle(id)).await.json(200)
}

async fn a_confirmed_proposal_does_what_its_operation_does(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id = org.vehicle_with(json!({ "external_id": "DMS-1" })).await.id;
    let by_external_id = json!({
        "vehicle_id": "ext:DMS-1", "change": { "update_vehicle": { "eta": "2026-06-20", "eta_reason": "vessel_delayed" } },
        "reason": "The shipping line said so.", "target_version": 1,
    });
    let changed: Proposal = assistant.post(ApiPath::Proposals, by_external_id).await.json(201);
    assert_eq!((changed.state, &changed.vehicle_id), (ProposalState::Waiting, &id));
    let confirmed = confirm(&org.editor, &changed).await;
    assert_eq!(confirmed.state, ProposalState::Confirmed);
    assert_eq!(confirmed.decided_by.unwrap().name, "Eli Editor");
    assert_eq!(vehicle(&org, &id).await.eta.unwrap().to_string(), "2026-06-20");
    let moved =
        propose(&assistant, &id, json!({ "move_vehicle_stage": { "stage": "in_transit", "vessel": "Asia" } })).await;
    confirm(&org.editor, &moved).await;
    let now = vehicle(&org, &id).await;
    assert_eq!((now.stage, now.vessel.as_deref()), (Stage::InTransit, Some("Asia")));
    let linked =
        propose(&assistant, &id, json!({ "create_tracking_link": { "options": { "show_eta": false } } })).await;
    confirm(&org.editor, &linked).await;
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&id)).await.json(200);
    assert!(!link.options.show_eta);
    assert_eq!(link.created_by.name, "Eli Editor", "it was confirmed in this name");
    let change =
        json!({ "update_tracking_link": { "options": { "show_eta": true }, "expires_at": "2026-09-01T00:00:00Z" } });
    let opened = propose(&assistant, &id, change).await;
    assert_eq!(opened.target_version, link.version);
    confirm(&org.admin, &opened).await;
    let after: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&id)).await.json(200);
    assert_eq!((after.url, after.options.show_eta), (link.url, true));
    // The newest comes first, and the clock stands still.
    app.clock.advance_ms(1);
    let written =
        propose(&assistant, &id, json!({ "create_note": { "scope": "customer", "body": "On its way." } })).await;
    confirm(&org.editor, &written).await;
    let notes: Page<Note> = org.viewer.get(ApiPath::Notes(&id)).await.json(200);
    assert_eq!((notes.data[0].body.as_str(), notes.data[0].author.name.as_str()), ("On its way.", "Eli Editor"));
    let waiting = format!("{}?state=waiting", ApiPath::Proposals);
    assert_eq!(org.viewer.get(waiting).await.json::<Page<Proposal>>(200).data, []);
    let all: Page<Proposal> = org.viewer.get(format!("{}?limit=2", ApiPath::Proposals)).await.json(200);
    assert_eq!((all.data[0].id.clone(), all.data.len(), all.next_cursor.is_some()), (written.id, 2, true));
}

async fn nothing_changes_before_somebody_confirms(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id = org.vehicle().await.id;
    let link = org.link(&id).await;
    let customer = ApiPath::PublicTracking(&slug(&link)).to_string();
    let seen = async || {
        let mut seen = Vec::new();
        for path in [ApiPath::Vehicle(&id), ApiPath::TrackingLink(&id), ApiPath::Notes(&id)] {
            seen.push(org.viewer.get(path).await.text());
        }
        seen.push(app.anonymous().get(&customer).await.text());
        seen
    };
    let (before, events) = (seen().await, app.number("SELECT COUNT(*) FROM events WHERE event_type IS NOT NULL").await);
    let declined = propose(&assistant, &id, json!({ "update_vehicle": { "make": "Tata" } })).await;
    propose(&assistant, &id, json!({ "move_vehicle_stage": { "stage": "in_transit" } })).await;
    propose(&assistant, &id, json!({ "update_tracking_link": { "expires_at": "2026-09-01T00:00:00Z" } })).await;
    propose(&assistant, &id, json!({ "create_note": { "scope": "customer", "body": "Lost." } })).await;
    let answer: Proposal = org.editor.post(ApiPath::ProposalDecline(&declined.id), json!({})).await.json(200);
    assert_eq!(answer.state, ProposalState::Declined);
    assert_eq!(seen().await, before);
    let delivered = app.number("SELECT COUNT(*) FROM events WHERE event_type IS NOT NULL").await;
    assert_eq!(delivered, events, "nobody outside is told");
}

async fn a_preview_shows_the_page_before_and_after_and_leaves_nothing(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id =
        org.vehicle_with(json!({ "agreed_sale_price": { "amount_minor": 4_200_000, "currency": "EUR" } })).await.id;
    let linking = propose(&assistant, &id, json!({ "create_tracking_link": {} })).await;
    let preview: ProposalPreview = org.viewer.get(ApiPath::ProposalPreview(&linking.id)).await.json(200);
    assert_eq!(preview.before, None, "customers have no page yet");
    assert!(preview.values.iter().any(|value| value.name == "tracking_link.expires_at"));
    org.viewer.get(ApiPath::TrackingLink(&id)).await.expect(404);
    let slug = slug(&org.link(&id).await);
    let change = json!({
        "update_vehicle": { "make": "Tata", "agreed_sale_price": { "amount_minor": 4_300_050 }, "customer": { "name": "Sam" } }
    });
    let proposal = propose(&assistant, &id, change).await;
    let preview: ProposalPreview = org.viewer.get(ApiPath::ProposalPreview(&proposal.id)).await.json(200);
    let values: Vec<_> = preview
        .values
        .iter()
        .map(|value| (value.name.as_str(), value.before.as_deref(), value.after.as_deref()))
        .collect();
    assert_eq!(
        values,
        [
            ("agreed_sale_price", Some("42000.00 EUR"), Some("43000.50 EUR")),
            ("customer.name", None, Some("Sam")),
            ("make", Some("Toyota"), Some("Tata")),
        ]
    );
    let (before, after) = (preview.before.unwrap(), preview.after);
    assert_eq!((before.vehicle.make.as_str(), after.vehicle.make.as_str()), ("Toyota", "Tata"));
    let shown = async || app.anonymous().get(ApiPath::PublicTracking(&slug)).await.value(200);
    assert_eq!(shown().await["vehicle"]["make"], "Toyota");
    confirm(&org.editor, &proposal).await;
    let now = shown().await;
    assert_eq!(now["vehicle"], serde_json::to_value(&after.vehicle).unwrap(), "what was shown is what is done");
    org.viewer.get(ApiPath::ProposalPreview(&proposal.id)).await.problem(ProblemCode::ProposalNotWaiting);
}

async fn a_proposal_can_be_repeated(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await.with("idempotency-key", "0199-once");
    let id = org.vehicle().await.id;
    let body = proposal(&id, json!({ "update_vehicle": { "colour": "red" } }));
    let first: Proposal = assistant.post(ApiPath::Proposals, body.clone()).await.json(201);
    confirm(&org.editor, &first).await;
    // By now it would change nothing, which is no reason to refuse what was accepted.
    let again: Proposal = assistant.post(ApiPath::Proposals, body).await.json(201);
    assert_eq!(again, first);
    assert_eq!(app.number("SELECT COUNT(*) FROM proposals").await, 1);
}

async fn every_step_is_in_the_audit_log(app: TestApp) {
    let org = app.organization().await;
    let assistant = assistant(&org).await;
    let id = org.vehicle().await.id;
    let first = propose(&assistant, &id, json!({ "update_vehicle": { "colour": "red" } })).await;
    confirm(&org.editor, &first).await;
    let second = propose(&assistant, &id, json!({ "update_vehicle": { "colour": "blue" } })).await;
    org.editor.post(ApiPath::ProposalDecline(&second.id), json!({})).await.expect(200);
    let log = org.admin.get(format!("{}?limit=5", ApiPath::AuditEvents)).await.json::<Page<AuditEvent>>(200).data;
    let told: Vec<_> = log.iter().map(|entry| (entry.action.as_str(), entry.actor.name.as_str())).collect();
    assert_eq!(
        told,
        [
            ("proposal.declined", "Eli Editor"),
            ("proposal.created", "Test"),
            ("proposal.confirmed", "Eli Editor"),
            ("vehicle.updated", "Eli Editor"),
            ("proposal.created", "Test"),
        ]
    );
    assert_eq!(log[2].summary, "confirmed the proposed change of 2021 Toyota Land Cruiser");
}
