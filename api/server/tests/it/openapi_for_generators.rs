//! Rules that keep the OpenAPI document fit for the generators of clients. Each is checked over the whole document, so a new
//! operation cannot break it.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::{Value, json};
use server::openapi::Version;
use shared::problem::ProblemCode;
use shared::webhook::EventType;

use crate::support::contract::{document, operations};

/// Members of answers that are not always there. Everything else is in `required`.
const SOMETIMES: [&str; 15] = [
    "*Page total",
    "Organization logo_warnings",
    "Photo warnings",
    "Bulk*Result problem tracking_link vehicle",
    "Problem allowed_stages errors gallery instance member note organization tracking_link vehicle webhook_endpoint",
    "PublicEta changes date",
    "PublicEtaChange from reason remark to",
    "PublicOrganization contact_email contact_email_url contact_phone contact_phone_url logo_height logo_url logo_width",
    "PublicProgress detail detail_key",
    "PublicTracking eta hero_photo notes photos progress subscribe_by_calendar subscribe_by_mail",
    "VehicleEtaChangedEventData eta_reason external_id",
    "Vehicle*EventData external_id",
    "Note*EventData external_id",
    "Photo*EventData external_id",
    "TrackingLink*EventData external_id",
];

/// Integers that may need 64 bits.
const LARGE: [&str; 9] = [
    "after",
    "agreed_sale_price_minor",
    "amount_minor",
    "count",
    "sequence",
    "size_bytes",
    "target_version",
    "version",
    "view_count",
];

fn schemas() -> &'static serde_json::Map<String, Value> {
    document()["components"]["schemas"].as_object().unwrap()
}

/// Calls `look` for every object below a value, except in examples, with the path to it.
fn each(value: &Value, path: &str, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            look(path, value);
            let parts = members.iter().filter(|(name, _)| !["example", "examples", "enum"].contains(&name.as_str()));
            parts.for_each(|(name, member)| each(member, &format!("{path}/{name}"), look));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| each(item, &format!("{path}/{index}"), look));
        }
        _ => {}
    }
}

/// The schemas that values refer to, and all that those refer to.
fn reachable<'a>(roots: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), roots.cloned().collect::<Vec<_>>());
    while let Some(value) = open.pop() {
        each(&value, "", &mut |_, object| {
            if let Some(reference) = object["$ref"].as_str() {
                let target = document().pointer(reference.trim_start_matches('#')).unwrap();
                if found.insert(reference.to_owned()) {
                    open.push(target.clone());
                }
            }
        });
    }
    let names = found.iter().filter_map(|reference| reference.strip_prefix("#/components/schemas/"));
    names.map(str::to_owned).collect()
}

fn answered() -> BTreeSet<String> {
    let events = document()["x-webhooks"].as_object().unwrap().values();
    reachable(operations().into_iter().map(|(_, _, operation)| &operation["responses"]).chain(events))
}

fn sent() -> BTreeSet<String> {
    reachable(operations().into_iter().flat_map(|(_, _, one)| [&one["requestBody"], &one["parameters"]]))
}

#[test]
fn there_is_one_bearer_scheme_and_a_cookie_is_never_an_alternative() {
    let schemes = document()["components"]["securitySchemes"].as_object().unwrap();
    let bearers: Vec<_> =
        schemes.iter().filter(|(_, scheme)| scheme["scheme"] == "bearer").map(|(name, _)| name).collect();
    assert_eq!(bearers, ["bearer"]);
    for (method, path, operation) in operations() {
        let security = operation["security"].as_array().unwrap();
        assert!(security.len() <= 1, "{method} {path}: {security:?}");
        let names: Vec<_> = security.iter().flat_map(|one| one.as_object().unwrap().keys()).collect();
        let cookie_alone = operation["operationId"] == "refresh_session" && names == ["refresh_cookie"];
        assert!(names.is_empty() || names == ["bearer"] || cookie_alone, "{method} {path}: {names:?}");
        assert_eq!(operation["x-credentials"].is_array(), names == ["bearer"], "{method} {path}");
    }
}

#[test]
fn header_parameters_are_plain_strings() {
    for (method, path, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let types = &parameter["schema"]["type"];
            assert!(!types.is_array(), "{method} {path}: {parameter}");
            assert!(parameter["in"] != "header" || types == "string", "{method} {path}: {parameter}");
        }
    }
}

#[test]
fn names_collide_in_no_language() {
    let mut simplified = BTreeMap::new();
    for name in schemas().keys() {
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}: some generators drop other characters");
        if let Some(other) = simplified.insert(name.to_ascii_lowercase(), name) {
            panic!("{name} and {other} are one file where file names have no case");
        }
        // What generators for Go derive from the name of a type.
        for prefix in ["New", "Nullable", "As"] {
            let made = name.strip_prefix(prefix).is_some_and(|rest| schemas().contains_key(rest));
            assert!(!made, "{name} is a function or type that Go's generators make for another schema");
        }
    }
    let ids: Vec<_> = operations().iter().map(|(_, _, one)| one["operationId"].as_str().unwrap()).collect();
    for id in &ids {
        let pascal = id.replace('_', "");
        for suffix in ["", "request", "params", "response", "data", "error", "errors", "responses"] {
            let made = format!("{pascal}{suffix}");
            assert!(!simplified.contains_key(&made), "{id}: generators name a type of it like the schema {made}");
        }
    }
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "every operation has a name of its own");
}

#[test]
fn answers_are_open_and_requests_are_strict() {
    let (answered, sent) = (answered(), sent());
    for name in &answered {
        each(&schemas()[name], name, &mut |path, schema| {
            assert_ne!(schema["additionalProperties"], false, "{path} could get no new member");
            let values = schema["enum"].as_array().map_or(0, Vec::len);
            assert!(values <= 1, "{path} could get no new value");
        });
    }
    for (method, path, operation) in operations() {
        each(&operation["responses"], "", &mut |at, schema| {
            let closed = schema["additionalProperties"] == false || schema["enum"].is_array();
            assert!(!closed, "{method} {path}: {at}");
        });
    }
    for name in sent.difference(&answered) {
        let schema = &schemas()[name];
        let is_form = name.ends_with("Upload");
        assert!(schema["type"] != "object" || is_form || schema["additionalProperties"] == false, "{name} is lax");
        assert!(schema.get("x-extensible-enum").is_none(), "{name} says nothing of what is accepted");
    }
}

#[test]
fn required_lists_what_is_always_there() {
    let exempt = |name: &str, member: &str| {
        SOMETIMES.iter().any(|row| {
            let (pattern, members) = row.split_once(' ').unwrap();
            let named = match pattern.split_once('*') {
                Some((start, end)) => name.starts_with(start) && name.ends_with(end),
                None => name == pattern,
            };
            named && members.split(' ').any(|one| one == member)
        })
    };
    for name in answered() {
        let schema = &schemas()[&name];
        for member in schema["properties"].as_object().into_iter().flat_map(|properties| properties.keys()) {
            let required = schema["required"].as_array().into_iter().flatten().any(|one| one == member.as_str());
            assert!(required || exempt(&name, member), "{name}.{member} is neither required nor listed here");
        }
    }
}

#[test]
fn a_description_stands_beside_alternatives() {
    each(document(), "", &mut |path, schema| {
        for alternative in schema["oneOf"].as_array().into_iter().flatten() {
            assert!(alternative.get("$ref").is_none() || alternative.as_object().unwrap().len() == 1, "{path}");
        }
    });
}

#[test]
fn small_integers_have_32_bits() {
    let check = |name: &str, schema: &Value, path: &str| {
        if schema["type"] == "integer" || schema["type"][0] == "integer" {
            let wanted = if LARGE.contains(&name) { "int64" } else { "int32" };
            assert_eq!(schema["format"], wanted, "{path}");
        }
    };
    each(document(), "", &mut |path, schema| {
        if !path.contains("/parameters/") {
            check(path.trim_end_matches("/schema").rsplit('/').next().unwrap(), schema, path);
        }
    });
    for (_, path, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            check(parameter["name"].as_str().unwrap(), &parameter["schema"], path);
        }
    }
}

#[test]
fn every_event_has_a_schema_of_its_own_outside_of_webhooks() {
    assert!(document().get("webhooks").is_none(), "generators make operations of it");
    let events = document()["x-webhooks"].as_object().unwrap();
    let names: BTreeSet<_> = events.keys().map(String::as_str).collect();
    assert_eq!(names, EventType::ALL.iter().map(|kind| kind.as_str()).chain(["ping"]).collect());
    let mut referred = BTreeSet::new();
    for (name, event) in events {
        let body = &event["post"]["requestBody"]["content"]["application/json"];
        assert!(referred.insert(body["schema"]["$ref"].as_str().unwrap()), "{name} shares its schema");
        assert_eq!(body["example"]["type"], *name);
    }
}

/// What cannot be written down in a JSON document has no example.
fn is_binary(media_type: &str) -> bool {
    media_type.starts_with("image/") || ["application/zip", "multipart/form-data"].contains(&media_type)
}

#[test]
fn every_body_has_an_example_and_every_example_is_valid() {
    let look = |at: &str, content: &Value| {
        for (media_type, content) in content.as_object().into_iter().flatten().filter(|(name, _)| !is_binary(name)) {
            let at = format!("{at} {media_type}");
            let several = content["examples"].as_object().into_iter().flatten().map(|(_, one)| &one["value"]);
            let examples: Vec<_> = content.get("example").into_iter().chain(several).collect();
            assert!(!examples.is_empty(), "{at} has no example");
            let mut schema = content["schema"].clone();
            schema["components"] = document()["components"].clone();
            let validator: Validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            for example in examples {
                let errors: Vec<_> = validator.iter_errors(example).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{at}: {errors:?}");
                each(&json!({ "value": example }), "", &mut |path, value| {
                    let empty = value.as_object().unwrap().iter().find(|(_, text)| *text == "text");
                    assert!(empty.is_none(), "{at}{path}: an example needs a word for {empty:?}");
                });
            }
        }
    };
    for (method, path, operation) in operations() {
        look(&format!("{method} {path}"), &operation["requestBody"]["content"]);
        for (status, response) in operation["responses"].as_object().unwrap() {
            look(&format!("{method} {path} {status}"), &response["content"]);
        }
    }
    for (status, response) in document()["components"]["responses"].as_object().unwrap() {
        look(status, &response["content"]);
    }
    for (name, event) in document()["x-webhooks"].as_object().unwrap() {
        look(name, &event["post"]["requestBody"]["content"]);
    }
}

#[test]
fn every_problem_is_shown() {
    let mut shown = BTreeSet::new();
    each(document(), "", &mut |_, object| {
        let named = object["examples"].as_object().into_iter().flatten();
        shown.extend(named.map(|(_, one)| one["value"]["code"].as_str().unwrap().to_owned()));
    });
    // A wrong method is no operation of the document.
    let all = ProblemCode::ALL.iter().map(|code| code.as_str().to_owned()).filter(|code| code != "method_not_allowed");
    assert_eq!(shown, all.collect());
}

#[test]
fn the_rendering_in_3_0_has_nothing_that_only_3_1_knows() {
    let rendered: Value = serde_json::from_str(&server::openapi::json(Version::V3_0).unwrap()).unwrap();
    assert_eq!(rendered["paths"].as_object().unwrap().len(), document()["paths"].as_object().unwrap().len());
    each(&rendered, "", &mut |path, object| {
        // A property may have any name.
        if path.ends_with("/properties") {
            return;
        }
        assert!(!object["type"].is_array() && object["type"] != "null", "{path}: {object}");
        assert!(object.get("$ref").is_none() || object.as_object().unwrap().len() == 1, "{path}: ignored beside $ref");
        for member in ["const", "$defs", "contentEncoding", "contentMediaType", "propertyNames", "prefixItems"] {
            assert!(object.get(member).is_none(), "{path}: {member}");
        }
        for limit in ["exclusiveMinimum", "exclusiveMaximum"] {
            assert!(!object[limit].is_number(), "{path}: {limit}");
        }
    });
}
