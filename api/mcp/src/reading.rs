//! The tools that read.

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::attention::VehicleAttention;
use shared::paths::API_BASE;
use shared::proposal::ProposalState;
use shared::stage::Stage;

use crate::Question;
use crate::arguments::{Arguments, Mistake};
use crate::tool::ApiTool;

/// How a vehicle is named.
pub(crate) fn vehicle_id() -> Value {
    json!({ "type": "string", "description": "The vehicle: its id (veh_...), or ext: and the id that another system has for it." })
}

fn one_vehicle() -> Value {
    json!({ "vehicle_id": vehicle_id() })
}

fn window() -> [(&'static str, Value); 2] {
    [
        (
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 100, "description": "How many at most; 25 by default." }),
        ),
        ("cursor", json!({ "type": "string", "description": "next_cursor of the page before." })),
    ]
}

fn with_window(properties: Value) -> Value {
    let mut properties = properties;
    if let Some(properties) = properties.as_object_mut() {
        properties.extend(window().map(|(name, schema)| (name.to_owned(), schema)));
    }
    properties
}

fn below(vehicle: &mut Arguments, rest: &str) -> Result<Question, Mistake> {
    let id = vehicle.path_part("vehicle_id")?;
    Ok(Question::get(format!("{API_BASE}/vehicles/{id}{rest}")))
}

/// All of them.
pub(crate) const TOOLS: [ApiTool; 9] = [
    ApiTool {
        name: "list_vehicles",
        description: "Search the vehicles of the organisation, newest first. Use q for a make, model, VIN, stock number or customer.",
        scope: Scope::VehiclesRead,
        properties: || {
            let stages = Stage::ALL.map(Stage::as_str);
            let reasons = VehicleAttention::ALL.map(VehicleAttention::as_str);
            with_window(json!({
                "q": { "type": "string", "description": "What to search for." },
                "stage": { "type": "string", "enum": stages, "description": "Only vehicles in this stage." },
                "attention": {
                    "type": "string",
                    "enum": reasons,
                    "description": "Only vehicles that need attention: the ETA has passed, or is within a week; no tracking link works; the customer has not opened the page since it changed.",
                },
            }))
        },
        required: &[],
        reads: true,
        question: |given| {
            let query = given.query(&["q", "stage", "attention", "limit", "cursor"]);
            Ok(Question::get(format!("{API_BASE}/vehicles{query}")))
        },
    },
    ApiTool {
        name: "count_vehicles",
        description: "Count the vehicles of the organisation, and those that need attention, by reason. list_vehicles lists them with attention.",
        scope: Scope::VehiclesRead,
        properties: || json!({}),
        required: &[],
        reads: true,
        question: |_| Ok(Question::get(format!("{API_BASE}/vehicles/counts"))),
    },
    ApiTool {
        name: "get_vehicle",
        description: "Read one vehicle with its stage, dates and version. Proposals need that version.",
        scope: Scope::VehiclesRead,
        properties: one_vehicle,
        required: &["vehicle_id"],
        reads: true,
        question: |given| below(given, ""),
    },
    ApiTool {
        name: "list_notes",
        description: "Read the notes on a vehicle. Notes of the scope customer are on the customer's page, internal ones never.",
        scope: Scope::VehiclesRead,
        properties: || with_window(one_vehicle()),
        required: &["vehicle_id"],
        reads: true,
        question: |given| {
            let question = below(given, "/notes")?;
            Ok(Question::get(format!("{}{}", question.path, given.query(&["limit", "cursor"]))))
        },
    },
    ApiTool {
        name: "list_photos",
        description: "List the photos of a vehicle: their order, sizes and which one is the hero photo.",
        scope: Scope::VehiclesRead,
        properties: one_vehicle,
        required: &["vehicle_id"],
        reads: true,
        question: |given| below(given, "/photos"),
    },
    ApiTool {
        name: "get_tracking_link",
        description: "Read the tracking link of a vehicle: its state, URL, options, expiry, views and version. Whoever has the URL can open the customer's page, so give it only to the person you work for.",
        scope: Scope::TrackingLinksRead,
        properties: one_vehicle,
        required: &["vehicle_id"],
        reads: true,
        question: |given| below(given, "/tracking-link"),
    },
    ApiTool {
        name: "list_events",
        description: "List what happened, newest first; with after, what came after that position, oldest first.",
        scope: Scope::WebhooksManage,
        properties: || {
            with_window(json!({
                "after": { "type": "integer", "minimum": 0, "description": "Only events after this position." },
                "event_type": { "type": "string", "description": "Only this type, such as vehicle.updated." },
            }))
        },
        required: &[],
        reads: true,
        question: |given| {
            let query = given.query(&["after", "event_type", "limit", "cursor"]);
            Ok(Question::get(format!("{API_BASE}/events{query}")))
        },
    },
    ApiTool {
        name: "list_proposals",
        description: "List what you proposed and what became of it.",
        scope: Scope::ProposalsWrite,
        properties: || {
            let states = ProposalState::ALL.map(ProposalState::as_str);
            with_window(json!({ "state": { "type": "string", "enum": states, "description": "Only this state." } }))
        },
        required: &[],
        reads: true,
        question: |given| {
            Ok(Question::get(format!("{API_BASE}/proposals{}", given.query(&["state", "limit", "cursor"]))))
        },
    },
    ApiTool {
        name: "get_proposal",
        description: "Read one of your proposals: whether it is waiting, confirmed, declined, expired or stale.",
        scope: Scope::ProposalsWrite,
        properties: || json!({ "proposal_id": { "type": "string", "description": "Its id (prp_...)." } }),
        required: &["proposal_id"],
        reads: true,
        question: |given| Ok(Question::get(format!("{API_BASE}/proposals/{}", given.path_part("proposal_id")?))),
    },
];
