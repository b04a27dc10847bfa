//! A cached page is never stale: after every change that staff, the operator or the clock can make, a server that has
//! served the page before answers the same as one without a page cache.

use std::cell::RefCell;
use std::collections::BTreeSet;

use actix_web::http::Method;
use api_http::limits::Quotas;
use futures_util::future::join_all;
use serde_json::{Value, json};
use server::config::Config;
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::pictures::{send, transparent_png, upload};
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(
    every_change_is_seen_at_once,
    what_ends_by_itself_ends_in_time,
    each_variant_is_cached_separately,
    many_who_ask_at_once_get_what_is_theirs,
    the_cache_is_bounded,
);

const MANY: Quotas = Quotas { key: 1_000_000, member: 1_000_000, address: 1_000_000, sign_in: 1_000_000 };

/// Two servers on one database: one with a page cache, one without.
struct Pair {
    caching: Caller,
    uncached: Caller,
    photos: RefCell<BTreeSet<String>>,
}

impl Pair {
    async fn of(app: &TestApp) -> Self {
        let with = async |cache_bytes| {
            let config = Config { cache_bytes, quotas: MANY, ..(*app.app.config).clone() };
            // The same base in what they answer.
            Caller::new(&app.third_node(Config { base_url: app.base.clone(), ..config }).await, None)
        };
        Self { caching: with(1_000_000).await, uncached: with(0).await, photos: RefCell::default() }
    }

    /// What a slug shows, as content and as page; the same at both, twice.
    async fn look(&self, slug: &str) -> (u16, String) {
        let mut shown = (0, String::new());
        for path in [ApiPath::PublicTracking(slug).to_string(), format!("/t/{slug}")] {
            let expected = self.uncached.get(&path).await;
            for _ in 0..2 {
                let cached = self.caching.get(&path).await;
                assert_eq!((cached.status, without_id(&cached)), (expected.status, without_id(&expected)), "{path}");
            }
            shown = (expected.status, shown.1 + &without_id(&expected));
        }
        // The photos that are shown, and those that were.
        self.photos.borrow_mut().extend(shown.1.split('"').filter(|text| text.contains("/photos/")).filter_map(
            |text| {
                let (path, _) = text.split_once('?')?;
                path.starts_with('/').then(|| path.to_owned())
            },
        ));
        let photos = self.photos.borrow().clone();
        for path in &photos {
            let expected = self.uncached.get(path).await.status;
            for _ in 0..2 {
                assert_eq!(self.caching.get(path).await.status, expected, "{path}");
            }
        }
        shown
    }
}

/// The body; a problem tells the id of its request.
fn without_id(answer: &Answer) -> String {
    let text = answer.text();
    let Ok(mut problem) = serde_json::from_str::<Value>(&text) else { return text };
    problem.as_object_mut().unwrap().remove("request_id");
    problem.to_string()
}

async fn every_change_is_seen_at_once(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let pair = Pair::of(&app).await;
    let vehicle = org.vehicle().await.id;
    let (first, second) =
        (upload(&org, &vehicle, &transparent_png(8, 6)).await, upload(&org, &vehicle, &transparent_png(6, 8)).await);
    let slug = slug(&org.link(&vehicle).await);
    let path = ApiPath::Vehicle(&vehicle).to_string();
    let link = ApiPath::TrackingLink(&vehicle).to_string();
    let photo = ApiPath::Photo(&vehicle, &first.id).to_string();
    let mut before = pair.look(&slug).await;
    let note = json!({ "scope": "customer", "body": "On board." });
    let note: Value = org.editor.post(ApiPath::Notes(&vehicle), note).await.value(201);
    let note = format!("{}/{}", ApiPath::Notes(&vehicle), note["id"].as_str().unwrap());
    let mut seen = async |what: &str| {
        let now = pair.look(&slug).await;
        assert_ne!(now, before, "{what}");
        before = now;
    };
    seen("a note").await;
    let (change, delete, post, put) = (Method::PATCH, Method::DELETE, Method::POST, Method::PUT);
    let option = |name: &str, on: bool| json!({ "options": { name: on } });
    let changes = [
        (change.clone(), note.clone(), json!({ "body": "Left the port." })),
        (change.clone(), note.clone(), json!({ "scope": "internal" })),
        (change.clone(), note.clone(), json!({ "scope": "customer" })),
        (change.clone(), path.clone(), json!({ "eta": "2026-06-01" })),
        (change.clone(), path.clone(), json!({ "eta": "2026-06-09", "eta_reason": "weather" })),
        (change.clone(), path.clone(), json!({ "model": "Hilux" })),
        (put, ApiPath::VehicleStage(&vehicle).to_string(), json!({ "stage": "in_transit" })),
        (change.clone(), photo.clone(), json!({ "is_hero": false })),
        (change.clone(), photo.clone(), json!({ "is_hero": true })),
        (change.clone(), link.clone(), json!({ "photo_ids": [second.id] })),
        (change.clone(), link.clone(), option("show_eta", false)),
        (change.clone(), link.clone(), option("show_photo", false)),
        (change.clone(), link.clone(), option("show_progress", false)),
        (change.clone(), link.clone(), option("show_notes", false)),
        (change.clone(), link.clone(), json!({ "options": { "show_photo": true, "show_notes": true } })),
        (change.clone(), ApiPath::Organization.to_string(), json!({ "name": "Other Imports" })),
        (change.clone(), ApiPath::Organization.to_string(), json!({ "contact_phone": "+49 40 1234567" })),
        (delete.clone(), photo.clone(), json!({})),
        (post.clone(), format!("{photo}/restore"), json!({})),
        (delete.clone(), note, json!({})),
        (delete.clone(), link.clone(), json!({})),
    ];
    for (method, path, body) in changes {
        let what = format!("{method} {path} {body}");
        let answer = if method == Method::DELETE {
            org.admin.delete(&path).await
        } else {
            org.admin.json(method, &path, body).await
        };
        assert!(answer.status < 300, "{what}: {}", answer.text());
        seen(&what).await;
    }
    assert_eq!(before.0, 404);
    // What another organisation does, and what no page shows, changes nothing.
    let (vehicle, slug) = org.live_slug().await;
    let before = pair.look(&slug).await;
    other.vehicle().await;
    let internal = json!({ "scope": "internal", "body": "Ask for the keys." });
    org.editor.post(ApiPath::Notes(&vehicle), internal).await.expect(201);
    app.anonymous().with("user-agent", "Mozilla/5.0").post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    assert_eq!(pair.look(&slug).await, before);
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &transparent_png(9, 9)).await.expect(200);
    let with_logo = pair.look(&slug).await;
    assert_ne!(with_logo, before);
    app.suspend_links();
    assert_eq!(pair.look(&slug).await.0, 404, "suspended by another process");
}

async fn what_ends_by_itself_ends_in_time(app: TestApp) {
    let (org, locked) = (app.organization().await, app.organization().await);
    let pair = Pair::of(&app).await;
    // It is noon in Berlin: the day there is over in twelve hours.
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-01" })).await.id;
    let eta = slug(&org.link(&vehicle).await);
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-01" })).await.id;
    let expiring = slug(&org.link_with(&vehicle, json!({ "expires_at": "2026-05-01T10:10:00Z" })).await);
    let (_, of_locked) = locked.live_slug().await;
    let path = format!("{}?organization_id={}", ApiPath::Subscription, locked.id);
    let grace = json!({ "status": "past_due", "grace_ends_at": "2026-05-01T10:12:00Z" });
    app.operator().put(path, grace).await.expect(200);
    let statuses = async || {
        let mut statuses = Vec::new();
        for slug in [&eta, &expiring, &of_locked] {
            statuses.push(pair.look(slug).await.0);
        }
        statuses
    };
    assert_eq!(statuses().await, [200, 200, 200]);
    app.clock.advance_ms(10 * 60_000 - 1);
    assert_eq!(statuses().await, [200, 200, 200]);
    app.clock.advance_ms(1);
    assert_eq!(statuses().await, [200, 404, 200]);
    app.clock.advance_ms(2 * 60_000);
    assert_eq!(statuses().await, [200, 404, 404]);
    let before = pair.look(&eta).await;
    app.clock.advance_ms(12 * 3_600_000 - 12 * 60_000 - 1);
    assert_eq!(pair.look(&eta).await, before);
    app.clock.advance_ms(1);
    assert_ne!(pair.look(&eta).await, before, "what was expected yesterday is being updated");
}

async fn each_variant_is_cached_separately(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let pair = Pair::of(&app).await;
    let page = format!("/t/{slug}");
    let mut variants = std::collections::BTreeSet::new();
    for language in ["", "en", "de-AT", "ar", "tlh"] {
        for coding in ["", "br", "gzip", "identity", "gzip;q=0.5, br;q=0.1", "br, gzip, *;q=0"] {
            let ask = async |caller: &Caller| {
                let caller = caller.with("accept-language", language).with("accept-encoding", coding);
                let answer = caller.get(&page).await;
                answer.expect(200);
                let coding = answer.header("content-encoding").to_owned();
                (coding, answer.header("vary").to_owned(), answer.body)
            };
            let (expected, first, again) =
                (ask(&pair.uncached).await, ask(&pair.caching).await, ask(&pair.caching).await);
            assert!(first == expected && again == expected, "{language} {coding}");
            assert!(expected.1.contains("accept-encoding"));
            variants.insert(expected);
        }
    }
    // German for who wants Klingon of a German organisation, and for Austrians.
    assert_eq!(variants.len(), 3 * 3, "three languages in three codings");
}

async fn many_who_ask_at_once_get_what_is_theirs(app: TestApp) {
    let org = app.organization().await;
    let pair = Pair::of(&app).await;
    let mut slugs = Vec::new();
    for number in 0..40 {
        let vehicle =
            org.vehicle_with(json!({ "model": format!("Model {number}"), "stock_number": format!("{number}") })).await;
        slugs.push((slug(&org.link(&vehicle.id).await), format!("Model {number}")));
    }
    slugs.extend((0..40).map(|number| (format!("{number:026}"), String::new())));
    for _ in 0..3 {
        let answers = join_all(slugs.iter().map(|(slug, _)| pair.caching.get(ApiPath::PublicTracking(slug)))).await;
        for (answer, (_, model)) in answers.iter().zip(&slugs) {
            if model.is_empty() {
                answer.expect(404);
            } else {
                assert_eq!(answer.value(200)["vehicle"]["model"], *model);
            }
        }
    }
}

async fn the_cache_is_bounded(app: TestApp) {
    let org = app.organization().await;
    let (mut slugs, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        slugs.push(org.live_slug().await.1);
    }
    for _ in 0..2 {
        for slug in &slugs {
            app.anonymous().get(format!("/t/{slug}")).await.expect(200);
            sizes.push(app.app.cache.size_bytes());
        }
    }
    let limit = app.app.config.cache_bytes;
    assert!(sizes.iter().all(|size| *size <= limit) && sizes[29] == sizes[59], "each once: {sizes:?} of {limit}");
    assert!(sizes.windows(2).take(29).all(|pair| pair[0] < pair[1]));
}
