//! Billing lockdown: derived, complete, and undone by nothing but billing.

use serde_json::{Value, json};
use shared::link::{LinkState, Suspension, TrackingLink};
use shared::organization::{Organization, Subscription};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::{open, slug};
use crate::support::{TestApp, both_engines};

both_engines!(
    lockdown_disables_every_link_and_repair_brings_them_back,
    lockdown_begins_at_the_very_instant,
    staff_can_read_and_take_access_away,
    only_the_operator_sets_the_subscription,
    many_links_lock_and_unlock_without_a_write,
);

async fn set(app: &TestApp, org: &crate::support::Organization, body: Value) -> Subscription {
    let path = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    app.operator().put(path, body).await.json(200)
}

async fn lockdown_disables_every_link_and_repair_brings_them_back(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let (vehicle, locked_slug) = org.live_slug().await;
    let (_, other_slug) = other.live_slug().await;
    assert!(set(&app, &org, json!({ "status": "canceled" })).await.locked);
    open(&app, &locked_slug).await.problem(ProblemCode::LinkNotAvailable);
    open(&app, &other_slug).await.expect(200);
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json(200);
    assert_eq!((link.state, link.suspended), (LinkState::Active, Some(Suspension::OrganizationLocked)));
    assert_eq!((slug(&link), link.version), (locked_slug.clone(), 1), "lockdown mutates nothing");
    assert!(!set(&app, &org, json!({ "status": "active" })).await.locked);
    open(&app, &locked_slug).await.expect(200);
}

async fn lockdown_begins_at_the_very_instant(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    for body in [
        json!({ "status": "past_due", "grace_ends_at": "2026-05-01T10:00:01Z" }),
        json!({ "status": "canceled", "access_until": "2026-05-01T10:00:02Z" }),
    ] {
        assert!(!set(&app, &org, body).await.locked);
        app.clock.advance_ms(999);
        open(&app, &slug).await.expect(200);
        assert!(!org.viewer.get(ApiPath::Organization).await.json::<Organization>(200).subscription.locked);
        app.clock.advance_ms(1);
        open(&app, &slug).await.problem(ProblemCode::LinkNotAvailable);
        assert!(org.viewer.get(ApiPath::Subscription).await.json::<Subscription>(200).locked);
    }
}

async fn staff_can_read_and_take_access_away(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let (second, _) = org.live_slug().await;
    let note = json!({ "scope": "internal", "body": "Hello" });
    org.editor.post(ApiPath::Notes(&vehicle), &note).await.expect(201);
    set(&app, &org, json!({ "status": "canceled" })).await;
    let refused = [
        org.editor.post(ApiPath::Vehicles, json!({ "year": 2020, "make": "A", "model": "B" })).await,
        org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await,
        org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": "in_transit" })).await,
        org.editor.post(ApiPath::Notes(&vehicle), &note).await,
        org.editor.post(ApiPath::TrackingLink(&vehicle), json!({})).await,
        org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({})).await,
        org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await,
        org.admin.patch(ApiPath::Organization, json!({ "name": "New" })).await,
        org.admin.post(ApiPath::Members, json!({ "name": "N", "email": "n@n.example", "role": "viewer" })).await,
        org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "role": "editor" })).await,
    ];
    for answer in refused {
        answer.problem(ProblemCode::SubscriptionInactive);
    }
    org.viewer.get(ApiPath::Vehicles).await.expect(200);
    org.viewer.post(ApiPath::Preview(&vehicle), json!({})).await.expect(200);
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    org.editor.delete(ApiPath::Vehicle(&second)).await.expect(204);
    org.editor.post(ApiPath::RevokeTrackingLinks, json!({ "all": true })).await.expect(200);
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": true })).await.expect(200);
    let restore = org.admin.post(ApiPath::VehicleRestore(&second), json!({})).await;
    restore.problem(ProblemCode::SubscriptionInactive);
    set(&app, &org, json!({ "status": "active" })).await;
    open(&app, &slug).await.expect(404);
}

async fn only_the_operator_sets_the_subscription(app: TestApp) {
    let org = app.organization().await;
    let path = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    let body = json!({ "status": "active" });
    for caller in [&app.anonymous(), &org.admin, &crate::support::Caller::new(&app.base, Some("wrong".into()))] {
        caller.put(&path, &body).await.problem(ProblemCode::AuthenticationRequired);
    }
    for wrong in [
        json!({ "status": "past_due" }),
        json!({ "status": "active", "grace_ends_at": "2026-06-01T00:00:00Z" }),
        json!({ "status": "active", "access_until": "2026-06-01T00:00:00Z" }),
    ] {
        app.operator().put(&path, wrong).await.problem(ProblemCode::ValidationFailed);
    }
    let unknown = shared::ids::OrganizationId::from_u128(1);
    let path = format!("{}?organization_id={unknown}", ApiPath::Subscription);
    app.operator().put(path, body).await.problem(ProblemCode::NotFound);
    app.operator().get(ApiPath::Vehicles).await.problem(ProblemCode::AuthenticationRequired);
}

async fn many_links_lock_and_unlock_without_a_write(app: TestApp) {
    let org = app.organization().await;
    let mut slugs = Vec::new();
    for _ in 0..40 {
        slugs.push(org.live_slug().await);
    }
    let statuses = async || {
        let mut statuses = Vec::new();
        for (_, slug) in &slugs {
            statuses.push(open(&app, slug).await.status);
        }
        statuses
    };
    set(&app, &org, json!({ "status": "canceled" })).await;
    assert!(statuses().await.iter().all(|status| *status == 404));
    org.editor.delete(ApiPath::TrackingLink(&slugs[7].0)).await.expect(204);
    set(&app, &org, json!({ "status": "active" })).await;
    let after = statuses().await;
    assert!(after.iter().enumerate().all(|(n, status)| *status == if n == 7 { 404 } else { 200 }));
}
