//! The guide for integrators does what it says: its commands are run as they stand there.

use std::process::Stdio;

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::vehicle::Vehicle;

use crate::support::{TestApp, both_engines};

both_engines!(the_commands_of_the_guide_work);

const GUIDE: &str = include_str!("../../../../docs/guide/README.md");

/// The blocks of shell commands, in their order.
fn blocks() -> Vec<&'static str> {
    GUIDE.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Runs a block of commands; what they printed, one JSON document after the other.
async fn run(block: &str, base: &str, key: &str) -> Vec<Value> {
    let output = tokio::process::Command::new("bash")
        .args(["-euo", "pipefail", "-c", block])
        .env("BASE", base)
        .env("KEY", key)
        .stderr(Stdio::piped())
        .output()
        .await
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{block}\n{errors}");
    let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    documents.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{block}\n{error}"))
}

async fn the_commands_of_the_guide_work(app: TestApp) {
    let org = app.organization().await;
    let scopes = [Scope::VehiclesRead, Scope::VehiclesWrite, Scope::TrackingLinksWrite];
    let key = org.key_made(&scopes).await.secret;
    let mut answers = Vec::new();
    for block in blocks() {
        answers.push(run(block, &app.base, &key).await);
    }
    let [created, patched, link, moved, current, arriving, notes, many, links, listed, changed, refused] =
        <[Vec<Value>; 12]>::try_from(answers).unwrap();
    let vehicle: Vehicle = serde_json::from_value(moved[0].clone()).unwrap();
    assert_eq!((&created[0]["external_id"], vehicle.stage.as_str()), (&json!("DMS-10023"), "in_transit"));
    assert_eq!((&patched[0]["colour"], &patched[0]["eta"]), (&json!("Sand"), &json!("2030-06-14")));
    assert_eq!(vehicle.colour.as_deref(), Some("Sand"));
    assert_eq!(current[0]["organization"]["id"], json!(org.id));
    assert_eq!(arriving[0]["data"][0]["id"], json!(vehicle.id));
    let slug = link[0]["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let page = app.anonymous().get(ApiPath::PublicTracking(slug)).await.value(200);
    assert_eq!(page["eta"]["date"], "2030-06-20");
    assert_eq!(page["eta"]["changes"][0]["reason"], "vessel_delayed");
    assert_eq!((notes.len(), &notes[0]), (2, &notes[1]));
    assert_eq!(page["notes"].as_array().unwrap().len(), 1);
    let outcomes = |answer: &Value| -> Vec<Value> {
        answer["results"].as_array().unwrap().iter().map(|row| row["outcome"].clone()).collect()
    };
    assert_eq!(
        [outcomes(&many[0]), outcomes(&links[0])],
        [["unchanged", "created"]; 2].map(|two| two.map(Value::from).to_vec())
    );
    assert_eq!(links[0]["results"][0]["tracking_link"]["url"], link[0]["url"]);
    for list in [&listed[0]["data"], &changed[0]["data"]] {
        let list = list.as_array().unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.contains(&json!(vehicle)));
    }
    assert_eq!(refused[0]["code"], "validation_failed");
    assert_eq!(refused[0]["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn the_guide_names_only_scopes_and_codes_that_exist() {
    for scope in ["vehicles.read", "vehicles.write", "tracking_links.write", "webhooks.manage"] {
        assert!(GUIDE.contains(scope) && Scope::parse(scope).is_some(), "{scope}");
    }
}
