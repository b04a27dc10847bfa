//! Rows that nothing needs any more go away; those that something needs stay.

use domain::retention::SESSION_LIFETIME_MS;
use host::keys::hash_token;
use host::random;
use serde_json::json;
use server::sweep::sweep;
use shared::ids::SessionId;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use store::sessions::{self, TokenUse};

use crate::support::people::slug;
use crate::support::receiver::Receiver;
use crate::support::{TestApp, both_engines};

both_engines!(
    sessions_and_their_tokens_go_when_no_token_can_be_used_again,
    counts_of_old_urls_go_when_no_link_shows_them,
    invitations_that_nobody_accepted_go,
    events_that_are_not_audited_go_with_their_deliveries,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";
const TOKENS: &str = "SELECT COUNT(*) FROM refresh_tokens";

async fn sessions_and_their_tokens_go_when_no_token_can_be_used_again(app: TestApp) {
    let org = app.organization().await;
    let (used, next, now) = (random::token(), random::token(), app.clock.now());
    let id = SessionId::from_u128(random::id(now));
    let mut tx = app.app.store.begin_across().await.unwrap();
    sessions::insert(&mut tx, &id, &org.members[0], &hash_token(&used), now).await.unwrap();
    assert!(matches!(sessions::use_token(&mut tx, &hash_token(&used), now).await.unwrap(), TokenUse::First(_)));
    sessions::refresh(&mut tx, &id, &hash_token(&next), now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((app.number(SESSIONS).await, app.number(TOKENS).await), (4, 5));
    app.clock.advance_ms(SESSION_LIFETIME_MS - 1);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    // The session could still be alive: its used token, coming again, has to end it.
    assert_eq!((app.number(SESSIONS).await, app.number(TOKENS).await), (4, 5));
    let org = app.second_session(&org).await;
    app.clock.advance_ms(DAY_MS + 1);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!((app.number(SESSIONS).await, app.number(TOKENS).await), (3, 3));
    let org = app.second_session(&org).await;
    org.viewer.get(ApiPath::Vehicles).await.expect(200);
}

async fn counts_of_old_urls_go_when_no_link_shows_them(app: TestApp) {
    const ROWS: &str = "SELECT COUNT(*) FROM retired_slug_knocks";
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let mut old = slug(&org.link(&vehicle).await);
    let browser = app.anonymous().with("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    for _ in 0..3 {
        app.clock.advance_ms(1000);
        let link: TrackingLink = org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.json(200);
        app.clock.advance_ms(1000);
        browser.get(format!("/t/{old}")).await.expect(404);
        app.app.count_retired_url_opens().await.unwrap();
        old = slug(&link);
    }
    let opens = || async {
        let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json(200);
        serde_json::to_value(&link).unwrap()["retired_url_opens"].clone()
    };
    let (rows, before) = (app.number(ROWS).await, opens().await);
    assert_eq!(rows, 3, "one for each URL that was opened");
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!((app.number(ROWS).await, opens().await), (1, before));
}

async fn invitations_that_nobody_accepted_go(app: TestApp) {
    const ROWS: &str = "SELECT COUNT(*) FROM invitations";
    let org = app.organization().await;
    let invited = json!({ "name": "N", "email": "n@new.example", "role": "viewer" });
    org.admin.post(ApiPath::Members, invited).await.expect(201);
    let expires_at = app.number("SELECT expires_at FROM invitations").await;
    app.clock.advance_ms(expires_at - app.clock.now().unix_ms() + 29 * DAY_MS);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!(app.number(ROWS).await, 1);
    app.clock.advance_ms(2 * DAY_MS);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!(app.number(ROWS).await, 0);
}

async fn events_that_are_not_audited_go_with_their_deliveries(app: TestApp) {
    const UNAUDITED: &str = "SELECT COUNT(*) FROM events WHERE sequence IS NULL";
    const AUDITED: &str = "SELECT COUNT(*) FROM events WHERE sequence IS NOT NULL";
    const DELIVERIES: &str = "SELECT COUNT(*) FROM deliveries";
    let (org, receiver) = (app.organization().await, Receiver::start());
    let vehicle = org.vehicle_with(json!({ "eta": "2026-06-01" })).await.id;
    // Nobody listens to the first, and the second is delivered.
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-06-02" })).await.expect(200);
    let endpoint = org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.value(201);
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-06-03" })).await.expect(200);
    let count = async || (app.number(UNAUDITED).await, app.number(DELIVERIES).await);
    let audited = app.number(AUDITED).await;
    assert_eq!(count().await, (2, 2));
    app.clock.advance_ms(30 * DAY_MS - 1);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!(count().await, (2, 2));
    app.clock.advance_ms(1);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!(count().await, (1, 2), "what is still to be delivered stays, with its events");
    let path =
        ApiPath::WebhookEndpoint(&endpoint["webhook_endpoint"]["id"].as_str().unwrap().parse().unwrap()).to_string();
    app.second_session(&org).await.admin.delete(path).await.expect(204);
    sweep(&app.app.sweeper(), app.clock.now()).await.unwrap();
    assert_eq!(count().await, (0, 0));
    assert_eq!(app.number(AUDITED).await, audited + 1, "the audit log stays, and has the deletion");
}
