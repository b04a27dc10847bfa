//! What two changes of one document have in common.

use serde_json::Value;

/// A field that two people changed, each to another value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Collision {
    /// Its place: the names of the members that lead to it.
    pub path: Vec<String>,
    /// What whoever comes second wants it to be.
    pub mine: Value,
    /// What somebody else has saved.
    pub theirs: Value,
}

/// What a change (JSON Merge Patch, RFC 7396) of the document `was` would overwrite in the document that it `is` now. The members named in
/// `groups` hold fields of their own; every other member is one field.
pub(super) fn collisions(was: &Value, is: &Value, update: &Value, groups: &[&str]) -> Vec<Collision> {
    let Some(members) = update.as_object() else { return Vec::new() };
    let mut found = Vec::new();
    for (name, wanted) in members {
        let (was, is) = (&was[name], &is[name]);
        if groups.contains(&name.as_str()) && wanted.is_object() {
            for mut inner in collisions(was, is, wanted, &[]) {
                inner.path.insert(0, name.clone());
                found.push(inner);
            }
            continue;
        }
        let mut mine = is.clone();
        apply(&mut mine, wanted);
        if was != is && mine != *is {
            found.push(Collision { path: vec![name.clone()], mine, theirs: is.clone() });
        }
    }
    found
}

/// Changes a document (RFC 7396, section 2).
pub(super) fn apply(document: &mut Value, update: &Value) {
    let Value::Object(members) = update else {
        *document = update.clone();
        return;
    };
    if !document.is_object() {
        *document = Value::Object(serde_json::Map::new());
    }
    for (name, member) in members {
        apply(&mut document[name], member);
    }
}

/// Takes the field out of a change.
pub(super) fn without(update: &mut Value, path: &[String]) {
    let (Some((name, rest)), Some(members)) = (path.split_first(), update.as_object_mut()) else { return };
    if rest.is_empty() {
        members.remove(name);
    } else if let Some(inner) = members.get_mut(name) {
        without(inner, rest);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(is: Value, update: Value) -> Vec<String> {
        let was = json!({ "make": "Toyota", "colour": null, "customer": { "name": "Ada", "phone": null },
            "mileage": { "value": 10, "unit": "km" } });
        let found = collisions(&was, &is, &update, &["customer"]);
        found
            .into_iter()
            .map(|Collision { path, mine, theirs }| format!("{}: {mine} {theirs}", path.join(".")))
            .collect()
    }

    fn now() -> Value {
        json!({ "make": "Toyota", "colour": "red", "customer": { "name": "Ada", "phone": "1" }, "mileage": { "value": 12, "unit": "km" } })
    }

    #[test]
    fn what_only_one_changed_does_not_collide() {
        assert_eq!(found(now(), json!({ "make": "Lexus", "customer": { "name": "Bo" }, "vin": "X" })), [""; 0]);
    }

    #[test]
    fn what_both_changed_to_the_same_does_not_collide() {
        assert_eq!(found(now(), json!({ "colour": "red", "customer": { "phone": "1" } })), [""; 0]);
    }

    #[test]
    fn what_both_changed_collides_also_in_a_group_and_as_a_whole() {
        let update =
            json!({ "colour": "blue", "customer": { "phone": null, "name": "Bo" }, "mileage": { "unit": "mi" } });
        let expected = [
            r#"colour: "blue" "red""#,
            r#"customer.phone: null "1""#,
            r#"mileage: {"unit":"mi","value":12} {"unit":"km","value":12}"#,
        ];
        assert_eq!(found(now(), update), expected);
    }

    #[test]
    fn a_group_that_is_cleared_as_a_whole_collides_as_a_whole() {
        assert_eq!(found(now(), json!({ "customer": null })), [r#"customer: null {"name":"Ada","phone":"1"}"#]);
    }

    #[test]
    fn what_is_kept_of_the_other_is_taken_out_of_the_change() {
        let mut update = json!({ "colour": "blue", "customer": { "phone": null, "name": "Bo" } });
        without(&mut update, &["customer".to_owned(), "phone".to_owned()]);
        without(&mut update, &["colour".to_owned()]);
        assert_eq!(update, json!({ "customer": { "name": "Bo" } }));
        let mut document = now();
        apply(&mut document, &update);
        assert_eq!(document["customer"], json!({ "name": "Bo", "phone": "1" }));
        assert_eq!(document["colour"], "red");
    }
}
