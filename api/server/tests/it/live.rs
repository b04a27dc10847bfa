//! Live updates: an open page is told that it changed, and that its link is dead, whichever server wrote it.

use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::slug;
use crate::support::{TestApp, both_engines};

both_engines!(
    a_change_is_sent_once_and_carries_no_data,
    every_death_is_sent_and_ends_the_stream,
    another_servers_changes_are_sent_too,
    a_change_before_the_first_look_is_sent,
    a_change_before_the_stream_is_sent,
    a_quiet_line_gives_signs_that_a_page_can_see,
    the_first_name_of_the_stream_still_works,
    dead_and_unknown_slugs_have_no_stream,
    lines_end_with_the_page_and_with_the_server,
);

/// A page that is open.
pub(crate) struct Line {
    body: std::pin::Pin<Box<dyn Stream<Item = Bytes>>>,
}

impl Line {
    pub async fn open(base: &str, slug: &str) -> Self {
        Self::open_at(format!("{base}{}", ApiPath::PublicUpdates(slug))).await
    }

    /// Behind nginx, which obeys `X-Accel-Buffering` and keeps it to itself.
    pub async fn open_behind_nginx(base: &str, slug: &str) -> Self {
        Self::open_with(format!("{base}{}", ApiPath::PublicUpdates(slug)), None).await
    }

    async fn open_at(url: String) -> Self {
        Self::open_with(url, Some("no")).await
    }

    async fn open_with(url: String, accel_buffering: Option<&str>) -> Self {
        let client = awc::Client::builder().timeout(Duration::from_mins(1)).finish();
        let answer = client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(
            (header("cache-control").as_deref(), header("x-accel-buffering").as_deref()),
            (Some("no-store, no-transform"), accel_buffering)
        );
        assert!(header("x-robots-tag").unwrap().starts_with("noindex"));
        let mut line = Self { body: Box::pin(answer.map(Result::unwrap)) };
        assert_eq!(line.hear().await.as_deref(), Some("retry: 3000\nevent: alive\ndata:\n\n"));
        line
    }

    /// What is heard next; none when the line has ended.
    pub async fn hear(&mut self) -> Option<String> {
        let heard = tokio::time::timeout(Duration::from_mins(1), self.body.next()).await.unwrap();
        heard.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }
}

const CHANGED: &str = "event: changed\ndata:\n\n";
const GONE: &str = "event: gone\ndata:\n\n";
const ALIVE: &str = "event: alive\ndata:\n\n";

async fn a_change_is_sent_once_and_carries_no_data(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let (vehicle, slug) = org.live_slug().await;
    let mut line = Line::open(&app.base, &slug).await;
    app.app.open_pages().look().await.unwrap();
    // Neither what the page does not show nor what others write is told: only the customer note is heard.
    other.link(&other.vehicle().await.id).await;
    let note = |scope: &str| json!({ "scope": scope, "body": "Loaded in Yokohama." });
    org.editor.post(ApiPath::Notes(&vehicle), note("internal")).await.expect(201);
    app.app.open_pages().look().await.unwrap();
    org.editor.post(ApiPath::Notes(&vehicle), note("customer")).await.expect(201);
    app.app.open_pages().look().await.unwrap();
    app.app.open_pages().look().await.unwrap();
    assert_eq!(line.hear().await.as_deref(), Some(CHANGED));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(line.hear().await.as_deref(), Some(GONE), "the change was told once");
}

async fn every_death_is_sent_and_ends_the_stream(app: TestApp) {
    let org = app.organization().await;
    let subscription = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    for death in ["revoked", "regenerated", "expired", "deleted", "locked", "locked later"] {
        let vehicle = org.vehicle().await.id;
        let body = if death == "expired" { json!({ "expires_at": "2026-05-01T10:00:05Z" }) } else { json!({}) };
        let link = org.link_with(&vehicle, body).await;
        let mut page = Line::open(&app.base, &slug(&link)).await;
        app.app.open_pages().look().await.unwrap();
        match death {
            "revoked" => drop(org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204)),
            "regenerated" => {
                let etag = org.editor.get(ApiPath::TrackingLink(&vehicle)).await.etag().to_owned();
                let editor = org.editor.with("if-match", &etag);
                editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
            }
            "expired" => app.move_to("2026-05-01T10:00:05Z"),
            "deleted" => drop(org.admin.delete(ApiPath::Vehicle(&vehicle)).await.expect(204)),
            "locked" => {
                app.operator().put(&subscription, json!({ "status": "canceled" })).await.expect(200);
            }
            _ => {
                app.operator().put(&subscription, json!({ "status": "active" })).await.expect(200);
                let vehicle = org.vehicle().await.id;
                let link = org.link(&vehicle).await;
                let until = json!({ "status": "canceled", "access_until": "2026-05-01T10:00:10Z" });
                app.operator().put(&subscription, until).await.expect(200);
                page = Line::open(&app.base, &slug(&link)).await;
                app.app.open_pages().look().await.unwrap();
                app.move_to("2026-05-01T10:00:10Z");
            }
        }
        app.app.open_pages().look().await.unwrap();
        assert_eq!(page.hear().await.as_deref(), Some(GONE), "{death}");
        assert_eq!(page.hear().await, None, "{death}");
        assert_eq!(app.app.live.count(), 0, "{death}");
        if death == "locked" {
            // A vehicle cannot be made in lockdown.
            app.operator().put(&subscription, json!({ "status": "active" })).await.expect(200);
        }
    }
}

async fn another_servers_changes_are_sent_too(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let (elsewhere, _handle) = app.second_node().await;
    let mut line = Line::open(&app.base, &slug).await;
    app.app.open_pages().look().await.unwrap();
    org.editor.at(&elsewhere).delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(line.hear().await.as_deref(), Some(GONE));
}

async fn a_change_before_the_first_look_is_sent(app: TestApp) {
    let org = app.organization().await;
    let (_, first_slug) = org.live_slug().await;
    let (vehicle, slug) = org.live_slug().await;
    // The first page makes the server know the organisation's newest entry.
    let _first = Line::open(&app.base, &first_slug).await;
    app.app.open_pages().look().await.unwrap();
    let mut line = Line::open(&app.base, &slug).await;
    let note = json!({ "scope": "customer", "body": "Loaded in Yokohama." });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(line.hear().await.as_deref(), Some(CHANGED));
}

async fn a_change_before_the_stream_is_sent(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let revision = async || {
        let page: Value = app.anonymous().get(ApiPath::PublicTracking(&slug)).await.value(200);
        page["revision"].as_str().unwrap().to_owned()
    };
    let follow =
        |revision: &str| Line::open_at(format!("{}{}?revision={revision}", app.base, ApiPath::PublicUpdates(&slug)));
    let shown = revision().await;
    let note = json!({ "scope": "customer", "body": "Loaded in Yokohama." });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    assert_eq!(follow(&shown).await.hear().await.as_deref(), Some(CHANGED));
    let mut up_to_date = follow(&revision().await).await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(up_to_date.hear().await.as_deref(), Some(GONE), "nothing before");
}

async fn dead_and_unknown_slugs_have_no_stream(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let mut answers = Vec::new();
    for slug in [slug.as_str(), "unknown", "00000000000000000000000000"] {
        let answer = app.anonymous().get(ApiPath::PublicUpdates(slug)).await;
        answer.problem(ProblemCode::LinkNotAvailable);
        answers.push(answer.fingerprint());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(app.app.live.count(), 0);
}

async fn a_quiet_line_gives_signs_that_a_page_can_see(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let mut line = Line::open(&app.base, &slug).await;
    // Every twenty seconds, at two looks a second.
    for _ in 0..40 {
        app.app.open_pages().look().await.unwrap();
    }
    assert_eq!(line.hear().await.as_deref(), Some(ALIVE));
}

async fn the_first_name_of_the_stream_still_works(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let mut line = Line::open_at(format!("{}/api/v1/public/tracking/{slug}/events", app.base)).await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.app.open_pages().look().await.unwrap();
    assert_eq!(line.hear().await.as_deref(), Some(GONE));
}

async fn lines_end_with_the_page_and_with_the_server(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let closed = Line::open(&app.base, &slug).await;
    let mut open = Line::open(&app.base, &slug).await;
    assert_eq!(app.app.live.count(), 2);
    drop(closed);
    while app.app.live.count() > 1 {
        // The server notices by writing to it, or by the end of the connection.
        app.app.open_pages().look().await.unwrap();
        tokio::task::yield_now().await;
    }
    app.app.live.close();
    while let Some(heard) = open.hear().await {
        assert_eq!(heard, ALIVE, "nothing but signs of life");
    }
    let refused: Value = app.anonymous().get(ApiPath::PublicUpdates(&slug)).await.value(503);
    assert_eq!(refused["code"], "service_unavailable");
}
