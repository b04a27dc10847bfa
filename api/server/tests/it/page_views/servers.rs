//! Several servers that count on one database.

use futures_util::future::join_all;
use serde_json::json;
use server::app::App;
use shared::paths::ApiPath;

use super::{phone, told, views};
use crate::support::{TestApp, both_engines};

both_engines!(
    the_first_view_is_told_once_by_all_servers_together,
    servers_that_write_at_once_lose_nothing_and_never_wait_crosswise,
    the_earliest_view_is_the_first,
);

/// Another server on the same database.
async fn another(app: &TestApp) -> (String, App) {
    app.third_app((*app.app.config).clone()).await
}

async fn the_first_view_is_told_once_by_all_servers_together(app: TestApp) {
    const LINKS: usize = 4;
    const VIEWS: usize = 5;
    let org = app.organization().await;
    let links = join_all((0..LINKS).map(|_| org.live_slug())).await;
    let (base, other) = another(&app).await;
    let servers = [phone(&app.base), phone(&base)];
    let posts = (0..VIEWS).flat_map(|_| &links).flat_map(|(_, slug)| servers.iter().map(move |phone| (phone, slug)));
    let answers =
        join_all(posts.map(async |(phone, slug)| phone.post(ApiPath::PublicViews(slug), json!({})).await)).await;
    assert!(answers.iter().all(|answer| answer.status == 204));
    let written = tokio::join!(app.app.write_page_views(), other.write_page_views());
    assert!(written.0.is_ok() && written.1.is_ok());
    for (vehicle, _) in &links {
        assert_eq!(views(&org.viewer, vehicle).await.count, i64::try_from(2 * VIEWS).unwrap());
    }
    // A server that has just started knows of no view.
    let (base, restarted) = another(&app).await;
    for (vehicle, slug) in &links {
        phone(&base).post(ApiPath::PublicViews(slug), json!({})).await.expect(204);
        assert_eq!(views(&org.viewer, vehicle).await.count, i64::try_from(2 * VIEWS + 1).unwrap(), "at once");
    }
    assert_eq!(restarted.write_page_views().await.unwrap(), 0);
    let mut told = told(&org).await;
    told.sort();
    told.dedup();
    assert_eq!(told.len(), LINKS);
    let events = "SELECT COUNT(*) FROM events WHERE event_type = 'tracking_link.first_viewed'";
    assert_eq!(app.number(events).await, i64::try_from(LINKS).unwrap());
}

async fn servers_that_write_at_once_lose_nothing_and_never_wait_crosswise(app: TestApp) {
    const LINKS: usize = 20;
    const ROUNDS: usize = 5;
    let org = app.organization().await;
    let links = join_all((0..LINKS).map(|_| org.live_slug())).await;
    let (base, other) = another(&app).await;
    for round in 0..ROUNDS {
        for (_, slug) in &links {
            for phone in [phone(&app.base), phone(&base)] {
                phone.post(ApiPath::PublicViews(slug), json!({})).await.expect(204);
            }
        }
        let written = tokio::join!(app.app.write_page_views(), other.write_page_views());
        let all = i64::try_from(LINKS).unwrap();
        // The first views did not wait.
        let expected = if round == 0 { 0 } else { all };
        assert_eq!((written.0.unwrap(), written.1.unwrap()), (expected, expected));
    }
    let counted = app.number("SELECT CAST(SUM(view_count) AS BIGINT) FROM tracking_links").await;
    assert_eq!(counted, i64::try_from(2 * LINKS * ROUNDS).unwrap());
}

async fn the_earliest_view_is_the_first(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let (base, other) = another(&app).await;
    for base in [&app.base, &base] {
        phone(base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    }
    // Two servers do not write in the order in which they were asked, and their clocks differ.
    app.move_to("2026-05-01T09:59:58Z");
    phone(&app.base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    app.move_to("2026-05-01T10:00:02Z");
    phone(&base).post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    other.write_page_views().await.unwrap();
    app.app.write_page_views().await.unwrap();
    let views = views(&org.viewer, &vehicle).await;
    assert_eq!(views.count, 4);
    assert_eq!(views.first_at.unwrap().to_string(), "2026-05-01T09:59:58.000Z");
    assert_eq!(views.last_at.unwrap().to_string(), "2026-05-01T10:00:02.000Z");
    assert_eq!(told(&org).await.len(), 1);
}
