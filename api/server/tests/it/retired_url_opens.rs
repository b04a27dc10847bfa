//! Opens of old URLs: what is counted for staff, and that nobody else can tell.

use serde_json::{Value, json};
use shared::ids::VehicleId;
use shared::link::{RetiredUrlOpens, TrackingLink};
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::{Caller, Organization, TestApp, both_engines, instant};

both_engines!(
    opens_of_the_old_url_are_counted,
    only_people_who_open_the_page_are_counted,
    counting_begins_anew_with_the_next_url,
    what_was_opened_before_it_retired_is_not_counted,
    a_revoked_url_is_counted_for_the_link_that_follows,
    every_dead_slug_is_noted_alike,
    servers_that_count_at_once_lose_nothing,
);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36";

fn phone(app: &TestApp) -> Caller {
    app.anonymous().with("user-agent", PHONE)
}

/// Opens a page that is not available, so often.
async fn open_retired(app: &TestApp, slug: &str, times: usize) {
    for _ in 0..times {
        phone(app).get(format!("/t/{slug}")).await.expect(404);
    }
}

async fn regenerate(org: &Organization, vehicle: &VehicleId) -> String {
    let link: TrackingLink = org.editor.post(ApiPath::Regenerate(vehicle), json!({})).await.json(200);
    slug(&link)
}

/// What staff see once everything is counted.
async fn retired_opens(app: &TestApp, org: &Organization, vehicle: &VehicleId) -> (i64, Option<String>) {
    app.app.count_retired_url_opens().await.unwrap();
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(vehicle)).await.json(200);
    let RetiredUrlOpens { count, last_at } = link.retired_url_opens;
    (count, last_at.map(|at| at.to_string()))
}

async fn opens_of_the_old_url_are_counted(app: TestApp) {
    let org = app.organization().await;
    let ((vehicle, old), (other, _)) = (org.live_slug().await, org.live_slug().await);
    assert_eq!(retired_opens(&app, &org, &vehicle).await, (0, None));
    let new = regenerate(&org, &vehicle).await;
    let before = org.viewer.get(ApiPath::TrackingLink(&vehicle)).await;
    open_retired(&app, &old, 2).await;
    app.move_to("2026-05-01T10:05:00Z");
    open_retired(&app, &old.to_uppercase(), 1).await;
    phone(&app).get(format!("/t/{new}")).await.expect(200);
    assert_eq!(retired_opens(&app, &org, &vehicle).await, (3, Some("2026-05-01T10:05:00.000Z".into())));
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 3, "each is counted once");
    assert_eq!(retired_opens(&app, &org, &other).await, (0, None));
    let listed: Value = org.viewer.get(ApiPath::TrackingLinks).await.value(200);
    let mut counts: Vec<_> =
        listed["data"].as_array().unwrap().iter().map(|item| &item["link"]["retired_url_opens"]).collect();
    counts.sort_by_key(|opens| opens["count"].as_i64());
    assert_eq!(
        counts,
        [&json!({ "count": 0, "last_at": null }), &json!({ "count": 3, "last_at": "2026-05-01T10:05:00.000Z" })]
    );
    // A copy is out of date, and a change that was begun before is not.
    let after = org.viewer.with("if-none-match", before.etag()).get(ApiPath::TrackingLink(&vehicle)).await;
    after.expect(200);
    let save = org.editor.with("if-match", before.etag());
    save.patch(ApiPath::TrackingLink(&vehicle), json!({ "options": { "show_eta": false } })).await.expect(200);
}

async fn only_people_who_open_the_page_are_counted(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, old) = org.live_slug().await;
    regenerate(&org, &vehicle).await;
    let (page, phone) = (format!("/t/{old}"), phone(&app));
    app.anonymous().with("user-agent", "WhatsApp/2.23").get(&page).await.expect(404);
    phone.with("sec-purpose", "prefetch").get(&page).await.expect(404);
    phone.with("dnt", "1").get(&page).await.expect(404);
    phone.with("cookie", "importops_refresh=staff").get(&page).await.expect(404);
    phone.head(&page).await.expect(404);
    phone.get(format!("{page}/photo.jpg")).await.expect(404);
    phone.get(ApiPath::PublicTracking(&old)).await.expect(404);
    phone.post(ApiPath::PublicViews(&old), json!({})).await.expect(404);
    assert_eq!(app.app.count_retired_url_opens().await.unwrap(), 0);
    assert_eq!(retired_opens(&app, &org, &vehicle).await, (0, None));
}

async fn counting_begins_anew_with_the_next_url(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, first) = org.live_slug().await;
    app.clock.advance_ms(1);
    let second = regenerate(&org, &vehicle).await;
    open_retired(&app, &first, 2).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 2);
    // Noted before the next URL, counted after it: it is not since then.
    open_retired(&app, &first, 1).await;
    app.clock.advance_ms(1);
    regenerate(&org, &vehicle).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await, (0, None));
    open_retired(&app, &first, 1).await;
    open_retired(&app, &second, 3).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 4, "both old URLs");
}

async fn what_was_opened_before_it_retired_is_not_counted(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let link = org.link_with(&vehicle, json!({ "expires_at": "2026-05-01T10:00:01Z" })).await;
    app.clock.advance_ms(1000);
    open_retired(&app, &slug(&link), 3).await;
    app.clock.advance_ms(1);
    org.editor.post(ApiPath::Regenerate(&vehicle), json!({ "expires_at": null })).await.expect(200);
    assert_eq!(retired_opens(&app, &org, &vehicle).await, (0, None));
    open_retired(&app, &slug(&link), 1).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 1);
}

async fn a_revoked_url_is_counted_for_the_link_that_follows(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, old) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    open_retired(&app, &old, 1).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 1);
    app.clock.advance_ms(1);
    org.link(&vehicle).await;
    open_retired(&app, &old, 1).await;
    assert_eq!(retired_opens(&app, &org, &vehicle).await.0, 2);
}

async fn every_dead_slug_is_noted_alike(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, regenerated) = org.live_slug().await;
    regenerate(&org, &vehicle).await;
    let (vehicle, revoked) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let unknown = "0".repeat(26);
    for dead in [regenerated.as_str(), &revoked, &unknown, "abc", "%F0%9F%9A%97"] {
        open_retired(&app, dead, 1).await;
        assert_eq!(app.app.count_retired_url_opens().await.unwrap(), 1, "{dead}");
    }
    let dump = app.dump().await;
    assert!(
        !dump.contains(app.app.keys.read_slug(&unknown).unwrap().hash().as_str()),
        "what never was leaves nothing behind"
    );
    assert!(dump.contains(app.app.keys.read_slug(&revoked).unwrap().hash().as_str()), "the search finds what is there");
}

async fn servers_that_count_at_once_lose_nothing(app: TestApp) {
    let org = app.organization().await;
    let (one, two) = (org.live_slug().await, org.live_slug().await);
    for (vehicle, _) in [&one, &two] {
        regenerate(&org, vehicle).await;
    }
    let second = app.other_parts().await;
    for round in 0..5 {
        for n in 0..300 {
            let at = instant("2026-05-01T10:00:00Z");
            let known = if (n + round) % 2 == 0 { &one.1 } else { &two.1 };
            let slug = if n % 3 == 0 { format!("{n:026}") } else { known.clone() };
            for server in [&app.app, &second] {
                server.retired_urls.note(server.keys.read_slug(&slug).as_ref(), at);
            }
        }
        let (first, second) = tokio::join!(app.app.count_retired_url_opens(), second.count_retired_url_opens());
        assert_eq!((first.unwrap(), second.unwrap()), (300, 300));
    }
    let counted = retired_opens(&app, &org, &one.0).await.0 + retired_opens(&app, &org, &two.0).await.0;
    assert_eq!(counted, 2 * 5 * 200);
}
