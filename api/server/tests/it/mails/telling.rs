//! What a customer is told who follows a page.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::photo::Photo;

use super::{Mailing, followers, later, seen_by_staff};
use crate::support::people::slug;
use crate::support::{Organization, TestApp, both_engines, pictures};

both_engines!(
    a_customer_is_told_what_changed_until_the_link_is_revoked,
    changes_are_collected_for_a_quarter_of_an_hour,
    what_is_hidden_is_in_no_mail,
    what_was_taken_back_is_no_news,
    a_part_that_is_shown_again_is_no_news,
    a_change_while_a_mail_is_on_its_way_is_told_next,
    each_reader_is_told_in_their_language,
    nobody_is_told_while_the_organisation_is_locked,
);

const QUARTER_MS: i64 = 15 * 60 * 1000;

async fn change(org: &Organization, vehicle: &VehicleId, body: Value) {
    org.editor.patch(ApiPath::Vehicle(vehicle), body).await.expect(200);
}

async fn note(org: &Organization, vehicle: &VehicleId, scope: &str, body: &str) -> shared::note::Note {
    org.editor.post(ApiPath::Notes(vehicle), json!({ "scope": scope, "body": body })).await.json(201)
}

async fn a_customer_is_told_what_changed_until_the_link_is_revoked(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    change(&org, &vehicle, json!({ "eta": "2026-05-06" })).await;
    mailing.subscribe(&slug, "sam@customer.example", "de-DE").await;
    assert_eq!(seen_by_staff(&org, &vehicle).await, 1);
    mailing.none().await;
    app.clock.advance_ms(1);
    let remark = "Die Reederei meldet einen Sturm vor Suez.";
    change(&org, &vehicle, json!({ "eta": "2026-05-14", "eta_reason": "vessel_delayed", "eta_remark": remark })).await;
    let mail = mailing.one().await;
    assert_eq!(mail.to, ["sam@customer.example"]);
    assert_eq!(mail.from, "tracking@import-ops.example");
    assert!(mail.header("Subject").contains("14. Mai 2026"), "{}", mail.header("Subject"));
    for part in [mail.text(), mail.part("text/html")] {
        for told in ["14. Mai 2026", "6. Mai 2026", remark, &format!("/t/{slug}")] {
            assert!(part.contains(told), "{told}: {part}");
        }
    }
    // Every URL in it leads to this server.
    let html = mail.part("text/html");
    for url in html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1)) {
        assert!(url.starts_with("http://127.0.0.1") || url.starts_with("cid:"), "{url}");
    }
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let org = later(&app, &org, QUARTER_MS).await;
    change(&org, &vehicle, json!({ "eta": "2026-05-20" })).await;
    mailing.none().await;
    assert_eq!(followers(&app, &vehicle).await, 0);
}

async fn changes_are_collected_for_a_quarter_of_an_hour(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    note(&org, &vehicle, "customer", "Loaded in Yokohama.").await;
    assert!(mailing.one().await.text().contains("Loaded in Yokohama."));
    app.clock.advance_ms(1000);
    note(&org, &vehicle, "customer", "Sailed.").await;
    org.editor
        .put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "in_transit", "eta": "2026-06-01" }))
        .await
        .expect(200);
    note(&org, &vehicle, "internal", "The buyer has not paid.").await;
    mailing.none().await;
    app.clock.advance_ms(QUARTER_MS - 1001);
    mailing.none().await;
    app.clock.advance_ms(1);
    let mail = mailing.one().await;
    for told in ["Sailed.", "In transit", "1 June 2026"] {
        assert!(mail.text().contains(told), "{told}: {}", mail.text());
    }
    assert!(!mail.text().contains("Yokohama") && !mail.text().contains("paid"), "{}", mail.text());
    app.clock.advance_ms(QUARTER_MS);
    mailing.none().await;
}

async fn what_is_hidden_is_in_no_mail(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    note(&org, &vehicle, "customer", "Loaded in Yokohama.").await;
    let deleted = note(&org, &vehicle, "customer", "Written by mistake.").await;
    org.editor.delete(ApiPath::Note(&vehicle, &deleted.id)).await.expect(204);
    // Switched off before the mail was made.
    let off = json!({ "options": { "show_notes": false, "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    change(&org, &vehicle, json!({ "eta": "2026-05-14", "vin": "JTMHX01J8L4198293" })).await;
    mailing.none().await;
    org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "in_transit" })).await.expect(200);
    let mail = mailing.one().await;
    assert!(mail.text().contains("In transit"));
    assert!(!mail.text().contains("Yokohama") && !mail.text().contains("2026") && !mail.text().contains("mistake"));
    let off = json!({ "options": { "allow_subscriptions": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    let org = later(&app, &org, QUARTER_MS).await;
    org.editor
        .put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "arrived", "arrived_on": "2026-05-01" }))
        .await
        .expect(200);
    mailing.none().await;
}

async fn what_was_taken_back_is_no_news(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    note(&org, &vehicle, "customer", "Loaded.").await;
    mailing.one().await;
    change(&org, &vehicle, json!({ "eta": "2026-05-14" })).await;
    change(&org, &vehicle, json!({ "eta": null })).await;
    change(&org, &vehicle, json!({ "stock_number": "HI-9" })).await;
    app.clock.advance_ms(QUARTER_MS);
    mailing.none().await;
}

async fn a_part_that_is_shown_again_is_no_news(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let vehicle = org.vehicle().await.id;
    change(&org, &vehicle, json!({ "eta": "2026-05-14" })).await;
    note(&org, &vehicle, "customer", "Bought at the auction.").await;
    let options = json!({ "options": { "show_notes": false, "show_eta": false } });
    let slug = slug(&org.link_with(&vehicle, options).await);
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    let on = json!({ "options": { "show_notes": true, "show_eta": true } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), on).await.expect(200);
    mailing.none().await;
    note(&org, &vehicle, "customer", "Loaded.").await;
    let mail = mailing.one().await;
    assert!(mail.text().contains("Loaded.") && !mail.text().contains("auction"), "{}", mail.text());
    // While a mail has to wait, a part that appears is known at once; what changes of it afterwards is news.
    let off = json!({ "options": { "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    mailing.pass().await;
    let (path, jpeg) = (ApiPath::Photos(&vehicle).to_string(), pictures::jpeg(40, 30));
    let photo: Photo = pictures::send_named(&org.editor, Method::POST, &path, "one.jpg", &jpeg).await.json(201);
    let picked = json!({ "options": { "show_eta": true }, "photo_ids": [photo.id] });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), picked).await.expect(200);
    mailing.none().await;
    change(&org, &vehicle, json!({ "eta": "2026-05-16" })).await;
    app.clock.advance_ms(QUARTER_MS);
    let mail = mailing.one().await;
    assert!(mail.text().contains("New photos: 1") && mail.text().contains("16 May 2026"), "{}", mail.text());
}

async fn a_change_while_a_mail_is_on_its_way_is_told_next(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    note(&org, &vehicle, "customer", "Loaded.").await;
    // A server takes up the mail and dies; meanwhile more happens.
    let mut tx = app.app.store.begin_across().await.unwrap();
    let taken = store::subscribers::claim(&mut tx, 10, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(taken.len(), 1);
    note(&org, &vehicle, "customer", "Sailed.").await;
    mailing.none().await;
    app.clock.advance_ms(store::deliveries::LEASE_MS + 1);
    let mail = mailing.one().await;
    assert!(mail.text().contains("Loaded.") && mail.text().contains("Sailed."), "{}", mail.text());
    // What is settled with a count that is no longer right leaves them due.
    note(&org, &vehicle, "customer", "In Suez.").await;
    let org = later(&app, &org, QUARTER_MS).await;
    let mut tx = app.app.store.begin_across().await.unwrap();
    let taken = store::subscribers::claim(&mut tx, 10, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    note(&org, &vehicle, "customer", "In Piraeus.").await;
    let mut tx = app.app.store.begin_across().await.unwrap();
    let told = store::subscribers::Told::default();
    store::subscribers::told(&mut tx, &taken[0], &told, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mail = mailing.one().await;
    assert!(mail.text().contains("In Piraeus."), "{}", mail.text());
}

async fn each_reader_is_told_in_their_language(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "pl,en;q=0.5").await;
    mailing.subscribe(&slug, "kim@customer.example", "ja").await;
    mailing.subscribe(&slug, "amal@customer.example", "ar").await;
    assert_eq!(seen_by_staff(&org, &vehicle).await, 3);
    change(&org, &vehicle, json!({ "eta": "2026-05-14" })).await;
    mailing.pass().await;
    let mails = mailing.mailbox.rest();
    let to = |name: &str| mails.iter().find(|mail| mail.to[0].starts_with(name)).unwrap();
    assert!(to("sam").text().contains("14 maja 2026"), "{}", to("sam").text());
    assert!(to("kim").text().contains("2026年5月14日"), "{}", to("kim").text());
    assert!(to("amal").part("text/html").contains("dir=\"rtl\""));
    // Nobody sees who else is told.
    assert!(mails.iter().all(|mail| mail.to.len() == 1 && mail.headers.iter().all(|(name, _)| name != "Cc")));
}

async fn nobody_is_told_while_the_organisation_is_locked(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    note(&org, &vehicle, "customer", "Loaded.").await;
    app.execute(&format!("UPDATE subscriptions SET status = 'canceled' WHERE organization_id = '{}'", org.id)).await;
    mailing.none().await;
    app.execute(&format!("UPDATE subscriptions SET status = 'active' WHERE organization_id = '{}'", org.id)).await;
    note(&org, &vehicle, "customer", "Sailed.").await;
    let mail = mailing.one().await;
    assert!(mail.text().contains("Loaded.") && mail.text().contains("Sailed."), "{}", mail.text());
}
