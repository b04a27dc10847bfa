//! The gallery of a vehicle: uploading, reading, ordering, choosing a hero, deleting and undoing.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{PhotoId, VehicleId};
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery, PictureWarningCode};
use shared::problem::ProblemCode;

use crate::support::pictures::{jpeg, png, post, send, send_named, upload};
use crate::support::{Organization, TestApp, both_engines, files_below};

both_engines!(
    an_upload_is_kept_in_every_size,
    names_mean_nothing,
    what_is_no_picture_is_refused_with_a_sentence,
    a_decoder_that_panics_is_no_failure_of_the_server,
    damage_is_told_to_the_uploader,
    the_form_is_strict,
    a_retry_is_one_photo,
    the_order_is_saved_whole_or_not_at_all,
    at_most_one_photo_is_the_hero,
    a_deletion_can_be_undone_for_a_day,
    quotas_are_kept,
    who_may_not_write_may_still_look_and_take_away,
    a_cookie_opens_pictures_and_nothing_else,
    photos_stay_with_a_restored_vehicle,
);

async fn gallery(org: &Organization, vehicle: &VehicleId) -> PhotoGallery {
    org.viewer.get(ApiPath::Photos(vehicle)).await.json(200)
}

fn ids(gallery: &PhotoGallery) -> Vec<PhotoId> {
    gallery.data.iter().map(|photo| photo.id.clone()).collect()
}

async fn an_upload_is_kept_in_every_size(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let original = jpeg(1000, 600);
    let answer = post(&org.editor, &vehicle, &original).await;
    let photo: Photo = answer.json(201);
    assert_eq!(answer.header("location"), ApiPath::Photo(&vehicle, &photo.id).to_string());
    assert_eq!((photo.position, photo.is_hero, photo.width, photo.height), (1, true, 1000, 600));
    assert_eq!(photo.urls.keys().copied().collect::<Vec<_>>(), [320, 640, 1000]);
    assert_eq!(photo.placeholder.len(), 72);
    for (width, url) in &photo.urls {
        for (accept, media_type) in [("*/*", "image/jpeg"), ("image/avif,image/webp,*/*;q=0.8", "image/webp")] {
            let picture = org.viewer.with("accept", accept).get(url).await;
            picture.expect(200);
            assert_eq!(picture.header("content-type"), media_type);
            let decoded = image::load_from_memory(&picture.body).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (*width, (width * 600).div_ceil(1000)), "{url}");
            assert_ne!(picture.body, original);
            assert_eq!(picture.header("cache-control"), "private, no-cache");
            assert_eq!(picture.header("x-content-type-options"), "nosniff");
            assert_eq!(
                picture.header("content-security-policy"),
                "default-src 'none'; sandbox; frame-ancestors 'none'"
            );
            assert_eq!(picture.header("vary"), "accept");
            let again = org.viewer.with("accept", accept).with("if-none-match", picture.etag()).get(url).await;
            again.expect(304);
            assert_eq!((again.body.len(), again.etag()), (0, picture.etag()));
        }
    }
    let path = ApiPath::Photo(&vehicle, &photo.id);
    org.viewer.get(format!("{path}?width=x")).await.problem(ProblemCode::ValidationFailed);
    org.viewer.get(format!("{path}?height=3")).await.problem(ProblemCode::ValidationFailed);
    let unknown = ApiPath::Photo(&vehicle, &PhotoId::from_u128(1)).to_string();
    org.viewer.get(unknown).await.problem(ProblemCode::NotFound);
    let second = upload(&org, &vehicle, &png(100, 50)).await;
    assert_eq!((second.position, second.urls.len()), (2, 1));
    assert_eq!(ids(&gallery(&org, &vehicle).await), [photo.id, second.id]);
}

///
async fn names_mean_nothing(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let path = ApiPath::Photos(&vehicle).to_string();
    let long = "x".repeat(4000);
    let names = ["../../etc/passwd", "/absolute.jpg", "a\u{202e}gpj.exe", "%00.jpg", "CANARYNAME.jpg", "", &long];
    for name in names {
        let photo: Photo = send_named(&org.editor, Method::POST, &path, name, &jpeg(40, 30)).await.json(201);
        let picture = org.viewer.get(&photo.urls[&40]).await;
        assert_eq!(picture.header("content-disposition"), "inline; filename=\"photo.jpg\"");
        assert!(!format!("{:?}", picture.headers).contains("CANARYNAME"));
    }
    let mut files = vec![app.directory().join("photos")];
    let mut found = 0;
    while let Some(place) = files.pop() {
        if place.is_dir() {
            files.extend(std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = place.file_name().unwrap().to_str().unwrap();
            assert!(["40.jpg", "40.webp", "installation"].contains(&name), "{name}");
            found += usize::from(name != "installation");
        }
    }
    assert_eq!(found, 2 * names.len());
    assert_eq!(std::fs::read_dir(app.directory().join("uploads")).unwrap().count(), 0);
}

/// by decoding, not by name or header; the sentence says what to do.
async fn what_is_no_picture_is_refused_with_a_sentence(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.resize(2000, 7);
    let truncated = jpeg(300, 200)[..2000].to_vec();
    let mut bomb = png(1, 1);
    // Width and height of a PNG are bytes 16 to 23; its checksum covers them.
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let checksum = crc32(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let raw = b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom".to_vec();
    for (file, code, word) in [
        (heic, ProblemCode::UnreadableImage, "damaged"),
        (script, ProblemCode::UnsupportedImage, "SVG"),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), ProblemCode::UnsupportedImage, "GIF"),
        (b"%PDF-1.7\n%EOF".to_vec(), ProblemCode::UnsupportedImage, "PDF"),
        (b"hello".to_vec(), ProblemCode::UnsupportedImage, "JPEG"),
        (Vec::new(), ProblemCode::UnsupportedImage, "empty"),
        (truncated, ProblemCode::UnreadableImage, "upload"),
        (raw, ProblemCode::UnsupportedImage, "Canon CR3"),
        (bomb, ProblemCode::ImageTooLarge, "64 megapixels"),
        (vec![0xff; 20 * 1024 * 1024 + 1], ProblemCode::PayloadTooLarge, "20 MB"),
    ] {
        let problem = post(&org.editor, &vehicle, &file).await.problem(code);
        assert!(problem.detail.contains(word), "{}", problem.detail);
    }
    assert_eq!(gallery(&org, &vehicle).await.data, []);
    let left = files_below(&app.directory().join("photos"));
    assert_eq!(left, [app.directory().join("photos/installation")], "nothing is left");
}

/// CRC-32 as PNG has it (RFC 2083, appendix 15).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (0_u32.wrapping_sub(crc & 1))))
    })
}

/// A picture that a decoder cannot cope with is refused like any other that is broken.
async fn a_decoder_that_panics_is_no_failure_of_the_server(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    app.app.workers.inject(|| panic!("as a decoder might"));
    for _ in 0..3 {
        let refused = post(&org.editor, &vehicle, &jpeg(30, 20)).await.problem(ProblemCode::UnreadableImage);
        assert_eq!((refused.status, refused.detail.contains("incomplete or damaged")), (422, true), "{refused:?}");
    }
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &png(30, 20)).await.problem(ProblemCode::UnreadableImage);
    assert_eq!(ids(&gallery(&org, &vehicle).await), []);
}

/// It is in the answer to the upload and nowhere else.
async fn damage_is_told_to_the_uploader(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let whole = upload(&org, &vehicle, &jpeg(300, 200)).await;
    assert_eq!(whole.warnings, []);
    let mut damaged = jpeg(300, 200);
    let middle = damaged.len() / 2;
    damaged.drain(middle..middle + 200);
    let answer = post(&org.editor, &vehicle, &damaged).await;
    let photo: Photo = answer.json(201);
    let [warning] = &photo.warnings[..] else { panic!("{photo:?}") };
    assert_eq!(warning.code, PictureWarningCode::Damaged);
    assert!(warning.detail.contains("Part of this picture is damaged"), "{}", warning.detail);
    let read: Value = org.viewer.get(ApiPath::Photos(&vehicle)).await.json(200);
    assert!(!read.to_string().contains("warnings"), "{read}");
}

async fn the_form_is_strict(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let path = ApiPath::Photos(&vehicle).to_string();
    let form = async |content_type: &str, body: &str| {
        org.editor.send(Method::POST, &path, Some(content_type), body.replace('\n', "\r\n").into_bytes()).await
    };
    let multipart = "multipart/form-data; boundary=b";
    form("image/jpeg", "x").await.problem(ProblemCode::UnsupportedMediaType);
    form("application/json", "{}").await.problem(ProblemCode::UnsupportedMediaType);
    form("multipart/form-data", "--b--\n").await.problem(ProblemCode::BadRequest);
    form(multipart, "no form").await.problem(ProblemCode::BadRequest);
    let part = |name: &str| format!("--b\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x\"\n\nx\n");
    let nothing = form(multipart, "--b--\n").await.problem(ProblemCode::ValidationFailed);
    assert_eq!(nothing.errors[0].pointer, "/file");
    let other = form(multipart, &format!("{}--b--\n", part("is_hero"))).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(other.errors[0].pointer, "/is_hero");
    let two = form(multipart, &format!("{}{}--b--\n", part("file"), part("file"))).await;
    assert_eq!(two.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/file");
    form(multipart, &part("file")).await.problem(ProblemCode::BadRequest);
    org.editor.with("idempotency-key", "").get("/").await.expect(200);
    let key = org.editor.with("idempotency-key", &"k".repeat(256));
    post(&key, &vehicle, &jpeg(8, 8)).await.problem(ProblemCode::BadRequest);
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    post(&org.editor, &vehicle, &jpeg(8, 8)).await.problem(ProblemCode::VehicleDeleted);
}

///
async fn a_retry_is_one_photo(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let vehicle = org.vehicle().await.id;
    let (picture, key) = (jpeg(60, 40), "7d0f3c2e-1a");
    let keyed = org.editor.with("idempotency-key", key);
    let all = futures_util::future::join_all((0..12).map(|_| post(&keyed, &vehicle, &picture))).await;
    let first: Photo = all[0].json(201);
    assert!(all.iter().all(|answer| answer.json::<Photo>(201) == first));
    assert_eq!(all.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count(), 11);
    assert_eq!(gallery(&org, &vehicle).await.data, std::slice::from_ref(&first));
    assert_eq!(std::fs::read_dir(app.directory().join("photos")).unwrap().filter(has_files).count(), 1);
    // The draft writes the key as a quoted string; that is the same key.
    let quoted = org.editor.with("idempotency-key", &format!("\"{key}\""));
    assert_eq!(post(&quoted, &vehicle, &picture).await.json::<Photo>(201), first);
    post(&keyed, &vehicle, &jpeg(61, 40)).await.problem(ProblemCode::IdempotencyKeyReused);
    let elsewhere = org.vehicle().await.id;
    post(&keyed, &elsewhere, &picture).await.problem(ProblemCode::IdempotencyKeyReused);
    // The keys of others are others.
    let theirs = other.vehicle().await.id;
    post(&other.editor.with("idempotency-key", key), &theirs, &picture).await.expect(201);
    post(&org.admin.with("idempotency-key", key), &vehicle, &picture).await.expect(201);
    // A refused request may be repeated with the same key.
    let refused = org.editor.with("idempotency-key", "refused-first");
    post(&refused, &vehicle, b"no picture").await.problem(ProblemCode::UnsupportedImage);
    post(&refused, &vehicle, &picture).await.expect(201);
    app.clock.advance_ms(24 * 60 * 60 * 1000);
    let org = app.second_session(&org).await;
    let late = post(&org.editor.with("idempotency-key", key), &vehicle, &jpeg(61, 40)).await;
    assert_eq!(late.expect(201).header("idempotency-replayed"), "");
}

fn has_files(shelf: &std::io::Result<std::fs::DirEntry>) -> bool {
    let shelf = shelf.as_ref().unwrap().path();
    shelf.is_dir() && !files_below(&shelf).is_empty()
}

async fn the_order_is_saved_whole_or_not_at_all(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, elsewhere) = (org.vehicle().await.id, org.vehicle().await.id);
    let mut photos = Vec::new();
    for size in [10, 20, 30] {
        photos.push(upload(&org, &vehicle, &jpeg(size, size)).await.id);
    }
    let foreign = upload(&org, &elsewhere, &jpeg(10, 10)).await.id;
    let path = ApiPath::PhotoOrder(&vehicle);
    let listed = org.viewer.get(ApiPath::Photos(&vehicle)).await;
    let reversed: Vec<_> = photos.iter().rev().cloned().collect();
    org.editor.put(path, json!({ "photo_ids": reversed })).await.problem(ProblemCode::PreconditionRequired);
    let tagged = org.editor.with("if-match", listed.etag());
    for (wrong, pointer) in [
        (json!([photos[0], photos[1]]), "/photo_ids"),
        (json!([photos[0], photos[1], photos[2], foreign]), "/photo_ids/3"),
        (json!([photos[0], photos[1], photos[1]]), "/photo_ids/2"),
    ] {
        let problem = tagged.put(path, json!({ "photo_ids": wrong })).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    assert_eq!(ids(&gallery(&org, &vehicle).await), photos);
    let saved = tagged.put(path, json!({ "photo_ids": reversed })).await;
    assert_eq!(ids(&saved.json(200)), reversed);
    let refused = tagged.put(path, json!({ "photo_ids": photos })).await.problem(ProblemCode::PreconditionFailed);
    assert_eq!(ids(&refused.gallery.unwrap()), reversed);
    let positions: Vec<_> = gallery(&org, &vehicle).await.data.iter().map(|photo| photo.position).collect();
    assert_eq!(positions, [1, 2, 3]);
    let last = upload(&org, &vehicle, &jpeg(40, 40)).await;
    assert_eq!(last.position, 4, "a new photo comes to the end");
    org.editor.with("if-match", saved.etag()).put(path, json!({ "photo_ids": photos })).await.expect(412);
}

async fn at_most_one_photo_is_the_hero(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let (one, two) = (upload(&org, &vehicle, &jpeg(10, 10)).await, upload(&org, &vehicle, &jpeg(20, 20)).await);
    let hero = async || {
        let vehicle: Value = org.viewer.get(ApiPath::Vehicle(&vehicle)).await.value(200);
        vehicle["hero_photo_id"].clone()
    };
    assert_eq!(hero().await, json!(one.id), "the first, while nobody has chosen one");
    let set = async |photo: &Photo, is_hero: bool| -> Photo {
        org.editor.patch(ApiPath::Photo(&vehicle, &photo.id), json!({ "is_hero": is_hero })).await.json(200)
    };
    assert!(set(&one, true).await.is_hero);
    assert!(set(&two, true).await.is_hero);
    assert_eq!(hero().await, json!(two.id));
    assert_eq!(gallery(&org, &vehicle).await.data.iter().filter(|photo| photo.is_hero).count(), 1);
    set(&one, false).await;
    assert_eq!(hero().await, json!(two.id), "one was not the hero");
    set(&two, false).await;
    assert_eq!(hero().await, Value::Null);
    assert!(
        !upload(&org, &vehicle, &jpeg(30, 30)).await.is_hero,
        "whoever left the vehicle without one is not contradicted"
    );
    let path = ApiPath::Photo(&vehicle, &one.id);
    org.editor.patch(path, json!({ "is_hero": null })).await.problem(ProblemCode::ValidationFailed);
    org.editor.patch(path, json!({ "position": 2 })).await.problem(ProblemCode::ValidationFailed);
    // Fifty who choose at once: one wins, and the database agrees.
    let choose = |number: usize| {
        let photo = if number.is_multiple_of(2) { &one } else { &two };
        org.editor.patch(ApiPath::Photo(&vehicle, &photo.id), json!({ "is_hero": true }))
    };
    for answer in futures_util::future::join_all((0..50).map(choose)).await {
        answer.expect(200);
    }
    assert_eq!(gallery(&org, &vehicle).await.data.iter().filter(|photo| photo.is_hero).count(), 1);
}

async fn a_deletion_can_be_undone_for_a_day(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let (one, two) = (upload(&org, &vehicle, &jpeg(10, 10)).await, upload(&org, &vehicle, &jpeg(20, 20)).await);
    let path = ApiPath::Photo(&vehicle, &one.id);
    org.editor.patch(path, json!({ "is_hero": true })).await.expect(200);
    org.editor.delete(path).await.expect(204);
    org.editor.delete(path).await.expect(204);
    org.viewer.get(path).await.problem(ProblemCode::NotFound);
    org.editor.patch(path, json!({ "is_hero": true })).await.problem(ProblemCode::NotFound);
    assert_eq!(ids(&gallery(&org, &vehicle).await), std::slice::from_ref(&two.id));
    let restore = ApiPath::PhotoRestore(&vehicle, &one.id);
    let restored: Photo = org.editor.post(restore, json!({})).await.json(200);
    assert!(restored.is_hero && restored.position == 1, "as it was");
    org.editor.post(restore, json!({})).await.expect(200);
    org.viewer.get(path).await.expect(200);
    // Another hero since then stays.
    org.editor.delete(path).await.expect(204);
    org.editor.patch(ApiPath::Photo(&vehicle, &two.id), json!({ "is_hero": true })).await.expect(200);
    assert!(!org.editor.post(restore, json!({})).await.json::<Photo>(200).is_hero);
    org.editor.delete(path).await.expect(204);
    app.clock.advance_ms(24 * 60 * 60 * 1000);
    let org = app.second_session(&org).await;
    org.editor.post(restore, json!({})).await.problem(ProblemCode::NotFound);
}

///
async fn quotas_are_kept(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let mut config = (*app.app.config).clone();
    config.photos_per_vehicle = 3;
    let narrow = app.third_node(config.clone()).await;
    let editor = org.editor.at(&narrow);
    let picture = jpeg(10, 10);
    let all = futures_util::future::join_all((0..8).map(|_| post(&editor, &vehicle, &picture))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 3, "also in a race");
    for refused in all.iter().filter(|answer| answer.status != 201) {
        assert!(refused.problem(ProblemCode::PhotoQuotaExceeded).detail.contains('3'));
    }
    let first = &gallery(&org, &vehicle).await.data[0];
    org.editor.delete(ApiPath::Photo(&vehicle, &first.id)).await.expect(204);
    post(&editor, &vehicle, &picture).await.expect(201);
    let restore = ApiPath::PhotoRestore(&vehicle, &first.id);
    editor.post(restore, json!({})).await.problem(ProblemCode::PhotoQuotaExceeded);
    config.photo_bytes_per_organization = 1000;
    config.photos_per_vehicle = 100;
    let narrow = app.third_node(config).await;
    let problem = post(&org.editor.at(&narrow), &vehicle, &picture).await.problem(ProblemCode::PhotoQuotaExceeded);
    assert!(problem.detail.contains("all the space"));
    let other = app.organization().await;
    let theirs = other.vehicle().await.id;
    post(&other.editor.at(&narrow), &theirs, &jpeg(1, 1)).await.expect(201);
    post(&other.editor.at(&narrow), &theirs, &jpeg(100, 100)).await.problem(ProblemCode::PhotoQuotaExceeded);
}

async fn who_may_not_write_may_still_look_and_take_away(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo = upload(&org, &vehicle, &jpeg(10, 10)).await;
    let path = ApiPath::Photo(&vehicle, &photo.id);
    post(&org.viewer, &vehicle, &jpeg(10, 10)).await.problem(ProblemCode::PermissionDenied);
    let billing = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    app.operator().put(&billing, json!({ "status": "canceled" })).await.expect(200);
    org.viewer.get(path).await.expect(200);
    post(&org.editor, &vehicle, &jpeg(10, 10)).await.problem(ProblemCode::SubscriptionInactive);
    org.editor.patch(path, json!({ "is_hero": true })).await.problem(ProblemCode::SubscriptionInactive);
    org.editor.delete(path).await.expect(204);
    org.editor
        .post(ApiPath::PhotoRestore(&vehicle, &photo.id), json!({}))
        .await
        .problem(ProblemCode::SubscriptionInactive);
}

/// What `<img>` in the web app relies on, and no more.
async fn a_cookie_opens_pictures_and_nothing_else(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let vehicle = org.vehicle().await.id;
    let url = upload(&org, &vehicle, &jpeg(10, 10)).await.urls[&10].clone();
    let cookie_of = async |org: &Organization| {
        let body = json!({ "email": org.admin_email, "password": crate::support::people::PASSWORD });
        let answer = app.anonymous().post(ApiPath::Session, body).await;
        answer.expect(200).header("set-cookie").split(';').next().unwrap().to_owned()
    };
    let (ours, theirs) = (cookie_of(&org).await, cookie_of(&other).await);
    let with = |cookie: &str| app.anonymous().with("cookie", cookie);
    with(&ours).get(&url).await.expect(200);
    with(&theirs).get(&url).await.problem(ProblemCode::NotFound);
    with("importops_refresh=wrong").get(&url).await.problem(ProblemCode::AuthenticationRequired);
    app.anonymous().get(&url).await.problem(ProblemCode::AuthenticationRequired);
    with(&ours).get(ApiPath::Photos(&vehicle)).await.problem(ProblemCode::AuthenticationRequired);
    // Uploading by cookie takes the proof that the web app itself does it.
    let path = ApiPath::Photos(&vehicle).to_string();
    let proof = ("x-requested-with", "importops");
    let origin = |origin: &str| with(&ours).with(proof.0, proof.1).with("origin", origin);
    send(&origin("http://127.0.0.1:8080"), Method::POST, &path, &jpeg(9, 9)).await.expect(201);
    for cross_site in [with(&ours), origin("https://evil.example"), origin("null"), with(&ours).with(proof.0, proof.1)]
    {
        send(&cross_site, Method::POST, &path, &jpeg(9, 9)).await.problem(ProblemCode::CrossSiteRequest);
        let logo = send(&cross_site, Method::PUT, &ApiPath::Logo.to_string(), &jpeg(9, 9)).await;
        logo.problem(ProblemCode::CrossSiteRequest);
    }
    let stranger = app.anonymous().with("cookie", "importops_refresh=wrong");
    let stranger = stranger.with(proof.0, proof.1).with("origin", "http://127.0.0.1:8080");
    send(&stranger, Method::POST, &path, &jpeg(9, 9)).await.problem(ProblemCode::AuthenticationRequired);
    with(&ours).delete(url.split('?').next().unwrap()).await.problem(ProblemCode::AuthenticationRequired);
    // A replaced cookie opens pictures for a minute, the time that requests under way need.
    let fresh = with(&ours)
        .with("x-requested-with", "importops")
        .with("origin", "http://127.0.0.1:8080")
        .send(Method::POST, &ApiPath::SessionRefresh.to_string(), None, Vec::new())
        .await;
    let fresh = fresh.expect(200).header("set-cookie").split(';').next().unwrap().to_owned();
    with(&ours).get(&url).await.expect(200);
    app.clock.advance_ms(60 * 1000);
    with(&ours).get(&url).await.problem(ProblemCode::AuthenticationRequired);
    with(&fresh).get(&url).await.expect(200);
    app.clock.advance_ms(12 * 60 * 60 * 1000);
    with(&fresh).get(&url).await.problem(ProblemCode::AuthenticationRequired);
}

async fn photos_stay_with_a_restored_vehicle(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo = upload(&org, &vehicle, &jpeg(10, 10)).await;
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    org.editor
        .patch(ApiPath::Photo(&vehicle, &photo.id), json!({ "is_hero": true }))
        .await
        .problem(ProblemCode::VehicleDeleted);
    org.admin.post(ApiPath::VehicleRestore(&vehicle), json!({})).await.expect(200);
    assert_eq!(ids(&gallery(&org, &vehicle).await), [photo.id]);
    send(&org.editor, Method::POST, &ApiPath::Photos(&vehicle).to_string(), &jpeg(10, 10)).await.expect(201);
}
