//! The files of photos: nothing dangles, nothing stays behind, in a directory and in a bucket.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::http::Method;
use domain::picture::Format;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use host::clock::Clock;
use pictures::Blobs;
use pictures::blobs::Content;
use pictures::pipeline::Rendition;
use serde_json::json;
use server::app::App;
use server::config::Settings;
use server::sweep::files::{self, Limit, Swept};
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery};
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;
use shared::session::Session;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use crate::support::people::{open, slug};
use crate::support::pictures::{jpeg, post, send, transparent_png, upload};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};
use crate::support::relay::Relay;
use crate::support::s3::S3;
use crate::support::{Caller, TestApp, both_engines, files_below};

both_engines!(
    the_sweeper_puts_aside_what_nothing_refers_to_and_deletes_it_days_later,
    a_failing_store_leaves_the_old_state,
    a_bucket_does_what_a_directory_does,
);

const HOUR_MS: i64 = 60 * 60 * 1000;

/// The keys under which there are files.
fn keys(directory: &Path) -> BTreeSet<String> {
    let list = |path: &Path| -> Vec<_> {
        let entries = std::fs::read_dir(path).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let shelves = list(directory).into_iter().filter(|shelf| shelf.file_name().unwrap().len() == 2);
    let keys = shelves.flat_map(|shelf| list(&shelf));
    let has_files = |key: &std::path::PathBuf| std::fs::read_dir(key).unwrap().count() > 0;
    keys.filter(has_files).map(|key| key.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Files have the system's time, so the sweeper's clock goes by it.
fn present() -> Timestamp {
    Clock::system().now()
}

fn later(hours: i64) -> Timestamp {
    Timestamp::from_unix_ms(present().unix_ms() + hours * HOUR_MS).unwrap()
}

async fn the_sweeper_puts_aside_what_nothing_refers_to_and_deletes_it_days_later(app: TestApp) {
    const WEEK: i64 = 7 * 24;
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let (kept, deleted) = (upload(&org, &vehicle, &jpeg(9, 9)).await, upload(&org, &vehicle, &jpeg(9, 9)).await);
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &transparent_png(9, 9)).await.expect(200);
    let photos = app.directory().join("photos");
    let orphan = photos.join("ab").join(format!("ab{}", "0".repeat(30)));
    std::fs::create_dir_all(&orphan).unwrap();
    std::fs::write(orphan.join("320.jpg"), "half an upload").unwrap();
    std::fs::write(photos.join("README"), "not ours").unwrap();
    // What a crash leaves of a file that was being written beside its place.
    let unfinished = orphan.with_file_name(format!("ac{}", "0".repeat(30)));
    std::fs::create_dir_all(&unfinished).unwrap();
    std::fs::write(unfinished.join("640.webp#1"), "half a file").unwrap();
    assert_eq!(keys(&photos).len(), 5);
    let nothing = Swept::default();
    assert_eq!(
        files::sweep(&app.app.sweeper(), present(), Limit::Small).await.unwrap(),
        nothing,
        "a young file may be of an upload under way"
    );
    org.editor.delete(ApiPath::Photo(&vehicle, &deleted.id)).await.expect(204);
    let swept = files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap();
    assert_eq!(swept, Swept { put_aside: 2, unfinished: 1, ..nothing }, "the orphan, and the photo deleted long ago");
    assert!(!orphan.exists() && !unfinished.join("640.webp#1").exists());
    assert_eq!(files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(), nothing, "it converges");
    assert_eq!(keys(&photos).len(), 2);
    assert!(photos.join("README").exists());
    let aside = |name: &str| files_below(&photos.join("aside")).iter().filter(|path| path.ends_with(name)).count();
    assert_eq!((aside("320.jpg"), aside("9.webp")), (1, 1));
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(1 + WEEK), Limit::Small).await.unwrap(),
        nothing,
        "an operator has a week to notice"
    );
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(3 + WEEK), Limit::Small).await.unwrap(),
        Swept { deleted: 2, ..nothing }
    );
    assert!(files_below(&photos.join("aside")).is_empty());
    org.viewer.get(&kept.urls[&9]).await.expect(200);
    org.viewer.get(ApiPath::Logo).await.expect(200);
    org.editor.post(ApiPath::PhotoRestore(&vehicle, &deleted.id), json!({})).await.problem(ProblemCode::NotFound);
}

async fn a_failing_store_leaves_the_old_state(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let bucket = S3::start();
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store(Some("the-wrong-secret"));
    let broken = app.third_node(config).await;
    let key = org.editor.at(&broken).with("idempotency-key", "tried-once");
    post(&key, &vehicle, &jpeg(9, 9)).await.problem(ProblemCode::ServiceUnavailable);
    let logo = ApiPath::Logo.to_string();
    send(&org.admin.at(&broken), Method::PUT, &logo, &jpeg(9, 9)).await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(org.viewer.get(ApiPath::Photos(&vehicle)).await.json::<PhotoGallery>(200).data, []);
    org.viewer.get(&logo).await.expect(404);
    // The same request works when the store does.
    post(&org.editor.with("idempotency-key", "tried-once"), &vehicle, &jpeg(9, 9)).await.expect(201);
    assert!(!bucket.objects().exists());
}

async fn a_bucket_does_what_a_directory_does(app: TestApp) {
    let bucket = S3::start();
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store(None);
    let node = app.third_node(config.clone()).await;
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo: Photo = post(&org.editor.at(&node), &vehicle, &jpeg(700, 300)).await.json(201);
    let kept: Photo = post(&org.editor.at(&node), &vehicle, &jpeg(9, 9)).await.json(201);
    for url in photo.urls.values() {
        let picture = org.viewer.at(&node).get(url).await;
        image::load_from_memory(&picture.expect(200).body).unwrap();
    }
    let body = json!({ "photo_ids": [photo.id] });
    let slug = slug(&org.link_with(&vehicle, body).await);
    let page: PublicTracking = open(&app, &slug).await.json(200);
    app.anonymous().at(&node).get(&page.hero_photo.as_ref().unwrap().src).await.expect(200);
    assert_eq!(keys(&bucket.objects()).len(), 2);
    assert!(keys(&app.directory().join("photos")).is_empty());
    // A file that went missing behind our back is not a photo that never was: the operator learns of it.
    let elsewhere = app.anonymous().get(&page.hero_photo.as_ref().unwrap().src).await;
    elsewhere.problem(ProblemCode::ServiceUnavailable);
    org.editor.delete(ApiPath::Photo(&vehicle, &photo.id)).await.expect(204);
    let other = App::open(config, app.clock.clone()).await.unwrap();
    let nothing = Swept::default();
    assert_eq!(
        files::sweep(&other.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { put_aside: 1, ..nothing }
    );
    assert_eq!(keys(&bucket.objects()).len(), 1);
    assert_eq!(files::sweep(&other.sweeper(), later(7 * 24), Limit::Small).await.unwrap(), nothing);
    assert_eq!(
        files::sweep(&other.sweeper(), later(3 + 7 * 24), Limit::Small).await.unwrap(),
        Swept { deleted: 1, ..nothing }
    );
    assert!(files_below(&bucket.objects().join("aside")).is_empty());
    org.viewer.at(&node).get(&kept.urls[&9]).await.expect(200);
    other.store.close().await;
}

/// killed in the middle of uploads, again and again. What was acknowledged is there in every size, what is listed can
/// be read, and the sweeper leaves exactly the files that are referred to.
#[actix_web::test]
async fn a_kill_between_the_steps_of_an_upload_leaves_nothing_dangling() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let picture = jpeg(500, 300);
    let mut acknowledged = BTreeSet::new();
    let mut vehicle = None;
    for round in 0..6 {
        let serving = Serving::start(directory.path());
        let admin = sign_in(&serving.base).await;
        if vehicle.is_none() {
            let new = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
            vehicle = Some(admin.post(ApiPath::Vehicles, new).await.json::<Vehicle>(201).id);
        }
        let vehicle = vehicle.as_ref().unwrap();
        assert_all_readable(&admin, vehicle, &acknowledged).await;
        let path = ApiPath::Photos(vehicle).to_string();
        let mut uploads: FuturesUnordered<_> = (0..10).map(|_| admin.try_upload(&path, &picture)).collect();
        // Each round is cut at another moment: with none, one, two ... of ten answered.
        for _ in 0..round {
            let answered = uploads.next().await.unwrap().unwrap();
            acknowledged.insert(answered.id.to_string());
        }
        drop(serving);
        while let Some(upload) = uploads.next().await {
            acknowledged.extend(upload.map(|photo| photo.id.to_string()));
        }
    }
    let serving = Serving::start(directory.path());
    let admin = sign_in(&serving.base).await;
    let vehicle = vehicle.unwrap();
    let before = assert_all_readable(&admin, &vehicle, &acknowledged).await;
    let settings = Settings { data_dir: Some(directory.path().to_owned()), ..Settings::default() };
    let app = App::open(settings.check().unwrap(), Clock::system()).await.unwrap();
    // Kills leave more than a server puts aside by itself.
    files::sweep(&app.sweeper(), later(2), Limit::Everything).await.unwrap();
    assert_eq!(files::sweep(&app.sweeper(), later(2), Limit::Small).await.unwrap(), Swept::default());
    assert_eq!(assert_all_readable(&admin, &vehicle, &acknowledged).await, before);
    assert_eq!(keys(&directory.path().join("photos")).len(), before);
    app.store.close().await;
}

async fn sign_in(base: &str) -> Caller {
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(base, None).post(ApiPath::Session, body).await.json(200);
    Caller::new(base, Some(session.access_token))
}

/// Everything that is listed can be read in every size; gives how many photos there are.
async fn assert_all_readable(
    admin: &Caller,
    vehicle: &shared::ids::VehicleId,
    acknowledged: &BTreeSet<String>,
) -> usize {
    let gallery: PhotoGallery = admin.get(ApiPath::Photos(vehicle)).await.json(200);
    for photo in &gallery.data {
        for url in photo.urls.values() {
            for accept in ["image/jpeg", "image/webp"] {
                let picture = admin.with("accept", accept).get(url).await;
                image::load_from_memory(&picture.expect(200).body).unwrap();
            }
        }
    }
    let listed: BTreeSet<_> = gallery.data.iter().map(|photo| photo.id.to_string()).collect();
    assert!(acknowledged.is_subset(&listed), "nothing acknowledged is lost");
    listed.len()
}

/// A large file is not in memory as a whole: it comes from the bucket as the client reads.
#[actix_web::test]
async fn a_large_file_is_streamed_from_a_bucket() {
    let bucket = S3::start();
    let relay = Relay::to(bucket.address().parse().unwrap());
    let store = bucket.store_behind(&format!("http://{}", relay.address));
    let blobs = Blobs::open(&store).unwrap();
    let rendition = |width, length: u32| Rendition {
        width,
        height: 1,
        format: Format::WebP,
        bytes: (0..length).map(|place| place.wrapping_mul(place).to_be_bytes()[2]).collect(),
    };
    let (small, large) = (rendition(320, 200_000), rendition(2048, 24_000_000));
    let key = Blobs::new_key();
    blobs.write(&key, vec![small.clone(), large.clone()]).await.unwrap();
    let Content::Kept(file) = blobs.content(&key, 320, Format::WebP).await.unwrap() else { panic!("it is small") };
    assert!(file == small.bytes);
    let Content::Streamed { size_bytes, pieces } = blobs.content(&key, 2048, Format::WebP).await.unwrap() else {
        panic!("it is large")
    };
    assert_eq!(size_bytes, 24_000_000);
    let pieces: Vec<_> = pieces.map(Result::unwrap).collect().await;
    assert!(pieces.len() > 1 && pieces.concat() == large.bytes);
    // Without the bucket, what is small is still there, and what has begun ends with an error, not as if it were whole.
    let Content::Streamed { mut pieces, .. } = blobs.content(&key, 2048, Format::WebP).await.unwrap() else {
        panic!("it is large")
    };
    pieces.next().await.unwrap().unwrap();
    relay.hang_up();
    assert!(matches!(blobs.content(&key, 320, Format::WebP).await, Ok(Content::Kept(_))));
    assert!(pieces.any(async |piece| piece.is_err()).await);
}
