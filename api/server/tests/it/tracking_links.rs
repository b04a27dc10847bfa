//! The list of all links, and revoking several.

use serde_json::{Value, json};
use shared::ids::{TrackingLinkId, VehicleId};
use shared::link::{BulkRevocationResult, ListedTrackingLink};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::{open, slug};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    links_are_listed_by_state_and_expiry,
    links_are_found_and_counted,
    named_links_are_revoked,
    all_links_are_revoked,
    all_or_none
);

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

async fn links_are_found_and_counted(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    other.live_slug().await;
    let named = json!({ "make": "Škoda", "model": "Octavia", "customer": { "name": "Ann" } });
    let opened = org.vehicle_with(named).await.id;
    let slug = slug(&org.link(&opened).await);
    let (unopened, _) = org.live_slug().await;
    let moved = org.vehicle_with(json!({ "customer": { "name": "Cy" } })).await.id;
    org.link(&moved).await;
    let (revoked, _) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&revoked)).await.expect(204);
    let gone = org.vehicle_with(json!({ "customer": { "name": "Ann" } })).await.id;
    org.link(&gone).await;
    org.editor.delete(ApiPath::Vehicle(&gone)).await.expect(204);
    org.editor.patch(ApiPath::Vehicle(&moved), json!({ "customer": { "name": "Bo" } })).await.expect(200);
    app.anonymous().with("user-agent", "Mozilla/5.0").post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    app.app.write_page_views().await.unwrap();
    let found = async |query: &str| {
        let mut whole = org.viewer.get(format!("{}?{query}", ApiPath::TrackingLinks)).await.json::<Page<_>>(200);
        assert_eq!(whole.total, Some(i64::try_from(whole.data.len()).unwrap()), "{query}");
        // In pages of one: only the first says how many there are.
        let mut paged: Vec<ListedTrackingLink> = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{}?limit=1&{query}{cursor}", ApiPath::TrackingLinks);
            let page = org.viewer.get(path).await.json::<Page<ListedTrackingLink>>(200);
            assert_eq!(page.total, whole.total.filter(|_| cursor.is_empty()), "{query}");
            paged.extend(page.data);
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let ids = |links: &[ListedTrackingLink]| links.iter().map(|l| l.vehicle.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&paged), ids(&whole.data), "{query}");
        let mut vehicles = ids(&std::mem::take(&mut whole.data));
        vehicles.sort();
        vehicles
    };
    let sorted = |ids: &[&VehicleId]| {
        let mut ids: Vec<_> = ids.iter().map(|id| (*id).clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(found("").await, sorted(&[&opened, &unopened, &moved, &revoked, &gone]));
    assert_eq!(found("state=active").await, sorted(&[&opened, &unopened, &moved]));
    assert_eq!(found("state=revoked").await, sorted(&[&revoked, &gone]));
    assert_eq!(found("state=expired").await, []);
    assert_eq!(found("opened=true").await, sorted(&[&opened]));
    assert_eq!(found("opened=false&state=active").await, sorted(&[&unopened, &moved]));
    assert_eq!(found("customer_changed=true").await, sorted(&[&moved]));
    assert_eq!(found("customer_changed=false&state=active").await, sorted(&[&opened, &unopened]));
    // Words as in the list of vehicles, also short ones, and of vehicles that are deleted.
    assert_eq!(found("q=octavia+skoda").await, sorted(&[&opened]));
    assert_eq!(found("q=an").await, sorted(&[&opened, &unopened, &moved, &revoked, &gone]));
    assert_eq!(found("q=ann").await, sorted(&[&opened, &gone]));
    assert_eq!(found("q=ann&state=active&opened=true").await, sorted(&[&opened]));
    assert_eq!(found("q=ann&opened=false&state=active").await, []);
    assert_eq!(found("q=zzzz").await, []);
    assert_eq!(found("q=ann&sort=updated_at").await, sorted(&[&opened, &gone]));
    let changes = org.viewer.get(format!("{}?updated_since=2020-01-01T00:00:00Z", ApiPath::TrackingLinks)).await;
    assert_eq!(changes.json::<Page<ListedTrackingLink>>(200).total, None);
    let long = format!("{}?q={}", ApiPath::TrackingLinks, "x".repeat(101));
    org.viewer.get(long).await.problem(ProblemCode::ValidationFailed);
    for narrowed in ["q=a", "opened=true", "customer_changed=false"] {
        let path = format!("{}?updated_since=2020-01-01T00:00:00Z&{narrowed}", ApiPath::TrackingLinks);
        org.viewer.get(path).await.problem(ProblemCode::ValidationFailed);
    }
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
