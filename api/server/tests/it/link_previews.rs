//! What chat apps show of a link: the words, the picture, and where in the document they are.

use serde_json::json;
use shared::ids::VehicleId;
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::pictures::{jpeg, upload};
use crate::support::{Answer, Organization, TestApp, both_engines};

both_engines!(
    the_picture_is_one_that_every_chat_app_shows,
    without_a_hero_photo_there_is_no_picture,
    the_words_are_the_organisations,
    who_reads_little_of_the_largest_page_finds_it_all,
);

/// What some fetchers read of a document at most.
const READ_BYTES: usize = 32 * 1024;
/// The largest document that some fetchers take at all.
const TAKEN_BYTES: usize = 300_000;

/// What a `meta` element says, by its name or property.
fn meta(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("=\"{name}\" content=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// Uploads a photo and makes it the hero.
async fn hero(org: &Organization, vehicle: &VehicleId, file: &[u8]) {
    let photo = upload(org, vehicle, file).await;
    org.editor.patch(ApiPath::Photo(vehicle, &photo.id), json!({ "is_hero": true })).await.expect(200);
}

/// The page as somebody's program fetches it: without a language, and taking whatever comes.
async fn fetched(app: &TestApp, slug: &str) -> String {
    app.anonymous().with("accept", "*/*").get(format!("/t/{slug}")).await.expect(200).text()
}

async fn picture(app: &TestApp, address: &str) -> Answer {
    let path = address.strip_prefix(&app.app.config.base_url).expect("the address is absolute");
    app.anonymous().with("accept", "*/*").get(path).await
}

async fn the_picture_is_one_that_every_chat_app_shows(app: TestApp) {
    let org = app.organization().await;
    for (width, height) in [(1600, 1200), (900, 1600), (3000, 400), (40, 30)] {
        let vehicle = org.vehicle().await.id;
        hero(&org, &vehicle, &jpeg(width, height)).await;
        let html = fetched(&app, &slug(&org.link(&vehicle).await)).await;
        let address = meta(&html, "og:image").unwrap();
        let shown = picture(&app, &address).await;
        assert_eq!(shown.expect(200).header("content-type"), "image/jpeg");
        assert_eq!(shown.header("content-disposition"), "inline; filename=\"preview.jpg\"");
        assert!(shown.body.len() <= 250_000, "{width} x {height}: {} bytes", shown.body.len());
        let decoded = image::load_from_memory(&shown.body).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (1200, 630), "{width} x {height}");
        for (name, value) in [
            ("og:image:width", "1200"),
            ("og:image:height", "630"),
            ("og:image:type", "image/jpeg"),
            ("og:image:alt", "Foto: 2021 Toyota Land Cruiser"),
            ("twitter:card", "summary_large_image"),
            ("twitter:image", &address),
        ] {
            assert_eq!(meta(&html, name).as_deref(), Some(value), "{name}");
        }
        let again = picture(&app, &address).await;
        assert_eq!((&again.body, again.etag()), (&shown.body, shown.etag()), "the same bytes each time");
        let path = address.strip_prefix(&app.app.config.base_url).unwrap();
        assert_eq!(app.anonymous().with("if-none-match", shown.etag()).get(path).await.status, 304);
        assert!(app.anonymous().head(path).await.expect(200).body.is_empty());
    }
}

async fn without_a_hero_photo_there_is_no_picture(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    hero(&org, &vehicle, &jpeg(640, 480)).await;
    let link = org.link_with(&vehicle, json!({ "options": { "show_photo": false } })).await;
    let html = fetched(&app, &slug(&link)).await;
    assert!(!html.contains("og:image") && !html.contains("twitter:image"), "the hero photo is switched off");
    assert_eq!(meta(&html, "twitter:card").as_deref(), Some("summary"));
}

async fn the_words_are_the_organisations(app: TestApp) {
    let (_, slug) = app.organization().await.live_slug().await;
    // Some fetchers say a language that is nobody's.
    for language in ["en-US,en;q=0.9", "ja", ""] {
        let caller = app.anonymous().with("accept-language", language);
        let html = caller.get(format!("/t/{slug}")).await.expect(200).text();
        assert_eq!(meta(&html, "og:locale").as_deref(), Some("de"), "{language}");
        assert_eq!(meta(&html, "og:description").as_deref(), Some("Fahrzeugstatus · Harbour Imports"), "{language}");
        assert_eq!(meta(&html, "og:title").as_deref(), Some("2021 Toyota Land Cruiser"), "{language}");
    }
}

async fn who_reads_little_of_the_largest_page_finds_it_all(app: TestApp) {
    let org = app.organization().await;
    let long = "ü".repeat(100);
    org.admin.patch(ApiPath::Organization, json!({ "name": long })).await.expect(200);
    let vehicle = org.vehicle_with(json!({ "make": "ü".repeat(50), "model": "ü".repeat(50) })).await.id;
    hero(&org, &vehicle, &jpeg(1280, 700)).await;
    let mut photos = Vec::new();
    for size in 0..5 {
        photos.push(upload(&org, &vehicle, &jpeg(1300 + size, 90)).await.id);
    }
    for _ in 0..40 {
        let note = json!({ "scope": "customer", "body": "Das Schiff hat Yokohama verlassen. ".repeat(20) });
        org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    }
    let link = org.link_with(&vehicle, json!({ "photo_ids": photos })).await;
    let html = fetched(&app, &slug(&link)).await;
    assert!(html.len() <= TAKEN_BYTES, "{} bytes", html.len());
    let read = String::from_utf8_lossy(&html.as_bytes()[..READ_BYTES]).into_owned();
    for name in
        ["og:title", "og:site_name", "og:url", "og:description", "og:image", "og:image:alt", "twitter:image:alt"]
    {
        assert!(meta(&read, name).is_some_and(|value| !value.is_empty()), "{name}");
    }
    let last = html.rfind("twitter:image:alt").unwrap();
    assert!(last < html.find("<style>").unwrap(), "the style sheet comes after all of it");
    println!("{} bytes, previews within the first {last}", html.len());
}
