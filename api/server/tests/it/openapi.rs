//! The OpenAPI document itself.

use serde_json::Value;
use server::openapi::Version;

use crate::support::contract::{document, operations};

#[test]
fn the_checked_in_document_is_what_the_code_says() {
    for (file, version) in [("openapi.json", Version::V3_1), ("openapi-3.0.json", Version::V3_0)] {
        let path = format!("{}/../../openapi/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(path).unwrap();
        assert!(
            checked_in == server::openapi::json(version).unwrap(),
            "openapi/{file} is out of date: `cargo xtask openapi` writes it"
        );
    }
}

#[test]
fn every_operation_says_what_it_does() {
    let tags: Vec<_> = document()["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for (method, path, operation) in operations() {
        let at = format!("{method} {path}");
        for member in ["operationId", "summary", "description"] {
            assert!(operation[member].as_str().is_some_and(|text| !text.trim().is_empty()), "{at}: {member}");
        }
        assert!(tags.contains(&&operation["tags"][0]), "{at}: its tag is described");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{at}");
        for status in ["400", "500", "503"] {
            assert!(responses.contains_key(status), "{at}: {status}");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{at}: {}", parameter["name"]);
        }
    }
}

#[test]
fn every_schema_and_property_is_described() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name}");
        for (property, value) in schema["properties"].as_object().into_iter().flatten() {
            assert!(value["description"].is_string(), "{name}.{property}: {value}");
        }
    }
}

#[test]
fn every_reference_resolves() {
    fn walk(value: &Value, root: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    assert!(root.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
                }
                members.values().for_each(|value| walk(value, root));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, root)),
            _ => {}
        }
    }
    walk(document(), document());
}

/// what the public sees is decided. A new member has to be added here on purpose.
#[test]
fn the_public_view_has_these_members_and_no_other() {
    let members = |name: &str| {
        let schema = &document()["components"]["schemas"][name];
        let mut names: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(
        members("PublicTracking"),
        "eta hero_photo locale notes organization photos progress revision subscribe_by_calendar subscribe_by_mail time_zone \
         updated_on vehicle"
    );
    assert_eq!(
        members("PublicOrganization"),
        "contact_email contact_email_url contact_phone contact_phone_url logo_height logo_url logo_width name"
    );
    assert_eq!(members("PublicPhoto"), "height placeholder src srcset width");
    assert_eq!(members("PublicVehicle"), "make model title year");
    assert_eq!(members("PublicProgress"), "detail detail_key stages");
    assert_eq!(members("PublicStage"), "key label state");
    assert_eq!(members("PublicEta"), "changes date status");
    assert_eq!(members("PublicEtaChange"), "changed_on from reason remark to");
    assert_eq!(members("PublicNote"), "body posted_on");
}
