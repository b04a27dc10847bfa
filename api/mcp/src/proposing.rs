//! The tools that propose. Each makes a proposal, which waits for a person; none makes a change.

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::eta::EtaReason;
use shared::note::NoteScope;
use shared::paths::ApiPath;
use shared::proposal::ProposalOperation;
use shared::stage::{ArrivalDetail, Stage};

use crate::Question;
use crate::arguments::{Arguments, Mistake};
use crate::reading::vehicle_id;
use crate::tool::ApiTool;

/// The arguments of every proposal.
const REQUIRED: &[&str] = &["vehicle_id", "version", "reason", "change"];

fn properties(of: &str, change: Value) -> Value {
    json!({
        "vehicle_id": vehicle_id(),
        "version": { "type": "integer", "description": format!("The version of the {of} that you have read. If it has changed since, nothing is proposed.") },
        "reason": { "type": "string", "minLength": 1, "maxLength": 500, "description": "Why, in a sentence, for the person who decides." },
        "change": change,
    })
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn date(description: &str) -> Value {
    json!({ "type": ["string", "null"], "format": "date", "description": description })
}

fn text(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

fn eta_reason() -> Value {
    let reasons = EtaReason::ALL.map(EtaReason::as_str);
    json!({ "type": "string", "enum": reasons, "description": "Why the ETA changes; customers see it. Only with another eta." })
}

fn eta_remark() -> Value {
    let description = "What explains the new ETA in words, one line of at most 200 characters; customers see it as it is. Only with another eta.";
    json!({ "type": "string", "minLength": 1, "maxLength": 200, "description": description })
}

fn vehicle_change() -> Value {
    let customer =
        json!({ "name": text("Full name."), "email": text("Email address."), "phone": text("Phone number.") });
    object(
        json!({
            "year": { "type": "integer" },
            "make": { "type": "string" },
            "model": { "type": "string" },
            "trim": text("Trim level."),
            "colour": text("Colour."),
            "vin": text("Chassis number."),
            "stock_number": text("The organisation's own number."),
            "customer": object(customer, &[]),
            "eta": date("Estimated arrival; null if it is not known."),
            "eta_reason": eta_reason(),
            "eta_remark": eta_remark(),
            "etd": date("Estimated departure."),
            "vessel": text("The vessel."),
            "arrived_on": date("The day of arrival."),
        }),
        &[],
    )
}

fn stage_move() -> Value {
    let stages = Stage::ALL.map(Stage::as_str);
    let details = ArrivalDetail::ALL.map(ArrivalDetail::as_str);
    object(
        json!({
            "stage": { "type": "string", "enum": stages },
            "vessel": text("With in_transit: the vessel."),
            "etd": date("With in_transit: the estimated departure."),
            "eta": date("With in_transit: the estimated arrival."),
            "eta_reason": eta_reason(),
            "eta_remark": eta_remark(),
            "arrived_on": date("With arrived: the day of arrival."),
            "arrival_detail": { "type": ["string", "null"], "enum": [details[0], details[1], null] },
        }),
        &["stage"],
    )
}

fn link_options() -> Value {
    let switch = |what: &str| json!({ "type": "boolean", "description": what });
    object(
        json!({
            "options": object(
                json!({
                    "show_photo": switch("Show the hero photo."),
                    "show_eta": switch("Show the estimated arrival."),
                    "show_progress": switch("Show the progress."),
                    "show_notes": switch("Show customer notes."),
                    "allow_subscriptions": switch("Let customers subscribe to changes, by mail and in their calendar."),
                }),
                &[],
            ),
            "expires_at": { "type": ["string", "null"], "format": "date-time", "description": "When the URL stops working; null for never." },
        }),
        &[],
    )
}

fn note() -> Value {
    let scopes = [NoteScope::Customer.as_str()];
    object(
        json!({
            "scope": { "type": "string", "enum": scopes },
            "body": { "type": "string", "minLength": 1, "maxLength": 4000, "description": "Plain text that the customer reads." },
        }),
        &["scope", "body"],
    )
}

fn propose(given: &mut Arguments, operation: ProposalOperation) -> Result<Question, Mistake> {
    let change = json!({ operation.as_str(): given.need("change")? });
    let body = json!({
        "vehicle_id": given.need("vehicle_id")?,
        "target_version": given.need("version")?,
        "reason": given.need("reason")?,
        "change": change,
    });
    Ok(Question { path: ApiPath::Proposals.to_string(), body: Some(body) })
}

/// A tool that proposes.
const fn proposing(
    name: &'static str,
    description: &'static str,
    properties: fn() -> Value,
    question: fn(&mut Arguments) -> Result<Question, Mistake>,
) -> ApiTool {
    ApiTool { name, description, scope: Scope::ProposalsWrite, properties, required: REQUIRED, reads: false, question }
}

/// All of them.
pub(crate) const TOOLS: [ApiTool; 5] = [
    proposing(
        "propose_vehicle_update",
        "Propose to change details of a vehicle. Pass only what changes; null clears. Nothing changes until a member confirms it in the web app.",
        || properties("vehicle", vehicle_change()),
        |given| propose(given, ProposalOperation::UpdateVehicle),
    ),
    proposing(
        "propose_stage_move",
        "Propose to move a vehicle to another stage. Nothing changes until a member confirms it in the web app.",
        || properties("vehicle", stage_move()),
        |given| propose(given, ProposalOperation::MoveVehicleStage),
    ),
    proposing(
        "propose_tracking_link",
        "Propose to create the tracking link of a vehicle that has none. Nothing changes until a member confirms it in the web app.",
        || properties("vehicle", link_options()),
        |given| propose(given, ProposalOperation::CreateTrackingLink),
    ),
    proposing(
        "propose_tracking_link_update",
        "Propose to change what a tracking link shows, or when it expires. Nothing changes until a member confirms it in the web app.",
        || properties("tracking link", link_options()),
        |given| propose(given, ProposalOperation::UpdateTrackingLink),
    ),
    proposing(
        "propose_customer_note",
        "Propose a note for the customer, which appears on the tracking page. Nothing changes until a member confirms it in the web app.",
        || properties("vehicle", note()),
        |given| propose(given, ProposalOperation::CreateNote),
    ),
];
