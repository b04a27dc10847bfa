//! The public view: what it shows, and that everything dead looks the same.

use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;

use crate::support::options::{combinations, options};
use crate::support::people::{open, slug};
use crate::support::public_operations::{NO_PHOTO, public_operations};
use crate::support::{Answer, Organization, TestApp, both_engines};

both_engines!(
    every_dead_cause_is_the_same_answer,
    switches_make_things_absent,
    everything_off_leaves_organisation_and_title,
    a_passed_eta_is_being_updated,
    days_are_those_of_the_organisation,
    nothing_after_the_current_stage_is_done,
    contact_and_locale_are_the_organisations,
    the_preview_is_what_the_customer_gets,
    the_revision_changes_with_the_page_only,
);

/// One dead link for each cause, and slugs that never were.
async fn dead_slugs(app: &TestApp) -> Vec<(&'static str, String)> {
    let (org, locked) = (app.organization().await, app.organization().await);
    let (vehicle, revoked) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let (vehicle, regenerated) = org.live_slug().await;
    org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
    let (vehicle, deleted) = org.live_slug().await;
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-14" })).await.id;
    let expired = slug(&org.link_with(&vehicle, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await);
    app.clock.advance_ms(1000);
    let (_, locked_slug) = locked.live_slug().await;
    let path = format!("{}?organization_id={}", ApiPath::Subscription, locked.id);
    app.operator().put(path, json!({ "status": "canceled" })).await.expect(200);
    vec![
        ("unknown", "0".repeat(26)),
        ("revoked", revoked),
        ("regenerated", regenerated),
        ("vehicle deleted", deleted),
        ("expired", expired),
        ("organisation locked", locked_slug),
        ("too short", "abc".into()),
        ("malformed", "%F0%9F%9A%97%00'--".into()),
        ("not UTF-8", "%FF%FE".into()),
        ("too long", "a".repeat(2000)),
    ]
}

const WAYS: [&str; 9] =
    ["json", "json head", "conditional", "range", "view", "calendar", "calendar head", "page", "page head"];

/// Everything that can be asked of a slug.
async fn ask(app: &TestApp, way: &str, slug: &str) -> Answer {
    let (caller, path, page) = (app.anonymous(), ApiPath::PublicTracking(slug), format!("/t/{slug}"));
    match way {
        "json" => caller.get(path).await,
        "json head" => caller.head(path).await,
        "conditional" => caller.with("if-none-match", "*").get(path).await,
        "range" => caller.with("range", "bytes=0-9").get(page).await,
        "view" => caller.post(ApiPath::PublicViews(slug), json!({})).await,
        "calendar" => caller.get(ApiPath::PublicCalendar(slug)).await,
        "calendar head" => caller.head(ApiPath::PublicCalendar(slug)).await,
        "page" => caller.get(page).await,
        "page head" => caller.head(page).await,
        other => panic!("{other}"),
    }
}

async fn every_dead_cause_is_the_same_answer(app: TestApp) {
    let slugs = dead_slugs(&app).await;
    for way in WAYS {
        let expected = ask(&app, way, &slugs[0].1).await;
        expected.expect(404);
        assert!(!expected.text().contains("Harbour"), "no organisation name");
        for (cause, slug) in &slugs[1..] {
            assert_eq!(ask(&app, way, slug).await.fingerprint(), expected.fingerprint(), "{way}: {cause}");
        }
    }
    for operation in public_operations() {
        let expected = operation.ask(&app.anonymous(), &slugs[0].1, NO_PHOTO).await;
        expected.expect(404);
        for (cause, slug) in &slugs[1..] {
            let answer = operation.ask(&app.anonymous(), slug, NO_PHOTO).await;
            assert_eq!(answer.fingerprint(), expected.fingerprint(), "{}: {cause}", operation.id);
        }
    }
}

async fn full(app: &TestApp) -> (Organization, shared::ids::VehicleId, String) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-14" })).await.id;
    let note = json!({ "scope": "customer", "body": "Loaded.\nAll is well." });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Secret" })).await.expect(201);
    let slug = slug(&org.link(&vehicle).await);
    (org, vehicle, slug)
}

async fn switches_make_things_absent(app: TestApp) {
    let (org, vehicle, slug) = full(&app).await;
    let all: Value = open(&app, &slug).await.value(200);
    assert_eq!(all["eta"], json!({ "status": "expected", "date": "2026-05-14", "changes": [] }));
    assert_eq!(all["notes"], json!([{ "body": "Loaded.\nAll is well.", "posted_on": "2026-05-01" }]));
    for (switch, key) in [("show_eta", "eta"), ("show_progress", "progress"), ("show_notes", "notes")] {
        let toggle = async |on: bool| {
            let update = json!({ "options": { switch: on } });
            org.editor.patch(ApiPath::TrackingLink(&vehicle), update).await.expect(200);
            open(&app, &slug).await.value(200)
        };
        let off = toggle(false).await;
        assert!(off.get(key).is_none(), "{key} is absent, not null");
        assert_eq!(off.as_object().unwrap().len(), all.as_object().unwrap().len() - 1);
        assert!(toggle(true).await.get(key).is_some());
    }
}

async fn everything_off_leaves_organisation_and_title(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let off = options(|_| false);
    let slug = slug(&org.link_with(&vehicle, json!({ "options": off })).await);
    let mut page: Value = open(&app, &slug).await.value(200);
    let page = page.as_object_mut().unwrap();
    page.remove("revision").unwrap();
    assert_eq!(
        Value::Object(page.clone()),
        json!({
            "organization": { "name": "Harbour Imports" },
            "vehicle": { "title": "2021 Toyota Land Cruiser", "year": 2021, "make": "Toyota", "model": "Land Cruiser" },
            "photos": [],
            "locale": "de-DE",
            "time_zone": "Europe/Berlin",
            "updated_on": "2026-05-01"
        })
    );
}

async fn a_passed_eta_is_being_updated(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let slug = slug(&org.link(&vehicle).await);
    // What was said before is another matter: `eta.rs`.
    let eta = async || {
        let mut eta = open(&app, &slug).await.value(200)["eta"].clone();
        eta.as_object_mut().unwrap().remove("changes");
        eta
    };
    assert_eq!(eta().await, json!({ "status": "unknown" }));
    let set = async |eta: Value| {
        org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": eta })).await.expect(200);
    };
    set(json!("2026-05-01")).await;
    assert_eq!(eta().await, json!({ "status": "expected", "date": "2026-05-01" }));
    set(json!("2026-04-30")).await;
    assert_eq!(eta().await, json!({ "status": "being_updated", "date": "2026-04-30" }));
    let arrived = json!({ "stage": "arrived", "arrived_on": "2026-04-29" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), arrived).await.expect(200);
    assert_eq!(eta().await, json!({ "status": "arrived", "date": "2026-04-29" }));
}

async fn days_are_those_of_the_organisation(app: TestApp) {
    let (org, _, slug) = full(&app).await;
    // 22:30 UTC on the 14th is the 15th in Berlin: the day of the ETA is over there.
    app.clock.advance_ms((13 * 24 * 60 + 12 * 60 + 30) * 60 * 1000);
    assert_eq!(open(&app, &slug).await.value(200)["eta"]["status"], "being_updated");
    let org = app.second_session(&org).await;
    org.admin.patch(ApiPath::Organization, json!({ "time_zone": "America/New_York" })).await.expect(200);
    assert_eq!(
        open(&app, &slug).await.value(200)["eta"],
        json!({ "status": "expected", "date": "2026-05-14", "changes": [] })
    );
}

async fn nothing_after_the_current_stage_is_done(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let states = async || {
        let page: PublicTracking = open(&app, &slug).await.json(200);
        let states = page.progress.unwrap().stages.into_iter().map(|stage| serde_json::to_value(stage.state).unwrap());
        states.map(|state| state.as_str().unwrap()[..1].to_owned()).collect::<String>()
    };
    assert_eq!(states().await, "cuuuuu");
    // Skips a stage, then goes on, then goes back.
    for (stage, expected) in
        [("arrived", "ddcuuu"), ("preparation", "dddcuu"), ("sale_ready", "ddddcu"), ("preparation", "dddcuu")]
    {
        org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": stage })).await.expect(200);
        assert_eq!(states().await, expected, "{stage}");
    }
}

async fn contact_and_locale_are_the_organisations(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let update = json!({ "country": "AU", "time_zone": "Australia/Sydney", "contact_email": "hello@harbour.example",
        "contact_phone": "+61 2 5550 0100" });
    org.admin.patch(ApiPath::Organization, update).await.expect(200);
    let page: PublicTracking = open(&app, &slug).await.json(200);
    assert_eq!((page.locale.as_str(), page.time_zone.as_str()), ("en-AU", "Australia/Sydney"));
    assert_eq!(page.organization.contact_email.as_deref(), Some("hello@harbour.example"));
    assert_eq!(page.organization.contact_email_url.as_deref(), Some("mailto:hello@harbour.example"));
    assert_eq!(page.organization.contact_phone.as_deref(), Some("+61 2 5550 0100"));
    assert_eq!(page.organization.contact_phone_url.as_deref(), Some("tel:+61255500100"));
    org.admin.patch(ApiPath::Organization, json!({ "locale": "zh-Hant-TW" })).await.expect(200);
    assert_eq!(open(&app, &slug).await.json::<PublicTracking>(200).locale, "zh-Hant-TW");
    org.admin.patch(ApiPath::Organization, json!({ "locale": null })).await.expect(200);
    assert_eq!(open(&app, &slug).await.json::<PublicTracking>(200).locale, "en-AU");
}

async fn the_preview_is_what_the_customer_gets(app: TestApp) {
    let (org, vehicle, slug) = full(&app).await;
    for options in combinations() {
        let body = json!({ "options": options });
        let mut preview: Value = org.viewer.post(ApiPath::Preview(&vehicle), &body).await.value(200);
        org.editor.patch(ApiPath::TrackingLink(&vehicle), &body).await.expect(200);
        let mut page: Value = open(&app, &slug).await.value(200);
        for answer in [&mut preview, &mut page] {
            answer.as_object_mut().unwrap().remove("revision").unwrap();
        }
        assert_eq!(preview, page);
    }
}

async fn the_revision_changes_with_the_page_only(app: TestApp) {
    let (org, vehicle, slug) = full(&app).await;
    let revision = async || open(&app, &slug).await.json::<PublicTracking>(200).revision;
    let first = revision().await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "vin": "JT123", "stock_number": "S1" })).await.expect(200);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "More" })).await.expect(201);
    assert_eq!(revision().await, first);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-20" })).await.expect(200);
    assert_ne!(revision().await, first);
}
