//! The estimated arrival as a calendar file: what it says, and that it dies with the link.

use std::str::FromStr;

use icalendar::{Calendar, Component};
use serde_json::json;
use shared::link::TrackingLink;
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::{Answer, TestApp, both_engines};

both_engines!(
    a_later_file_moves_the_event,
    no_promise_is_the_same_answer_as_no_link,
    a_long_name_in_any_script_is_read_back,
);

async fn file(app: &TestApp, slug: &str) -> Answer {
    app.anonymous().get(ApiPath::PublicCalendar(slug)).await
}

/// UID, sequence, stamp and first day of the one event.
fn event(answer: &Answer) -> (String, i64, String, String) {
    let calendar: Calendar = answer.expect(200).text().parse().unwrap();
    assert_eq!(calendar.components.len(), 1);
    let event = calendar.components[0].as_event().unwrap();
    let value = |name| event.property_value(name).unwrap().to_owned();
    (value("UID"), value("SEQUENCE").parse().unwrap(), value("DTSTAMP"), value("DTSTART"))
}

async fn a_later_file_moves_the_event(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-06" })).await.id;
    let link = org.link(&vehicle).await;
    let first = file(&app, &slug(&link)).await;
    assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(first.header("content-disposition"), "attachment; filename=\"arrival.ics\"");
    assert_eq!(first.header("cache-control"), "no-store, no-transform");
    assert!(first.header("x-robots-tag").starts_with("noindex"));
    // The organisation is in Germany.
    let says = |file: &Answer| Calendar::from_str(&file.text()).unwrap().components[0].as_event().unwrap().to_owned();
    let german = "Voraussichtliche Ankunft: 2021 Toyota Land Cruiser (Harbour Imports)";
    assert_eq!(says(&first).get_summary(), Some(german));
    let asks = app.anonymous().with("accept-language", "tlh, ja;q=0.5");
    let japanese = asks.get(ApiPath::PublicCalendar(&slug(&link))).await;
    assert!(says(&japanese).get_summary().is_some_and(|summary| summary.starts_with("到着予定: 2021 Toyota")));
    assert!(japanese.text().contains("SUMMARY;LANGUAGE=ja:"));
    assert!(!first.text().contains("METHOD"));
    let (uid, sequence, stamp, day) = event(&first);
    // Midnight in Berlin on the day of its making.
    assert_eq!((sequence, stamp.as_str(), day.as_str()), (0, "20260430T220000Z", "20260506"));
    assert!(!link.url.unwrap().contains(&uid) && !link.id.as_str().contains(&uid) && uid.len() == 32);
    app.move_to("2026-05-02T09:00:00Z");
    let org = app.second_session(&org).await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-14" })).await.expect(200);
    let regenerated: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    let second = file(&app, &slug(&regenerated)).await;
    assert_eq!(event(&second), (uid.clone(), 1, "20260501T220000Z".into(), "20260514".into()));
    let (other, _) = org.live_slug().await;
    org.editor.patch(ApiPath::Vehicle(&other), json!({ "eta": "2026-05-14" })).await.expect(200);
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&other)).await.json(200);
    assert_ne!(event(&file(&app, &slug(&link)).await).0, uid);
}

async fn no_promise_is_the_same_answer_as_no_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-02" })).await.id;
    let slug = slug(&org.link(&vehicle).await);
    let unknown = file(&app, &"0".repeat(26)).await;
    unknown.expect(404);
    let is_dead = async |why: &str| assert_eq!(file(&app, &slug).await.fingerprint(), unknown.fingerprint(), "{why}");
    let options = |on: bool| json!({ "options": { "show_eta": on } });
    file(&app, &slug).await.expect(200);
    org.editor.patch(ApiPath::TrackingLink(&vehicle), options(false)).await.expect(200);
    is_dead("switched off").await;
    org.editor.patch(ApiPath::TrackingLink(&vehicle), options(true)).await.expect(200);
    // The day itself is still to come until it ends in Berlin.
    app.move_to("2026-05-02T21:59:59Z");
    file(&app, &slug).await.expect(200);
    app.move_to("2026-05-02T22:00:00Z");
    is_dead("the day has passed").await;
    let org = app.second_session(&org).await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": null })).await.expect(200);
    is_dead("no day is known").await;
    let transit = json!({ "stage": "in_transit", "eta": "2026-06-01" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), transit).await.expect(200);
    file(&app, &slug).await.expect(200);
    org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "arrived" })).await.expect(200);
    is_dead("it has arrived").await;
}

async fn a_long_name_in_any_script_is_read_back(app: TestApp) {
    let org = app.organization().await;
    let name = "\u{8f38}\u{5165}; Söhne, \\ 😀".repeat(5);
    org.admin.patch(ApiPath::Organization, json!({ "name": name })).await.expect(200);
    let model = "\u{30e9}\u{30f3}\u{30c9}\u{30af}\u{30eb}\u{30fc}\u{30b6}\u{30fc}".repeat(9);
    let vehicle = org.vehicle_with(json!({ "model": model, "eta": "2026-05-14" })).await.id;
    let answer = file(&app, &slug(&org.link(&vehicle).await)).await;
    assert!(answer.text().split("\r\n").all(|line| line.len() <= 75));
    let calendar: Calendar = answer.text().parse().unwrap();
    let expected = format!("Voraussichtliche Ankunft: 2021 Toyota {model} ({name})");
    assert_eq!(calendar.components[0].as_event().unwrap().get_summary(), Some(expected.as_str()));
}
