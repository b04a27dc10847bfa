//! The list of all links, and revoking several.

use serde_json::{Value, json};
use shared::ids::TrackingLinkId;
use shared::link::{BulkRevocationResult, ListedTrackingLink};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::open;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(links_are_listed_by_state_and_expiry, named_links_are_revoked, all_links_are_revoked, all_or_none);

async fn list(org: &Organization, query: &str) -> Vec<ListedTrackingLink> {
    let page = org.viewer.get(format!("{}?{query}", ApiPath::TrackingLinks)).await;
    page.json::<Page<ListedTrackingLink>>(200).data
}

async fn links_are_listed_by_state_and_expiry(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    other.live_slug().await;
    let (active, _) = org.live_slug().await;
    let (revoked, _) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&revoked)).await.expect(204);
    let expired = org.vehicle_with(json!({ "customer": { "name": "Ann" } })).await.id;
    org.link_with(&expired, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    app.clock.advance_ms(1000);
    let vehicles = |links: Vec<ListedTrackingLink>| links.into_iter().map(|l| l.vehicle.id).collect::<Vec<_>>();
    assert_eq!(vehicles(list(&org, "state=active").await), [active]);
    assert_eq!(vehicles(list(&org, "state=revoked").await), [revoked]);
    let listed = list(&org, "state=expired").await;
    assert_eq!(listed[0].vehicle.customer_name.as_deref(), Some("Ann"));
    assert_eq!(listed[0].vehicle.title, "2021 Toyota Land Cruiser");
    assert_eq!(vehicles(listed), std::slice::from_ref(&expired));
    assert_eq!(vehicles(list(&org, "expires_before=2026-06-01T00:00:00Z").await), [expired]);
    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page: Value = org.viewer.get(format!("{}?limit=2{cursor}", ApiPath::TrackingLinks)).await.value(200);
        found += page["data"].as_array().unwrap().len();
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, 3);
}

async fn named_links_are_revoked(app: TestApp) {
    let org = app.organization().await;
    let (_, first) = org.live_slug().await;
    app.clock.advance_ms(1);
    let (_, second) = org.live_slug().await;
    let ids: Vec<_> = list(&org, "").await.into_iter().map(|listed| listed.link.id).collect();
    let named = json!({ "ids": [ids[1]] });
    let done: BulkRevocationResult = org.editor.post(ApiPath::RevokeTrackingLinks, &named).await.json(200);
    assert_eq!(done.revoked, 1);
    open(&app, &first).await.expect(404);
    open(&app, &second).await.expect(200);
    let again: BulkRevocationResult = org.editor.post(ApiPath::RevokeTrackingLinks, &named).await.json(200);
    assert_eq!(again.revoked, 0);
}

async fn all_links_are_revoked(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let mut slugs = Vec::new();
    for _ in 0..5 {
        slugs.push(org.live_slug().await.1);
    }
    let (_, foreign) = other.live_slug().await;
    let done = org.editor.post(ApiPath::RevokeTrackingLinks, json!({ "all": true })).await;
    assert_eq!(done.json::<BulkRevocationResult>(200).revoked, 5);
    for slug in &slugs {
        open(&app, slug).await.expect(404);
    }
    open(&app, &foreign).await.expect(200);
}

async fn all_or_none(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let id = list(&org, "").await[0].link.id.clone();
    let unknown = TrackingLinkId::from_u128(7);
    let refused = org.editor.post(ApiPath::RevokeTrackingLinks, json!({ "ids": [id, unknown] })).await;
    let problem = refused.problem(ProblemCode::ValidationFailed);
    assert_eq!(problem.errors[0].pointer, "/ids/1");
    assert!(problem.errors[0].detail.contains(unknown.as_str()));
    open(&app, &slug).await.expect(200);
    for wrong in [json!({}), json!({ "ids": [] }), json!({ "ids": [id], "all": true }), json!({ "all": false })] {
        org.editor.post(ApiPath::RevokeTrackingLinks, wrong).await.problem(ProblemCode::ValidationFailed);
    }
    org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.expect(200);
}
