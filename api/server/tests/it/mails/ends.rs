//! When mails end, and that the address is gone then.

use serde_json::json;
use shared::ids::VehicleId;
use shared::paths::ApiPath;

use super::{Mailing, followers, later};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    mails_end_with_the_link,
    mails_end_when_the_link_expires,
    mails_end_with_the_customer,
    mails_end_with_a_restored_backup,
    what_waits_for_somebody_who_is_gone_is_dropped,
);

async fn followed(org: &Organization, mailing: &Mailing) -> (VehicleId, String) {
    let (vehicle, slug) = org.live_slug().await;
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    (vehicle, slug)
}

async fn change(org: &Organization, vehicle: &VehicleId, body: serde_json::Value) {
    org.editor.patch(ApiPath::Vehicle(vehicle), body).await.expect(200);
}

async fn mails_end_with_the_link(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (regenerated, _) = followed(&org, &mailing).await;
    // Regenerated because somebody has the URL who should not: they are not told the next one.
    org.editor.post(ApiPath::Regenerate(&regenerated), json!({})).await.expect(200);
    change(&org, &regenerated, json!({ "eta": "2026-05-14" })).await;
    let (revoked, _) = followed(&org, &mailing).await;
    change(&org, &revoked, json!({ "eta": "2026-05-14" })).await;
    org.editor.delete(ApiPath::TrackingLink(&revoked)).await.expect(204);
    let (deleted, _) = followed(&org, &mailing).await;
    change(&org, &deleted, json!({ "eta": "2026-05-14" })).await;
    org.editor.delete(ApiPath::Vehicle(&deleted)).await.expect(204);
    mailing.none().await;
    for vehicle in [&regenerated, &revoked, &deleted] {
        assert_eq!(followers(&app, vehicle).await, 0);
    }
}

async fn mails_end_when_the_link_expires(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, _) = followed(&org, &mailing).await;
    let expires_at = shared::time::Timestamp::from_unix_ms(app.clock.now().unix_ms() + 1000).unwrap();
    org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "expires_at": expires_at })).await.expect(200);
    let org = later(&app, &org, 1000).await;
    change(&org, &vehicle, json!({ "eta": "2026-05-14" })).await;
    mailing.none().await;
    crate::webhooks::deliver(&app).await;
    assert_eq!(followers(&app, &vehicle).await, 0);
    org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "expires_at": null })).await.expect(200);
    change(&org, &vehicle, json!({ "eta": "2026-05-15" })).await;
    mailing.none().await;
}

async fn mails_end_with_the_customer(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let customer = json!({ "customer": { "name": "Sam Fischer", "email": "sam@customer.example" } });
    let vehicle = org.vehicle_with(customer).await.id;
    let slug = crate::support::people::slug(&org.link(&vehicle).await);
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    change(&org, &vehicle, json!({ "customer": { "phone": "+49 170 5550100" } })).await;
    assert_eq!(followers(&app, &vehicle).await, 1);
    change(
        &org,
        &vehicle,
        json!({ "eta": "2026-05-14", "customer": { "name": "Kim Larsen", "email": "kim@customer.example" } }),
    )
    .await;
    assert_eq!(followers(&app, &vehicle).await, 0);
    mailing.none().await;
    mailing.subscribe(&slug, "kim@customer.example", "en").await;
}

async fn mails_end_with_a_restored_backup(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, _) = followed(&org, &mailing).await;
    change(&org, &vehicle, json!({ "eta": "2026-05-14" })).await;
    // The copy does not know who has unsubscribed since it was made.
    app.suspend_links();
    assert_eq!(followers(&app, &vehicle).await, 0);
    mailing.none().await;
}

async fn what_waits_for_somebody_who_is_gone_is_dropped(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    mailing.none().await;
    let mails = org.admin.get(ApiPath::Mails).await.value(200);
    let states: Vec<_> = mails["data"].as_array().unwrap().iter().map(|mail| mail["state"].clone()).collect();
    assert_eq!(states, ["dropped"]);
}
