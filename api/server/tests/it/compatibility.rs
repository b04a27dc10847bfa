//! Nothing that a client of the last released document relies on goes away inside v1.
//!
//! Compared with `openapi/released.json`, which is replaced at a release: no operation, status, response member or accepted value
//! disappears; no parameter or request member becomes required; no type changes. Additions are free.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::support::contract::document;

fn released() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/released.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Which way a document travels: what a client sends may only become freer, what it receives only richer.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Sent,
    Received,
}

/// Two documents, and what the new one breaks.
struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    broken: Vec<String>,
    seen: BTreeSet<String>,
}

fn resolve<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn members(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn texts(value: &Value) -> BTreeSet<String> {
    let listed = value.as_array().into_iter().flatten();
    listed.map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect()
}

/// `oneOf` of a schema and null is that schema, which may also be null.
fn simple(root: &Value, schema: &Value) -> Value {
    let mut schema = resolve(root, schema).clone();
    if let Some([one, null]) = schema["oneOf"].as_array().map(Vec::as_slice)
        && null["type"] == "null"
    {
        schema = resolve(root, one).clone();
        let mut types = types(&schema);
        types.insert("null".to_owned());
        schema["type"] = json!(types);
    }
    schema
}

/// What a parameter can be: there is no null in a URL or a header.
fn of_parameter(parameter: &Value) -> Value {
    let mut schema = parameter["schema"].clone();
    if let Some(types) = schema["type"].as_array_mut() {
        types.retain(|one| one != "null");
    }
    schema
}

/// The types that a schema permits; one alone may be written without a list.
fn types(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        many => texts(many),
    }
}

impl<'a> Comparison<'a> {
    fn of(old: &'a Value, new: &'a Value) -> Vec<String> {
        let mut comparison = Self { old, new, broken: Vec::new(), seen: BTreeSet::new() };
        for (path, item) in members(&old["paths"]) {
            for (method, before) in members(&item) {
                let place = format!("{} {path}", method.to_uppercase());
                match new["paths"][&path].get(&method) {
                    None => comparison.breaks(&place, "is gone"),
                    Some(after) => comparison.operation(&place, &before, after),
                }
            }
        }
        comparison.broken
    }

    fn breaks(&mut self, place: &str, how: &str) {
        self.broken.push(format!("{place}: {how}"));
    }

    fn operation(&mut self, place: &str, before: &Value, after: &Value) {
        let parameters = |operation: &Value| operation["parameters"].as_array().cloned().unwrap_or_default();
        let key = |parameter: &Value| (parameter["in"].clone(), parameter["name"].clone());
        for new in parameters(after) {
            let old = parameters(before).into_iter().find(|old| key(old) == key(&new));
            let was_required = old.as_ref().is_some_and(|old| old["required"] == true);
            if new["required"] == true && !was_required {
                self.breaks(place, &format!("the parameter {} became required", new["name"]));
            }
            if let Some(old) = old {
                self.schema(&format!("{place} ?{}", new["name"]), &of_parameter(&old), &of_parameter(&new), Way::Sent);
            }
        }
        for old in parameters(before) {
            if !parameters(after).iter().any(|new| key(new) == key(&old)) {
                self.breaks(place, &format!("the parameter {} is gone", old["name"]));
            }
        }
        for (media_type, old) in members(&before["requestBody"]["content"]) {
            match after["requestBody"]["content"].get(&media_type) {
                None => self.breaks(place, &format!("{media_type} is not taken any more")),
                Some(new) => self.schema(&format!("{place} body"), &old["schema"], &new["schema"], Way::Sent),
            }
        }
        if before.get("requestBody").is_none() && after["requestBody"]["required"] == true {
            self.breaks(place, "needs a body now");
        }
        for (status, old) in members(&before["responses"]) {
            let Some(new) = after["responses"].get(&status) else {
                // Fewer ways to fail break nobody.
                if status.starts_with('2') {
                    self.breaks(place, &format!("does not answer {status} any more"));
                }
                continue;
            };
            let (old, new) = (resolve(self.old, &old).clone(), resolve(self.new, new).clone());
            for (media_type, content) in members(&old["content"]) {
                let place = format!("{place} {status}");
                match new["content"].get(&media_type) {
                    None => self.breaks(&place, &format!("{media_type} is gone")),
                    Some(after) => self.schema(&place, &content["schema"], &after["schema"], Way::Received),
                }
            }
        }
    }

    fn schema(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        let name = old.get("$ref").and_then(Value::as_str);
        let once = format!("{:?} {}", name, way == Way::Sent);
        if name.is_some() && !self.seen.insert(once) {
            return;
        }
        let (old, new) = (simple(self.old, old), simple(self.new, new));
        let (before, after) = (types(&old), types(&new));
        let narrower = match way {
            Way::Sent => !before.is_subset(&after) && !after.is_empty(),
            Way::Received => !after.is_subset(&before) && !before.is_empty(),
        };
        if narrower {
            self.breaks(place, &format!("the type {before:?} became {after:?}"));
        }
        let (accepted_before, accepted_after) = (texts(&old["enum"]), texts(&new["enum"]));
        if way == Way::Sent && !accepted_after.is_empty() && !accepted_before.is_subset(&accepted_after) {
            self.breaks(place, "a value is not accepted any more");
        }
        let (required_before, required_after) = (texts(&old["required"]), texts(&new["required"]));
        for member in match way {
            Way::Sent => required_after.difference(&required_before),
            Way::Received => required_before.difference(&required_after),
        } {
            let how = if way == Way::Sent { "became required" } else { "is not always there any more" };
            self.breaks(place, &format!("/{member} {how}"));
        }
        for (member, before) in members(&old["properties"]) {
            match new["properties"].get(&member) {
                None => self.breaks(place, &format!("/{member} is gone")),
                Some(after) => self.schema(&format!("{place}/{member}"), &before, after, way),
            }
        }
        if old.get("items").is_some() {
            self.schema(&format!("{place}/-"), &old["items"], &new["items"], way);
        }
        for list in ["oneOf", "anyOf", "allOf"] {
            let (before, after) = (old[list].as_array().cloned(), new[list].as_array().cloned());
            for (index, before) in before.unwrap_or_default().iter().enumerate() {
                let same = after.as_ref().and_then(|after| after.get(index)).cloned().unwrap_or_default();
                self.schema(&format!("{place}/{list}/{index}"), before, &same, way);
            }
        }
    }
}

#[test]
fn nothing_that_was_released_is_broken() {
    let broken = Comparison::of(&released(), document());
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_kind_of_break_is_found() {
    let released = released();
    let breaks = |change: fn(&mut Value)| {
        let mut changed = released.clone();
        change(&mut changed);
        assert_ne!(changed, released, "the sample changes something");
        Comparison::of(&released, &changed)
    };
    assert_eq!(Comparison::of(&released, &released), Vec::<String>::new());
    let samples: [fn(&mut Value); 9] = [
        |document| drop(document["paths"].as_object_mut().unwrap().remove("/api/v1/vehicles")),
        |document| drop(document["paths"]["/api/v1/vehicles"].as_object_mut().unwrap().remove("post")),
        |document| {
            drop(document["components"]["schemas"]["Vehicle"]["properties"].as_object_mut().unwrap().remove("vin"));
        },
        |document| {
            document["components"]["schemas"]["NewVehicle"]["required"] = json!(["year", "make", "model", "vin"]);
        },
        |document| document["components"]["schemas"]["Vehicle"]["properties"]["year"]["type"] = json!("string"),
        |document| document["components"]["schemas"]["Vehicle"]["required"] = json!(["id"]),
        |document| document["components"]["schemas"]["NoteScope"]["enum"] = json!(["internal"]),
        |document| {
            let query = json!({ "in": "query", "name": "new", "required": true, "schema": { "type": "string" } });
            document["paths"]["/api/v1/vehicles"]["get"]["parameters"].as_array_mut().unwrap().push(query);
        },
        |document| {
            drop(document["paths"]["/api/v1/vehicles"]["post"]["responses"].as_object_mut().unwrap().remove("201"));
        },
    ];
    for (index, sample) in samples.into_iter().enumerate() {
        assert!(!breaks(sample).is_empty(), "sample {index}");
    }
    let added = breaks(|document| {
        document["components"]["schemas"]["Vehicle"]["properties"]["wheels"] = json!({ "type": "integer" });
        document["components"]["schemas"]["NewVehicle"]["properties"]["wheels"] = json!({ "type": "integer" });
        document["paths"]["/api/v1/wheels"] = json!({ "get": { "responses": {} } });
    });
    assert_eq!(added, Vec::<String>::new(), "additions are free");
}
