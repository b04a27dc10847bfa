//! "Life of a link, decided" (product.md), row by row.

use serde_json::json;
use shared::link::{LinkState, RevokeReason, SentChannel, TrackingLink, VehicleLinkState};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use crate::support::people::{open, slug};
use crate::support::{TestApp, both_engines, files_below, instant};

both_engines!(
    before_create_no_slug_exists,
    a_link_is_created_once,
    options_start_as_they_were_last,
    an_expiry_in_the_past_is_refused,
    a_link_is_dead_at_the_very_instant,
    options_of_an_expired_link_can_change,
    the_expiry_has_three_states,
    saving_options_keeps_url_and_expiry,
    the_loser_of_two_saves_gets_the_current_link,
    regenerate_carries_everything_over,
    a_double_click_cannot_kill_the_new_url,
    regenerating_an_expired_link_needs_an_expiry,
    regenerating_needs_an_unrevoked_link,
    revoke_is_immediate_and_repeatable,
    create_after_revoke_gives_a_fresh_slug,
    deleting_the_vehicle_revokes_for_good,
    another_customer_flags_the_link,
    what_staff_say_was_sent_stands_in_the_link,
    what_was_sent_to_the_former_customer_is_forgotten,
    the_language_of_the_customer_is_one_of_the_page,
    views_are_counted_for_people_only,
    slugs_are_nowhere_in_the_database,
    a_revoked_slug_cannot_come_back,
);

async fn before_create_no_slug_exists(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    assert_eq!(vehicle.tracking_link_state, VehicleLinkState::None);
    let missing = org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await;
    missing.problem(ProblemCode::TrackingLinkNotFound);
    // Whatever was looked at in the sheet, nothing was made.
    let preview = json!({ "options": { "show_eta": false } });
    org.editor.post(ApiPath::Preview(&vehicle.id), preview).await.expect(200);
    org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await.problem(ProblemCode::TrackingLinkNotFound);
    let page: serde_json::Value = org.viewer.get(ApiPath::TrackingLinks).await.value(200);
    assert_eq!(page["data"], json!([]));
}

async fn a_link_is_created_once(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let created = org.editor.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await;
    let link: TrackingLink = created.json(201);
    assert_eq!(created.header("location"), ApiPath::TrackingLink(&vehicle.id).to_string());
    assert_eq!((link.state, link.suspended, link.version), (LinkState::Active, None, 1));
    assert_eq!(slug(&link).len(), 26);
    open(&app, &slug(&link)).await.expect(200);
    // Upper case is the same URL: people type and scan.
    open(&app, &slug(&link).to_uppercase()).await.expect(200);
    let again = org.editor.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await;
    let existing = again.problem(ProblemCode::TrackingLinkExists).tracking_link.unwrap();
    assert_eq!((existing.id, existing.url), (link.id, link.url));
    let read: Vehicle = org.viewer.get(ApiPath::Vehicle(&vehicle.id)).await.json(200);
    assert_eq!(read.tracking_link_state, VehicleLinkState::Active);
}

async fn options_start_as_they_were_last(app: TestApp) {
    let org = app.organization().await;
    let defaults = json!({ "link_defaults": { "show_notes": false } });
    org.admin.patch(ApiPath::Organization, defaults).await.expect(200);
    let vehicle = org.vehicle().await;
    let path = ApiPath::TrackingLink(&vehicle.id);
    let first = org.link(&vehicle.id).await;
    assert!(first.options.show_eta && !first.options.show_notes);
    org.editor.patch(path, json!({ "options": { "show_eta": false, "show_notes": true } })).await.expect(200);
    org.editor.delete(path).await.expect(204);
    let second = org.link(&vehicle.id).await;
    assert!(!second.options.show_eta && second.options.show_notes);
    org.editor.delete(path).await.expect(204);
    let third = org.link_with(&vehicle.id, json!({ "options": { "show_eta": true } })).await;
    assert!(third.options.show_eta && third.options.show_notes);
}

async fn an_expiry_in_the_past_is_refused(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::TrackingLink(&vehicle.id);
    // The test's clock stands at 10:00:00Z: the very instant is not in the future, whatever its offset.
    for expires_at in ["2026-05-01T10:00:00Z", "2026-05-01T12:00:00+02:00", "2020-01-01T00:00:00Z"] {
        let refused = org.editor.post(path, json!({ "expires_at": expires_at })).await;
        let problem = refused.problem(ProblemCode::ExpiresAtInPast);
        assert_eq!(problem.errors[0].pointer, "/expires_at");
    }
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-05-01T12:00:00.001+02:00" })).await;
    assert_eq!(link.expires_at, Some(instant("2026-05-01T10:00:00.001Z")));
    let refused = org.editor.patch(path, json!({ "expires_at": "2026-05-01T09:00:00Z" })).await;
    refused.problem(ProblemCode::ExpiresAtInPast);
    open(&app, &slug(&link)).await.expect(200);
}

async fn a_link_is_dead_at_the_very_instant(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-05-01T10:00:00.500Z" })).await;
    let slug = slug(&link);
    app.clock.advance_ms(499);
    open(&app, &slug).await.expect(200);
    app.clock.advance_ms(1);
    open(&app, &slug).await.problem(ProblemCode::LinkNotAvailable);
    app.clock.advance_ms(1);
    open(&app, &slug).await.problem(ProblemCode::LinkNotAvailable);
    let expired: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await.json(200);
    assert_eq!(expired.state, LinkState::Expired);
    assert_eq!(expired.url, link.url);
    let read: Vehicle = org.viewer.get(ApiPath::Vehicle(&vehicle.id)).await.json(200);
    assert_eq!(read.tracking_link_state, VehicleLinkState::Expired);
    // An expired link is an unrevoked one.
    let again = org.editor.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await;
    again.problem(ProblemCode::TrackingLinkExists);
}

async fn options_of_an_expired_link_can_change(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    app.clock.advance_ms(1000);
    let saved = org.editor.patch(ApiPath::TrackingLink(&vehicle.id), json!({ "options": { "show_eta": false } })).await;
    let saved: TrackingLink = saved.json(200);
    assert_eq!((saved.state, saved.expires_at, saved.url), (LinkState::Expired, link.expires_at, link.url.clone()));
    assert!(!saved.options.show_eta);
    open(&app, &slug(&link)).await.expect(404);
}

async fn the_expiry_has_three_states(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::TrackingLink(&vehicle.id);
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    let absent: TrackingLink = org.editor.patch(path, json!({})).await.json(200);
    assert_eq!(absent.expires_at, link.expires_at);
    app.clock.advance_ms(1000);
    open(&app, &slug(&link)).await.expect(404);
    let future: TrackingLink = org.editor.patch(path, json!({ "expires_at": "2026-05-02T10:00:00Z" })).await.json(200);
    assert_eq!((future.state, &future.url), (LinkState::Active, &link.url));
    open(&app, &slug(&link)).await.expect(200);
    app.clock.advance_ms(24 * 60 * 60 * 1000);
    open(&app, &slug(&link)).await.expect(404);
    // The clock has moved past the access token's life: the caller signs in again.
    let org = app.second_session(&org).await;
    let never: TrackingLink = org.editor.patch(path, json!({ "expires_at": null })).await.json(200);
    assert_eq!((never.state, never.expires_at, &never.url), (LinkState::Active, None, &link.url));
    open(&app, &slug(&link)).await.expect(200);
}

async fn saving_options_keeps_url_and_expiry(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-01" })).await;
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-06-01T00:00:00Z" })).await;
    assert!(open(&app, &slug(&link)).await.value(200).get("eta").is_some());
    let update = json!({ "options": { "show_eta": false } });
    let saved: TrackingLink = org.editor.patch(ApiPath::TrackingLink(&vehicle.id), update).await.json(200);
    assert_eq!((saved.url.clone(), saved.expires_at), (link.url.clone(), link.expires_at));
    assert!(open(&app, &slug(&link)).await.value(200).get("eta").is_none());
}

async fn the_loser_of_two_saves_gets_the_current_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::TrackingLink(&vehicle.id);
    org.link(&vehicle.id).await;
    let read = org.editor.get(path).await;
    let (first, second) = (org.editor.with("if-match", read.etag()), org.admin.with("if-match", read.etag()));
    first.patch(path, json!({ "options": { "show_eta": false } })).await.expect(200);
    let lost = second.patch(path, json!({ "options": { "show_notes": false } })).await;
    let current = lost.problem(ProblemCode::PreconditionFailed).tracking_link.unwrap();
    assert!(!current.options.show_eta && current.options.show_notes);
    assert_eq!(current.version, 2);
    second.delete(path).await.problem(ProblemCode::PreconditionFailed);
    open(&app, &slug(&current)).await.expect(200);
    // The number alone does as well, for who has the link from a list.
    let reloaded = org.admin.with("if-match", "\"2\"");
    reloaded.patch(path, json!({ "options": { "show_notes": false } })).await.expect(200);
}

async fn regenerate_carries_everything_over(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let body = json!({ "options": { "show_eta": false }, "expires_at": "2026-06-01T00:00:00Z" });
    let old = org.link_with(&vehicle.id, body).await;
    let new: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle.id), json!({})).await.json(200);
    assert_ne!(old.url, new.url);
    assert_eq!((&old.id, old.options, old.expires_at), (&new.id, new.options, new.expires_at));
    open(&app, &slug(&old)).await.problem(ProblemCode::LinkNotAvailable);
    open(&app, &slug(&new)).await.expect(200);
}

async fn a_double_click_cannot_kill_the_new_url(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    org.link(&vehicle.id).await;
    let read = org.editor.get(ApiPath::TrackingLink(&vehicle.id)).await;
    let clicking = org.editor.with("if-match", read.etag());
    let new: TrackingLink = clicking.post(ApiPath::Regenerate(&vehicle.id), json!({})).await.json(200);
    let second = clicking.post(ApiPath::Regenerate(&vehicle.id), json!({})).await;
    let current = second.problem(ProblemCode::PreconditionFailed).tracking_link.unwrap();
    assert_eq!(current.url, new.url);
    open(&app, &slug(&new)).await.expect(200);
}

async fn regenerating_an_expired_link_needs_an_expiry(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::Regenerate(&vehicle.id);
    let link = org.link_with(&vehicle.id, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    app.clock.advance_ms(1000);
    org.editor.post(path, json!({})).await.problem(ProblemCode::ExpiresAtRequired);
    let past = org.editor.post(path, json!({ "expires_at": "2026-05-01T10:00:00Z" })).await;
    past.problem(ProblemCode::ExpiresAtInPast);
    let unchanged: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await.json(200);
    assert_eq!(unchanged.url, link.url);
    let new: TrackingLink = org.editor.post(path, json!({ "expires_at": null })).await.json(200);
    assert_eq!((new.state, new.expires_at), (LinkState::Active, None));
    open(&app, &slug(&new)).await.expect(200);
    open(&app, &slug(&link)).await.expect(404);
}

async fn regenerating_needs_an_unrevoked_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::Regenerate(&vehicle.id);
    org.editor.post(path, json!({})).await.problem(ProblemCode::NoActiveLink);
    org.link(&vehicle.id).await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle.id)).await.expect(204);
    org.editor.post(path, json!({})).await.problem(ProblemCode::NoActiveLink);
    let saved = org.editor.patch(ApiPath::TrackingLink(&vehicle.id), json!({})).await;
    saved.problem(ProblemCode::NoActiveLink);
}

async fn revoke_is_immediate_and_repeatable(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::TrackingLink(&vehicle.id);
    org.editor.delete(path).await.problem(ProblemCode::TrackingLinkNotFound);
    let link = org.link(&vehicle.id).await;
    open(&app, &slug(&link)).await.expect(200);
    org.editor.delete(path).await.expect(204);
    open(&app, &slug(&link)).await.problem(ProblemCode::LinkNotAvailable);
    org.editor.delete(path).await.expect(204);
    let revoked: TrackingLink = org.viewer.get(path).await.json(200);
    assert_eq!(
        (revoked.state, revoked.url, revoked.revoke_reason),
        (LinkState::Revoked, None, Some(RevokeReason::Revoked))
    );
    assert_eq!(revoked.revoked_by.unwrap().name, "Eli Editor");
    let read: Vehicle = org.viewer.get(ApiPath::Vehicle(&vehicle.id)).await.json(200);
    assert_eq!(read.tracking_link_state, VehicleLinkState::Revoked);
}

async fn create_after_revoke_gives_a_fresh_slug(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let first = org.link(&vehicle.id).await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle.id)).await.expect(204);
    let second = org.link(&vehicle.id).await;
    assert_ne!(first.url, second.url);
    assert_ne!(first.id, second.id);
    open(&app, &slug(&first)).await.expect(404);
    open(&app, &slug(&second)).await.expect(200);
}

async fn deleting_the_vehicle_revokes_for_good(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let link = org.link_with(&vehicle.id, json!({ "options": { "show_eta": false } })).await;
    org.editor.delete(ApiPath::Vehicle(&vehicle.id)).await.expect(204);
    org.editor.delete(ApiPath::Vehicle(&vehicle.id)).await.expect(204);
    open(&app, &slug(&link)).await.problem(ProblemCode::LinkNotAvailable);
    let dead: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await.json(200);
    assert_eq!((dead.state, dead.revoke_reason), (LinkState::Revoked, Some(RevokeReason::VehicleDeleted)));
    let refused = org.editor.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await;
    refused.problem(ProblemCode::VehicleDeleted);
    org.editor.post(ApiPath::VehicleRestore(&vehicle.id), json!({})).await.problem(ProblemCode::PermissionDenied);
    org.admin.post(ApiPath::VehicleRestore(&vehicle.id), json!({})).await.expect(200);
    open(&app, &slug(&link)).await.expect(404);
    let again = org.link(&vehicle.id).await;
    assert_ne!(again.url, link.url);
    assert!(!again.options.show_eta, "the options survive");
    open(&app, &slug(&link)).await.expect(404);
    open(&app, &slug(&again)).await.expect(200);
}

async fn another_customer_flags_the_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let (path, link_path) = (ApiPath::Vehicle(&vehicle.id), ApiPath::TrackingLink(&vehicle.id));
    org.link(&vehicle.id).await;
    let customer = |name: &str, email: &str| json!({ "customer": { "name": name, "email": email } });
    org.editor.patch(path, customer("Ann", "ann@a.example")).await.expect(200);
    assert!(!org.viewer.get(link_path).await.json::<TrackingLink>(200).customer_changed, "the first customer");
    org.editor.patch(path, customer("Ann Lee", "ann@a.example")).await.expect(200);
    assert!(!org.viewer.get(link_path).await.json::<TrackingLink>(200).customer_changed, "the same customer");
    org.editor.patch(path, customer("Bob", "bob@b.example")).await.expect(200);
    let flagged: TrackingLink = org.viewer.get(link_path).await.json(200);
    assert!(flagged.customer_changed);
    open(&app, &slug(&flagged)).await.expect(200);
    let car = async || org.viewer.get(path).await.json::<Vehicle>(200).customer_changed;
    assert!(car().await, "the vehicle says so, too");
    let listed: Page<Vehicle> = org.viewer.get(ApiPath::Vehicles).await.json(200);
    assert!(listed.data[0].customer_changed);
    // Saving what is there decides nothing.
    org.editor.patch(link_path, json!({ "customer_changed": true })).await.expect(200);
    org.editor.patch(link_path, json!({ "options": { "show_eta": false } })).await.expect(200);
    assert!(car().await);
    let kept: TrackingLink = org.editor.patch(link_path, json!({ "customer_changed": false })).await.json(200);
    assert_eq!((kept.customer_changed, kept.url), (false, flagged.url), "the new customer keeps the URL");
    assert!(!car().await);
    let log = org.admin.get(ApiPath::AuditEvents).await.text();
    assert!(
        log.contains("kept the URL of the tracking link of 2021 Toyota Land Cruiser for its new customer"),
        "{log}"
    );
    let refused = org.editor.patch(link_path, json!({ "customer_changed": true })).await;
    assert_eq!(refused.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/customer_changed");
    org.editor.patch(path, customer("Cy", "cy@c.example")).await.expect(200);
    assert!(car().await, "another customer is another question");
    let new: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle.id), json!({})).await.json(200);
    assert!(!new.customer_changed, "the new URL is for the new customer");
}

async fn what_staff_say_was_sent_stands_in_the_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let (link_path, path) = (ApiPath::TrackingLink(&vehicle.id), ApiPath::SentMark(&vehicle.id));
    let mark = |channel: &str| json!({ "channel": channel });
    org.editor.post(path, mark("email")).await.problem(ProblemCode::NoActiveLink);
    let link = org.link(&vehicle.id).await;
    assert_eq!(link.sent, None);
    org.editor.post(path, mark("pigeon")).await.problem(ProblemCode::ValidationFailed);
    org.viewer.post(path, mark("email")).await.problem(ProblemCode::PermissionDenied);
    let open_before = open(&app, &slug(&link)).await.text();
    let marked: TrackingLink = org.editor.post(path, mark("email")).await.json(200);
    let sent = marked.sent.clone().unwrap();
    assert_eq!((sent.channel, sent.at), (SentChannel::Email, app.clock.now()));
    // It is said of the URL: who edits the options meanwhile is not disturbed, and customers see nothing of it.
    assert_eq!((marked.version, marked.updated_at), (link.version, link.updated_at));
    assert_eq!(open(&app, &slug(&link)).await.text(), open_before);
    app.clock.advance_ms(60_000);
    let again: TrackingLink = org.admin.post(path, mark("qr_code")).await.json(200);
    let sent = again.sent.unwrap();
    assert_eq!((sent.channel, sent.at), (SentChannel::QrCode, app.clock.now()));
    assert_ne!(sent.by, marked.sent.unwrap().by);
    let listed: serde_json::Value = org.viewer.get(ApiPath::TrackingLinks).await.value(200);
    assert_eq!(listed["data"][0]["link"]["sent"]["channel"], "qr_code");
    org.editor.delete(path).await.expect(204);
    let read: TrackingLink = org.viewer.get(link_path).await.json(200);
    assert_eq!(read.sent, None);
    // A new URL was sent to nobody, and neither was one that was revoked.
    org.editor.post(path, mark("whatsapp")).await.expect(200);
    let regenerated: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle.id), json!({})).await.json(200);
    assert_eq!(regenerated.sent, None);
    org.editor.post(path, mark("sms")).await.expect(200);
    org.editor.delete(link_path).await.expect(204);
    let revoked: TrackingLink = org.viewer.get(link_path).await.json(200);
    assert_eq!(revoked.sent, None);
    org.editor.post(path, mark("sms")).await.problem(ProblemCode::NoActiveLink);
    org.editor.delete(path).await.expect(204);
    let summaries: serde_json::Value = org.admin.get(ApiPath::AuditEvents).await.value(200);
    let said = summaries["data"].as_array().unwrap().iter().filter(|event| event["action"] == "tracking_link.sent");
    assert_eq!(said.count(), 4);
}

async fn what_was_sent_to_the_former_customer_is_forgotten(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, other) = (org.vehicle().await, org.vehicle().await);
    let (path, link_path) = (ApiPath::Vehicle(&vehicle.id), ApiPath::TrackingLink(&vehicle.id));
    let customer = |name: &str, email: &str| json!({ "customer": { "name": name, "email": email } });
    org.editor.patch(path, customer("Ann", "ann@a.example")).await.expect(200);
    for id in [&vehicle.id, &other.id] {
        org.link(id).await;
        org.editor.post(ApiPath::SentMark(id), json!({ "channel": "email" })).await.expect(200);
    }
    let link = async || org.viewer.get(link_path).await.json::<TrackingLink>(200);
    // The same customer has the URL, whatever else is written about them.
    org.editor.patch(path, customer("Ann Lee", "ann@a.example")).await.expect(200);
    org.editor.patch(path, json!({ "customer": { "language": "ja" }, "colour": "Red" })).await.expect(200);
    assert!(link().await.sent.is_some());
    org.editor.patch(path, customer("Bob", "bob@b.example")).await.expect(200);
    let flagged = link().await;
    assert_eq!((flagged.customer_changed, flagged.sent), (true, None));
    let kept: TrackingLink = org.editor.patch(link_path, json!({ "customer_changed": false })).await.json(200);
    assert_eq!(kept.sent, None, "nobody sent it to Bob");
    // Also while the link is flagged already.
    for (name, email) in [("Cy", "cy@c.example"), ("Di", "di@d.example")] {
        org.editor.post(ApiPath::SentMark(&vehicle.id), json!({ "channel": "sms" })).await.expect(200);
        assert!(link().await.sent.is_some());
        org.editor.patch(path, customer(name, email)).await.expect(200);
        assert_eq!(link().await.sent, None, "nobody sent it to {name}");
    }
    let untouched: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&other.id)).await.json(200);
    assert!(untouched.sent.is_some(), "the link of another vehicle");
}

async fn the_language_of_the_customer_is_one_of_the_page(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await;
    let path = ApiPath::Vehicle(&vehicle.id);
    org.link(&vehicle.id).await;
    for (tag, language) in [("de-CH", "de"), ("zh-TW", "zh-Hant"), ("en", "en")] {
        let saved = org.editor.patch(path, json!({ "customer": { "language": tag } })).await;
        let saved: Vehicle = saved.json(200);
        assert_eq!(saved.customer.language.as_deref(), Some(language));
    }
    let refused = org.editor.patch(path, json!({ "customer": { "language": "tlh" } })).await;
    let problem = refused.problem(ProblemCode::ValidationFailed);
    assert_eq!(problem.errors[0].pointer, "/customer/language");
    // The language alone makes no other customer.
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle.id)).await.json(200);
    assert!(!link.customer_changed);
    let cleared: Vehicle = org.editor.patch(path, json!({ "customer": { "language": null } })).await.json(200);
    assert_eq!(cleared.customer.language, None);
    let created = json!({ "year": 2020, "make": "Mazda", "model": "MX-5", "customer": { "language": "ja" } });
    let created: Vehicle = org.editor.post(ApiPath::Vehicles, created).await.json(201);
    assert_eq!(created.customer.language.as_deref(), Some("ja"));
}

async fn views_are_counted_for_people_only(app: TestApp) {
    const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36";
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let path = ApiPath::PublicViews(&slug);
    let views = async || org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json::<TrackingLink>(200).views;
    open(&app, &slug).await.expect(200);
    app.anonymous().head(format!("/t/{slug}")).await;
    let phone = app.anonymous().with("user-agent", PHONE);
    app.anonymous().with("user-agent", "WhatsApp/2.23").post(path, json!({})).await.expect(204);
    phone.with("sec-purpose", "prefetch").post(path, json!({})).await.expect(204);
    phone.with("sec-gpc", "1").post(path, json!({})).await.expect(204);
    phone.with("cookie", "importops_refresh=staff").post(path, json!({})).await.expect(204);
    assert_eq!(views().await.count, 0);
    phone.post(path, json!({})).await.expect(204);
    app.clock.advance_ms(60_000);
    let second = phone.post(path, json!({})).await;
    assert_eq!(second.expect(204).header("set-cookie"), "");
    assert_eq!(app.app.write_page_views().await.unwrap(), 1);
    let counted = views().await;
    assert_eq!(counted.count, 2);
    assert_eq!(counted.first_at, Some(instant("2026-05-01T10:00:00Z")));
    assert_eq!(counted.last_at, Some(instant("2026-05-01T10:01:00Z")));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    phone.post(path, json!({})).await.problem(ProblemCode::LinkNotAvailable);
    assert_eq!(app.app.write_page_views().await.unwrap(), 0);
    assert_eq!(views().await.count, 2);
}

async fn slugs_are_nowhere_in_the_database(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, first) = org.live_slug().await;
    let second: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    let mut reader = app.app.store.read_across().await.unwrap();
    let rows: Vec<(String, Option<String>)> = match reader.db() {
        store::Db::Sqlite(c) => sqlx::query_as(SLUGS).fetch_all(c).await.unwrap(),
        store::Db::Postgres(c) => sqlx::query_as(SLUGS).fetch_all(c).await.unwrap(),
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(rows.iter().filter(|(_, sealed)| sealed.is_some()).count(), 1, "a retired slug keeps only its hash");
    for (hash, sealed) in rows {
        for slug in [&first, &slug(&second)] {
            assert!(!hash.contains(slug.as_str()) && !sealed.as_deref().unwrap_or("").contains(slug.as_str()));
        }
    }
    if app.is_sqlite() {
        for file in files_below(&app.directory()) {
            let bytes = std::fs::read(file).unwrap();
            for slug in [&first, &slug(&second)] {
                assert!(!bytes.windows(slug.len()).any(|window| window == slug.as_bytes()));
            }
        }
    }
}

const SLUGS: &str = "SELECT slug_hash, sealed_slug FROM tracking_link_slugs";

async fn a_revoked_slug_cannot_come_back(app: TestApp) {
    const INSERT: &str =
        "INSERT INTO tracking_link_slugs (slug_hash, tracking_link_id, sealed_slug, created_at, retired_at)
        SELECT slug_hash, tracking_link_id, 'x', 0, NULL FROM tracking_link_slugs";
    const SECOND: &str = "INSERT INTO tracking_links (id, organization_id, vehicle_id, show_photo, show_eta,
        show_progress, show_notes, expires_at, customer_changed, view_count, first_viewed_at, last_viewed_at, created_at,
        created_by, updated_at, revoked_at, revoked_by, revoke_reason, version)
        SELECT 'lnk_other', organization_id, vehicle_id, show_photo, show_eta,
        show_progress, show_notes, expires_at, customer_changed, view_count, first_viewed_at, last_viewed_at, created_at,
        created_by, updated_at, revoked_at, revoked_by, revoke_reason, version FROM tracking_links";
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let refused = async |sql: &'static str| {
        let mut tx = app.app.store.begin_across().await.unwrap();
        let error = match tx.db() {
            store::Db::Sqlite(c) => sqlx::query(sql).execute(c).await.map(drop),
            store::Db::Postgres(c) => sqlx::query(sql).execute(c).await.map(drop),
        };
        assert!(matches!(store::Error::from(error.unwrap_err()), store::Error::Taken(_)));
    };
    refused(SECOND).await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    refused(INSERT).await;
}
