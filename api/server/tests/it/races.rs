//! What must hold when many act at the same moment, also through two server processes.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::join_all;
use serde_json::json;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::{open, slug};
use crate::support::{TestApp, both_engines};

both_engines!(
    fifty_creates_give_one_link,
    fifty_regenerates_leave_one_live_url,
    no_read_that_starts_after_a_revoke_succeeds,
    two_servers_behave_as_one,
    creating_and_deleting_leaves_no_live_link,
);

async fn fifty_creates_give_one_link(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let answers = join_all((0..50).map(|_| org.editor.post(ApiPath::TrackingLink(&vehicle), json!({})))).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((won.len(), lost.len()), (1, 49));
    let link: TrackingLink = won[0].json(201);
    for answer in lost {
        let existing = answer.problem(ProblemCode::TrackingLinkExists).tracking_link.unwrap();
        assert_eq!((&existing.id, &existing.url), (&link.id, &link.url));
    }
    open(&app, &slug(&link)).await.expect(200);
}

async fn fifty_regenerates_leave_one_live_url(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, first) = org.live_slug().await;
    let mut returned = Vec::new();
    // All wait for one row. On a busy machine the last ones are told to come again, and do.
    while returned.len() < 50 {
        let missing = returned.len()..50;
        let answers = join_all(missing.map(|_| org.editor.post(ApiPath::Regenerate(&vehicle), json!({})))).await;
        let (refused, taken): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 503);
        assert!(!taken.is_empty(), "{} calls were refused, and none was answered", refused.len());
        returned.extend(taken.into_iter().map(|answer| slug(&answer.json::<TrackingLink>(200))));
    }
    let mut live = Vec::new();
    for slug in returned.iter().chain([&first]) {
        if open(&app, slug).await.status == 200 {
            live.push(slug);
        }
    }
    assert_eq!(live.len(), 1);
    assert!(returned.contains(live[0]));
    let now: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json(200);
    assert_eq!(&slug(&now), live[0]);
}

/// Eight readers hammer a link while it is revoked; each notes whether its request started after the answer.
async fn hammer(app: &TestApp, readers_at: &[String], slug: &str, revoke: impl Future<Output = ()>) {
    let (revoked, opened) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    let readers = (0..8).map(|reader| {
        let (revoked, base) = (Rc::clone(&revoked), readers_at[reader % readers_at.len()].clone());
        let opened = Rc::clone(&opened);
        let (caller, path) = (app.anonymous().at(&base), ApiPath::PublicTracking(slug).to_string());
        async move {
            let mut after = 0;
            while after < 20 {
                let started_after = revoked.get();
                let status = caller.get(&path).await.status;
                if started_after {
                    assert_eq!(status, 404, "a read that started after the revoke was answered");
                    after += 1;
                } else {
                    opened.set(opened.get() + usize::from(status == 200));
                }
            }
        }
    });
    let revoking = async {
        // Let the readers get going: each round trip of this caller lets theirs make progress.
        let mut asked = 0;
        while asked < 20 || opened.get() == 0 {
            app.anonymous().get("/healthz").await.expect(200);
            asked += 1;
            assert!(asked < 100_000, "the link was alive at first");
        }
        revoke.await;
        revoked.set(true);
    };
    tokio::join!(join_all(readers), revoking);
}

async fn no_read_that_starts_after_a_revoke_succeeds(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let revoke = async {
        org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    };
    hammer(&app, std::slice::from_ref(&app.base), &slug, revoke).await;
}

async fn two_servers_behave_as_one(app: TestApp) {
    let org = app.organization().await;
    let (other, handle) = app.second_node().await;
    let vehicle = org.vehicle().await.id;
    // Create on both at once: one link.
    let (here, there) = (org.editor.clone(), org.editor.at(&other));
    let path = ApiPath::TrackingLink(&vehicle);
    let creates = (0..20).map(|n| if n % 2 == 0 { here.post(path, json!({})) } else { there.post(path, json!({})) });
    let answers = join_all(creates).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    // Regenerate here, read there.
    let old: TrackingLink = there.get(path).await.json(200);
    let new: TrackingLink = here.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
    let public = app.anonymous().at(&other);
    public.get(ApiPath::PublicTracking(&slug(&old))).await.expect(404);
    public.get(ApiPath::PublicTracking(&slug(&new))).await.expect(200);
    // Revoke there while readers hammer both.
    let revoke = async {
        there.delete(path).await.expect(204);
    };
    hammer(&app, &[app.base.clone(), other.clone()], &slug(&new), revoke).await;
    handle.stop(true).await;
}

async fn creating_and_deleting_leaves_no_live_link(app: TestApp) {
    let org = app.organization().await;
    for _ in 0..5 {
        let vehicle = org.vehicle().await.id;
        let create = join_all((0..4).map(|_| org.editor.post(ApiPath::TrackingLink(&vehicle), json!({}))));
        let delete = org.editor.delete(ApiPath::Vehicle(&vehicle));
        let (created, deleted) = tokio::join!(create, delete);
        deleted.expect(204);
        org.admin.post(ApiPath::VehicleRestore(&vehicle), json!({})).await.expect(200);
        for answer in created.iter().filter(|answer| answer.status == 201) {
            open(&app, &slug(&answer.json(201))).await.expect(404);
        }
    }
}
