//! Photos on the tracking page: only those that are shown now, only by the link that shows them.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{PhotoId, VehicleId};
use shared::link::TrackingLink;
use shared::paths::{ApiPath, PUBLIC_PHOTO_PREVIEW};
use shared::photo::Photo;
use shared::problem::ProblemCode;
use shared::public_tracking::{HERO_SIZES, PublicPhoto, PublicTracking};

use crate::support::people::{open, slug};
use crate::support::pictures::{jpeg, post, send, upload};
use crate::support::{Answer, Organization, TestApp, both_engines};

both_engines!(
    the_page_shows_the_hero_and_the_additional_photos_in_their_order,
    a_hero_that_is_also_picked_is_shown_once,
    a_photo_is_gone_when_it_is_unpicked_deleted_or_switched_off,
    every_dead_link_takes_its_pictures_along,
    photo_addresses_are_bound_to_their_link,
    additional_photos_are_checked,
    additional_photos_survive_like_options,
    a_deleted_additional_photo_is_shown_to_staff,
    the_preview_shows_unsaved_additional_photos,
    a_sheet_older_than_a_deleted_photo_is_refused,
    the_document_preloads_the_hero,
);

/// A vehicle with three photos, of which the first is the hero.
struct Shown {
    org: Organization,
    vehicle: VehicleId,
    photos: Vec<Photo>,
}

impl Shown {
    async fn new(app: &TestApp) -> Self {
        let org = app.organization().await;
        let vehicle = org.vehicle().await.id;
        let mut photos = Vec::new();
        for size in [700, 400, 340] {
            photos.push(upload(&org, &vehicle, &jpeg(size, size / 2)).await);
        }
        let shown = Self { org, vehicle, photos };
        shown.set_hero(0).await;
        shown
    }

    async fn set_hero(&self, index: usize) {
        let path = ApiPath::Photo(&self.vehicle, &self.photos[index].id);
        self.org.editor.patch(path, json!({ "is_hero": true })).await.expect(200);
    }

    fn ids(&self, indices: &[usize]) -> Vec<PhotoId> {
        indices.iter().map(|index| self.photos[*index].id.clone()).collect()
    }

    async fn link(&self, additional: &[usize]) -> TrackingLink {
        self.org.link_with(&self.vehicle, json!({ "photo_ids": self.ids(additional) })).await
    }

    async fn save(&self, body: Value) -> TrackingLink {
        self.org.editor.patch(ApiPath::TrackingLink(&self.vehicle), body).await.json(200)
    }

    async fn read(&self) -> TrackingLink {
        self.org.viewer.get(ApiPath::TrackingLink(&self.vehicle)).await.json(200)
    }
}

async fn page(app: &TestApp, slug: &str) -> PublicTracking {
    open(app, slug).await.json(200)
}

fn widths(photos: &[PublicPhoto]) -> Vec<i64> {
    photos.iter().map(|photo| photo.width).collect()
}

/// Every address of a page's photos.
fn addresses(page: &PublicTracking) -> Vec<String> {
    let photos = page.hero_photo.iter().chain(&page.photos);
    let sizes = photos.flat_map(|photo| photo.srcset.split(", ").chain([photo.src.as_str()]).map(str::to_owned));
    sizes.map(|size| size.split(' ').next().unwrap().to_owned()).collect()
}

/// What chat apps show of a photo.
fn preview(photo: &PublicPhoto) -> String {
    format!("{}{PUBLIC_PHOTO_PREVIEW}", photo.src.split('?').next().unwrap())
}

async fn the_page_shows_the_hero_and_the_additional_photos_in_their_order(app: TestApp) {
    let shown = Shown::new(&app).await;
    let link = shown.link(&[2, 1, 2]).await;
    assert_eq!(link.photo_ids, shown.ids(&[2, 1]), "duplicates are merged");
    let slug = slug(&link);
    let page = page(&app, &slug).await;
    let hero = page.hero_photo.clone().unwrap();
    assert_eq!((hero.width, hero.height), (700, 350));
    assert_eq!(hero.placeholder, shown.photos[0].placeholder);
    assert!(hero.srcset.ends_with("?width=700 700w") && hero.srcset.matches("w,").count() == 2);
    assert!(hero.src.ends_with("?width=700"));
    assert_eq!(widths(&page.photos), [340, 400]);
    let text = open(&app, &slug).await.text();
    assert!(shown.photos.iter().all(|photo| !text.contains(photo.id.as_str())), "no internal id");
    for address in addresses(&page) {
        let picture = app.anonymous().get(&address).await;
        picture.expect(200);
        assert_eq!(picture.header("content-type"), "image/jpeg");
        assert_eq!(picture.header("cache-control"), "private, no-cache");
        assert_eq!(picture.header("content-disposition"), "inline; filename=\"photo.jpg\"");
        assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
        assert!(picture.header("x-robots-tag").contains("noindex"));
        assert_eq!(picture.header("cross-origin-resource-policy"), "same-origin");
        let width: u32 = address.rsplit('=').next().unwrap().parse().unwrap();
        assert_eq!(image::load_from_memory(&picture.body).unwrap().width(), width);
        let again = app.anonymous().with("if-none-match", picture.etag()).get(&address).await;
        assert_eq!((again.status, again.etag()), (304, picture.etag()));
        assert!(app.anonymous().head(&address).await.expect(200).body.is_empty());
        app.anonymous().with("accept", "image/webp").get(&address).await.expect(200);
        // The slug is compared without regard to case, here too.
        app.anonymous().get(address.replace(&slug, &slug.to_uppercase())).await.expect(200);
    }
}

async fn a_hero_that_is_also_picked_is_shown_once(app: TestApp) {
    let shown = Shown::new(&app).await;
    let slug = slug(&shown.link(&[1, 0]).await);
    let on = page(&app, &slug).await;
    assert_eq!((on.hero_photo.map(|hero| hero.width), widths(&on.photos)), (Some(700), vec![400]));
    shown.save(json!({ "options": { "show_photo": false } })).await;
    let off = page(&app, &slug).await;
    assert_eq!(
        (off.hero_photo, widths(&off.photos)),
        (None, vec![400, 700]),
        "then it is an ordinary additional photo"
    );
    shown.save(json!({ "options": { "show_photo": true } })).await;
    shown.set_hero(1).await;
    let other = page(&app, &slug).await;
    assert_eq!((other.hero_photo.map(|hero| hero.width), widths(&other.photos)), (Some(400), vec![700]));
}

/// the bytes too, for who kept the address.
async fn a_photo_is_gone_when_it_is_unpicked_deleted_or_switched_off(app: TestApp) {
    let shown = Shown::new(&app).await;
    let slug = slug(&shown.link(&[1, 2]).await);
    let before = page(&app, &slug).await;
    let hero_preview = preview(before.hero_photo.as_ref().unwrap());
    let (hero, additional) = (before.hero_photo.clone().unwrap().src, before.photos.clone());
    let status = async |address: &str| app.anonymous().get(address).await.status;
    assert_eq!(status(&hero_preview).await, 200, "made, and kept");
    shown.save(json!({ "options": { "show_photo": false } })).await;
    assert_eq!((status(&hero).await, status(&hero_preview).await), (404, 404));
    assert!(!open(&app, &slug).await.text().contains("hero_photo"), "absent, not null");
    assert_eq!(status(&additional[0].src).await, 200);
    shown.save(json!({ "options": { "show_photo": true } })).await;
    assert_eq!(status(&hero).await, 200);
    shown.save(json!({ "photo_ids": shown.ids(&[2]) })).await;
    assert_eq!((status(&additional[0].src).await, status(&additional[1].src).await), (404, 200));
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[2].id)).await.expect(204);
    assert_eq!(status(&additional[1].src).await, 404);
    assert_eq!(page(&app, &slug).await.photos, []);
    shown.org.editor.post(ApiPath::PhotoRestore(&shown.vehicle, &shown.photos[2].id), json!({})).await.expect(200);
    assert_eq!(status(&additional[1].src).await, 200);
    shown.set_hero(2).await;
    assert_eq!(status(&hero).await, 404, "no longer the hero, and not picked");
    let unpicked = shown.save(json!({ "photo_ids": [] })).await;
    assert_eq!(unpicked.photo_ids, []);
    assert_eq!(page(&app, &slug).await.photos, []);
}

/// the same 404 as for a slug that never was.
async fn every_dead_link_takes_its_pictures_along(app: TestApp) {
    let dead = async |address: &str| -> Answer { app.anonymous().get(address).await };
    let unknown = format!("{}?width=320", ApiPath::PublicPhoto(&"0".repeat(26), &"0".repeat(32)));
    let expected = dead(&unknown).await;
    expected.problem(ProblemCode::LinkNotAvailable);
    for cause in ["revoke", "regenerate", "delete", "expire", "lock"] {
        let shown = Shown::new(&app).await;
        send(&shown.org.admin, Method::PUT, &ApiPath::Logo.to_string(), &jpeg(30, 10)).await.expect(200);
        let expires_at = (cause == "expire").then_some("2026-05-01T10:00:01Z");
        let body = json!({ "photo_ids": shown.ids(&[1]), "expires_at": expires_at });
        let slug = slug(&shown.org.link_with(&shown.vehicle, body).await);
        let page = page(&app, &slug).await;
        let mut all = addresses(&page);
        all.extend(page.hero_photo.iter().chain(&page.photos).map(preview));
        all.push(page.organization.logo_url.unwrap());
        for address in &all {
            dead(address).await.expect(200);
        }
        let (editor, link) = (&shown.org.editor, ApiPath::TrackingLink(&shown.vehicle));
        match cause {
            "revoke" => drop(editor.delete(link).await.expect(204)),
            "regenerate" => drop(editor.post(ApiPath::Regenerate(&shown.vehicle), json!({})).await.expect(200)),
            "delete" => drop(editor.delete(ApiPath::Vehicle(&shown.vehicle)).await.expect(204)),
            "expire" => app.clock.advance_ms(1000),
            _ => {
                let path = format!("{}?organization_id={}", ApiPath::Subscription, shown.org.id);
                app.operator().put(path, json!({ "status": "canceled" })).await.expect(200);
            }
        }
        for address in &all {
            for way in ["*", "\"x\""] {
                let answer = app.anonymous().with("if-none-match", way).get(address).await;
                assert_eq!(answer.fingerprint(), expected.fingerprint(), "{cause}: {address}");
            }
        }
    }
}

///
async fn photo_addresses_are_bound_to_their_link(app: TestApp) {
    let (one, two) = (Shown::new(&app).await, Shown::new(&app).await);
    let (slug_one, slug_two) = (slug(&one.link(&[1]).await), slug(&two.link(&[1]).await));
    let address = page(&app, &slug_one).await.photos[0].src.clone();
    app.anonymous().get(&address).await.expect(200);
    app.anonymous().get(address.replace(&slug_one, &slug_two)).await.problem(ProblemCode::LinkNotAvailable);
    // The id that staff know opens nothing in public.
    let internal = ApiPath::PublicPhoto(&slug_one, one.photos[1].id.as_str()).to_string();
    app.anonymous().get(internal).await.problem(ProblemCode::LinkNotAvailable);
    // A new URL of the same link gives new addresses.
    let again: TrackingLink = one.org.editor.post(ApiPath::Regenerate(&one.vehicle), json!({})).await.json(200);
    let fresh = slug(&again);
    assert_eq!(again.photo_ids, one.ids(&[1]), "additional photos are carried over");
    app.anonymous().get(address.replace(&slug_one, &fresh)).await.problem(ProblemCode::LinkNotAvailable);
    app.anonymous().get(&page(&app, &fresh).await.photos[0].src).await.expect(200);
}

/// every id is one of this vehicle's photos.
async fn additional_photos_are_checked(app: TestApp) {
    let (shown, foreign) = (Shown::new(&app).await, Shown::new(&app).await);
    let sister = shown.org.vehicle().await.id;
    let sisters = upload(&shown.org, &sister, &jpeg(9, 9)).await.id;
    let deleted = upload(&shown.org, &shown.vehicle, &jpeg(9, 9)).await.id;
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &deleted)).await.expect(204);
    let known = &shown.photos[1].id;
    let link = ApiPath::TrackingLink(&shown.vehicle);
    for wrong in [&foreign.photos[0].id, &sisters, &deleted, &PhotoId::from_u128(7)] {
        let body = json!({ "photo_ids": [known, wrong] });
        let refused = [
            shown.org.editor.post(link, &body).await,
            shown.org.editor.post(ApiPath::Preview(&shown.vehicle), &body).await,
        ];
        for answer in refused {
            let problem = answer.problem(ProblemCode::ValidationFailed);
            assert_eq!(problem.errors[0].pointer, "/photo_ids/1");
            assert!(problem.errors[0].detail.contains(wrong.as_str()), "the id is named");
        }
    }
    shown.org.viewer.get(link).await.problem(ProblemCode::TrackingLinkNotFound);
    shown.link(&[1]).await;
    let body = json!({ "photo_ids": [foreign.photos[0].id], "options": { "show_eta": false } });
    shown.org.editor.patch(link, body).await.problem(ProblemCode::ValidationFailed);
    let link = shown.read().await;
    assert_eq!((link.photo_ids, link.options.show_eta), (shown.ids(&[1]), true), "nothing of it was saved");
    let many = json!({ "photo_ids": vec![known; 201] });
    let path = ApiPath::TrackingLink(&shown.vehicle);
    shown.org.editor.patch(path, many).await.problem(ProblemCode::ValidationFailed);
    shown.org.editor.patch(path, json!({ "photo_ids": null })).await.problem(ProblemCode::ValidationFailed);
}

async fn additional_photos_survive_like_options(app: TestApp) {
    let shown = Shown::new(&app).await;
    shown.link(&[2, 1]).await;
    shown.save(json!({ "options": { "show_eta": false } })).await;
    assert_eq!(shown.read().await.photo_ids, shown.ids(&[2, 1]), "absent keeps");
    let link = ApiPath::TrackingLink(&shown.vehicle);
    shown.org.editor.delete(link).await.expect(204);
    assert_eq!(shown.org.link(&shown.vehicle).await.photo_ids, shown.ids(&[2, 1]), "create after revoke");
    shown.org.editor.delete(ApiPath::Vehicle(&shown.vehicle)).await.expect(204);
    shown.org.admin.post(ApiPath::VehicleRestore(&shown.vehicle), json!({})).await.expect(200);
    assert_eq!(shown.org.link(&shown.vehicle).await.photo_ids, shown.ids(&[2, 1]), "create after a restore");
    shown.org.editor.delete(link).await.expect(204);
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[2].id)).await.expect(204);
    let created = shown.org.link(&shown.vehicle).await;
    assert_eq!((created.photo_ids, created.deleted_photo_count), (shown.ids(&[1]), 0));
}

async fn a_deleted_additional_photo_is_shown_to_staff(app: TestApp) {
    let shown = Shown::new(&app).await;
    let slug = slug(&shown.link(&[2, 1]).await);
    let revision = page(&app, &slug).await.revision;
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[2].id)).await.expect(204);
    let link = shown.read().await;
    assert_eq!((link.photo_ids, link.deleted_photo_count), (shown.ids(&[1]), 1));
    assert_ne!(page(&app, &slug).await.revision, revision);
    shown.org.editor.post(ApiPath::PhotoRestore(&shown.vehicle, &shown.photos[2].id), json!({})).await.expect(200);
    let link = shown.read().await;
    assert_eq!((link.photo_ids, link.deleted_photo_count), (shown.ids(&[2, 1]), 0), "undone at its place");
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[2].id)).await.expect(204);
    let saved = shown.save(json!({ "photo_ids": shown.ids(&[1]) })).await;
    assert_eq!(saved.deleted_photo_count, 0);
}

async fn the_preview_shows_unsaved_additional_photos(app: TestApp) {
    let shown = Shown::new(&app).await;
    let preview = async |body: Value| -> PublicTracking {
        shown.org.viewer.post(ApiPath::Preview(&shown.vehicle), body).await.json(200)
    };
    let before = preview(json!({ "photo_ids": shown.ids(&[2, 0, 1]) })).await;
    assert_eq!((before.hero_photo.map(|hero| hero.width), widths(&before.photos)), (Some(700), vec![340, 400]));
    for photo in &before.photos {
        shown.org.viewer.get(&photo.src).await.expect(200);
    }
    assert_eq!(preview(json!({})).await.photos, []);
    let slug = slug(&shown.link(&[1]).await);
    let (saved, page) = (preview(json!({})).await, page(&app, &slug).await);
    assert_eq!(widths(&saved.photos), widths(&page.photos));
    let off = json!({ "options": { "show_photo": false }, "photo_ids": shown.ids(&[0]) });
    let off = preview(off).await;
    assert_eq!((off.hero_photo, widths(&off.photos)), (None, vec![700]));
}

async fn a_sheet_older_than_a_deleted_photo_is_refused(app: TestApp) {
    let shown = Shown::new(&app).await;
    shown.link(&[1]).await;
    let path = ApiPath::TrackingLink(&shown.vehicle);
    let read = shown.org.editor.get(path).await;
    let old = shown.org.editor.with("if-match", read.etag());
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[1].id)).await.expect(204);
    let problem = old.patch(path, json!({ "options": { "show_eta": false } })).await;
    let current = problem.problem(ProblemCode::PreconditionFailed).tracking_link.unwrap();
    assert_eq!(current.deleted_photo_count, 1);
    // A photo that is not picked is no business of the sheet.
    let read = shown.org.editor.get(path).await;
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photos[2].id)).await.expect(204);
    post(&shown.org.editor, &shown.vehicle, &jpeg(5, 5)).await.expect(201);
    let fresh = shown.org.editor.with("if-match", read.etag());
    fresh.patch(path, json!({ "options": { "show_eta": false } })).await.expect(200);
}

async fn the_document_preloads_the_hero(app: TestApp) {
    let shown = Shown::new(&app).await;
    let slug = slug(&shown.link(&[1]).await);
    let document = app.anonymous().get(format!("/t/{slug}")).await;
    let hero = page(&app, &slug).await.hero_photo.unwrap();
    let expected = format!("imagesrcset=\"{}\" imagesizes=\"{HERO_SIZES}\" fetchpriority=\"high\"", hero.srcset);
    assert!(document.text().contains(&expected), "{}", document.text());
    shown.save(json!({ "options": { "show_photo": false } })).await;
    assert!(!app.anonymous().get(format!("/t/{slug}")).await.text().contains("as=\"image\""));
}
