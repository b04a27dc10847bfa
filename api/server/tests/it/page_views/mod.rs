//! Views of pages: each is counted once, the first one at once, the others together and soon.

mod faults;
mod killed;
mod servers;

use serde_json::{Value, json};
use shared::ids::VehicleId;
use shared::link::{TrackingLink, Views};
use shared::paths::ApiPath;

use crate::support::{Caller, Organization, TestApp, both_engines, instant};

both_engines!(the_first_view_is_written_at_once_and_others_together, a_view_is_counted_though_its_url_retired_since);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36";

/// A customer at a server.
fn phone(base: &str) -> Caller {
    Caller::new(base, None).with("user-agent", PHONE)
}

/// What staff see.
async fn views(staff: &Caller, vehicle: &VehicleId) -> Views {
    staff.get(ApiPath::TrackingLink(vehicle)).await.json::<TrackingLink>(200).views
}

/// The vehicles of the links whose first view was told.
async fn told(org: &Organization) -> Vec<String> {
    let events: Value = org.admin.get(format!("{}?limit=100", ApiPath::Events)).await.value(200);
    let events = events["data"].as_array().unwrap().iter();
    let first = events.filter(|event| event["event_type"] == "tracking_link.first_viewed");
    first.map(|event| event["vehicle_id"].as_str().unwrap().to_owned()).collect()
}

async fn the_first_view_is_written_at_once_and_others_together(app: TestApp) {
    let org = app.organization().await;
    let ((vehicle, slug), (other, other_slug)) = (org.live_slug().await, org.live_slug().await);
    let phone = phone(&app.base);
    phone.post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    let first = views(&org.viewer, &vehicle).await;
    assert_eq!((first.count, first.first_at, first.last_at), (1, first.last_at, first.first_at));
    assert_eq!(told(&org).await.len(), 1);
    for minute in 1..4 {
        app.move_to(&format!("2026-05-01T10:0{minute}:00Z"));
        phone.post(ApiPath::PublicViews(&slug.to_uppercase()), json!({})).await.expect(204);
    }
    assert_eq!(views(&org.viewer, &vehicle).await, first, "the others wait");
    phone.post(ApiPath::PublicViews(&other_slug), json!({})).await.expect(204);
    assert_eq!(views(&org.viewer, &other).await.count, 1);
    assert_eq!(app.app.write_page_views().await.unwrap(), 3);
    let all = views(&org.viewer, &vehicle).await;
    assert_eq!((all.count, all.first_at, all.last_at), (4, first.first_at, Some(instant("2026-05-01T10:03:00Z"))));
    assert_eq!(app.app.write_page_views().await.unwrap(), 0);
    assert_eq!(views(&org.viewer, &vehicle).await, all);
    assert_eq!(told(&org).await.len(), 2);
    assert_eq!(app.app.page_views.dropped(), 0);
}

async fn a_view_is_counted_though_its_url_retired_since(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let phone = phone(&app.base);
    for _ in 0..2 {
        phone.post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    }
    let link: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    let new = crate::support::people::slug(&link);
    for _ in 0..2 {
        phone.post(ApiPath::PublicViews(&new), json!({})).await.expect(204);
    }
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    for dead in [&slug, &new] {
        phone.post(ApiPath::PublicViews(dead), json!({})).await.expect(404);
    }
    app.app.write_page_views().await.unwrap();
    let counted = app.number("SELECT CAST(SUM(view_count) AS BIGINT) FROM tracking_links").await;
    assert_eq!(counted, 4);
}
