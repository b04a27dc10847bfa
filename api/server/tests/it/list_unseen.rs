//! Whether a customer has seen what changed: only openings of the page by the customer count, and only changes that it shows.

use std::collections::BTreeSet;

use serde_json::json;
use shared::link::TrackingLink;
use shared::paths::ApiPath;

use crate::list_totals::listed;
use crate::support::people::slug;
use crate::support::{Caller, Organization, TestApp, both_engines};

both_engines!(nobody_but_the_customer_sees_a_change, what_changed_before_the_upgrade_is_known);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36";

pub(crate) async fn attentive(org: &Organization, query: &str) -> BTreeSet<String> {
    listed(org, &format!("attention={query}"), 3).await.0.into_iter().collect()
}

/// The customer opens a page, and what was counted is written.
pub(crate) async fn view(app: &TestApp, slug: &str) {
    let phone = Caller::new(&app.base, None).with("user-agent", PHONE);
    phone.post(ApiPath::PublicViews(slug), json!({})).await.expect(204);
    app.app.write_page_views().await.unwrap();
}

async fn nobody_but_the_customer_sees_a_change(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let link = org.link(&vehicle).await;
    let is_unseen = async || attentive(&org, "unseen_change").await.contains(vehicle.as_str());
    assert!(!is_unseen().await, "a link that was just created has nothing new");
    app.clock.advance_ms(1_000);
    // What no page shows.
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "vin": "JZX100-0000001" })).await.expect(200);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Paid." })).await.expect(201);
    org.editor
        .patch(ApiPath::TrackingLink(&vehicle), json!({ "expires_at": "2027-05-01T10:00:00Z" }))
        .await
        .expect(200);
    org.admin.patch(ApiPath::Organization, json!({ "contact_phone": "+49 40 555 0100" })).await.expect(200);
    assert!(!is_unseen().await);
    org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "options": { "show_eta": false } })).await.expect(200);
    assert!(is_unseen().await, "it was never opened");
    app.clock.advance_ms(1_000);
    view(&app, &slug(&link)).await;
    assert!(!is_unseen().await);
    app.clock.advance_ms(1_000);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-06-01" })).await.expect(200);
    assert!(!is_unseen().await, "the link does not show the ETA");
    let note = json!({ "scope": "customer", "body": "Loaded." });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    assert!(is_unseen().await);
    // Staff, a program that fetches a preview, one that counts nothing.
    org.editor.post(ApiPath::Preview(&vehicle), json!({ "options": link.options })).await.expect(200);
    app.anonymous().get(ApiPath::PublicTracking(&slug(&link))).await.expect(200);
    let crawler = Caller::new(&app.base, None).with("user-agent", "WhatsApp/2.24");
    drop(crawler.post(ApiPath::PublicViews(&slug(&link)), json!({})).await);
    app.app.write_page_views().await.unwrap();
    assert!(is_unseen().await);
    // An opening before the change that is written after it.
    let phone = Caller::new(&app.base, None).with("user-agent", PHONE);
    phone.post(ApiPath::PublicViews(&slug(&link)), json!({})).await.expect(204);
    app.clock.advance_ms(1_000);
    org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "in_transit" })).await.expect(200);
    app.app.write_page_views().await.unwrap();
    assert!(is_unseen().await);
    // A new URL shows the same; one that has expired shows nothing.
    let link: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    assert!(is_unseen().await);
    app.clock.advance_ms(1_000);
    view(&app, &slug(&link)).await;
    assert!(!is_unseen().await);
    app.clock.advance_ms(1_000);
    for stage in ["arrived", "preparation", "sale_ready"] {
        org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": stage })).await.expect(200);
    }
    assert!(is_unseen().await);
    org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "sold_delivered" })).await.expect(200);
    assert!(!is_unseen().await, "a delivered vehicle needs nobody's attention");
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    assert!(attentive(&org, "no_link").await.is_empty());
}

async fn what_changed_before_the_upgrade_is_known(app: TestApp) {
    let org = app.organization().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        app.clock.advance_ms(1);
        let (vehicle, slug) = org.live_slug().await;
        ids.push((vehicle, slug));
    }
    app.clock.advance_ms(1_000);
    for (vehicle, _) in &ids[..2] {
        org.editor.patch(ApiPath::Vehicle(vehicle), json!({ "eta": "2026-06-01" })).await.expect(200);
    }
    app.clock.advance_ms(1_000);
    view(&app, &ids[1].1).await;
    app.execute("UPDATE tracking_links SET unseen_change_at = NULL").await;
    let migration = include_str!("../../../../migrations/0022_attention.sql");
    let derive = migration.find("UPDATE tracking_links").unwrap();
    app.execute(&migration[derive..]).await;
    assert_eq!(attentive(&org, "unseen_change").await, BTreeSet::from([ids[0].0.to_string()]));
    view(&app, &ids[0].1).await;
    assert!(attentive(&org, "unseen_change").await.is_empty());
}
