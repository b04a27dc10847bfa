//! What is posted to webhook endpoints: one schema for each event, under `x-webhooks`. Generators take `webhooks` for
//! operations of a client, and some fail on it.

use domain::event_subject::EventSubject;
use serde_json::{Map, Value, json};
use shared::webhook::EventType;

use super::walk::{SCHEMAS, schemas};

const SIGNED: &str =
    "Signed according to Standard Webhooks 1.0: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`.";

/// An event: its type, its explanation, what its data always has and what they may have.
struct Event {
    name: &'static str,
    explanation: &'static str,
    always: &'static [&'static str],
    sometimes: &'static [&'static str],
}

/// Adds the events and their schemas.
pub(super) fn add(document: &mut Value) {
    let members = document["components"]["schemas"]["WebhookEventData"]["properties"].clone();
    let mut webhooks = Map::new();
    for event in events() {
        let schema = format!("{}Event", pascal(event.name));
        webhooks.insert(event.name.to_owned(), json!({ "post": operation(&event, &schema) }));
        let Some(schemas) = schemas(document) else { return };
        let data = if event.always.is_empty() {
            json!({ "type": "object", "description": "Nothing." })
        } else {
            let data = format!("{schema}Data");
            schemas.insert(data.clone(), data_schema(&event, &members));
            json!({ "$ref": format!("{SCHEMAS}{data}"), "description": "To what." })
        };
        schemas.insert(
            schema,
            json!({
                "type": "object",
                "description": event.explanation,
                "required": ["type", "timestamp", "data"],
                "properties": {
                    "type": { "type": "string", "enum": [event.name], "description": "What happened." },
                    "timestamp": { "$ref": format!("{SCHEMAS}Timestamp"), "description": "When." },
                    "data": data
                }
            }),
        );
    }
    document["x-webhooks"] = webhooks.into();
    // The form that all events have in the code; each has its own here.
    if let Some(schemas) = schemas(document) {
        schemas.remove("WebhookEvent");
        schemas.remove("WebhookEventData");
    }
}

fn events() -> impl Iterator<Item = Event> {
    let ping = Event { name: "ping", explanation: "A test.", always: &[], sometimes: &[] };
    EventType::ALL.into_iter().map(event).chain([ping])
}

fn event(kind: EventType) -> Event {
    let (always, sometimes): (&[_], &[_]) = match EventSubject::of(kind) {
        EventSubject::Vehicle if kind == EventType::VehicleEtaChanged => {
            (&["vehicle_id", "version", "stage"], &["external_id", "eta_reason"])
        }
        EventSubject::Vehicle => (&["vehicle_id", "version", "stage"], &["external_id"]),
        EventSubject::Note => (&["vehicle_id", "note_id", "scope", "version"], &["external_id"]),
        EventSubject::Photo => (&["vehicle_id", "photo_id"], &["external_id"]),
        EventSubject::TrackingLink => (&["vehicle_id", "tracking_link_id", "state", "version"], &["external_id"]),
        EventSubject::Subscription => (&["locked"], &[]),
    };
    Event { name: kind.as_str(), explanation: kind.explanation().trim(), always, sometimes }
}

/// `vehicle.stage_changed` is `VehicleStageChanged`.
fn pascal(name: &str) -> String {
    name.split(['.', '_'])
        .flat_map(|word| word.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(word.chars().skip(1)))
        .collect()
}

fn data_schema(event: &Event, members: &Value) -> Value {
    let names = event.always.iter().chain(event.sometimes);
    let properties: Map<String, Value> = names.map(|name| ((*name).to_owned(), members[*name].clone())).collect();
    json!({
        "type": "object",
        "description": format!("What the event `{}` is about.", event.name),
        "required": event.always,
        "properties": properties
    })
}

fn operation(event: &Event, schema: &str) -> Value {
    json!({
        "operationId": format!("on_{}", event.name.replace('.', "_")),
        "tags": ["Events"],
        "summary": event.explanation,
        "description": SIGNED,
        "security": [],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": format!("{SCHEMAS}{schema}") } } } },
        "responses": {
            "2XX": { "description": "Received. After any other status the event is sent again." },
            "410": { "description": "The receiver is gone for good: the endpoint is disabled." }
        }
    })
}
