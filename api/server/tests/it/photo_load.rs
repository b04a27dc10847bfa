//! a hundred uploads at once neither fill the memory nor stand in the way of people who look at pages.

use std::time::Duration;

use actix_web::web::Bytes;
use serde_json::json;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::photo::PhotoGallery;
use shared::session::Session;
use shared::vehicle::Vehicle;

use crate::support::Caller;
use crate::support::people::slug;
use crate::support::pictures::{form, jpeg};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};

/// How many uploads at once.
const UPLOADS: usize = 100;
/// How long the file of each is, in bytes; all of them together are more than the server may take.
const FILE_BYTES: usize = 2 * 1024 * 1024;
/// What the server may take in all, in kibibytes.
const MEMORY_KIB: u64 = 140 * 1024;

#[cfg(target_os = "linux")]
#[actix_web::test]
async fn a_hundred_uploads_at_once_fit_into_little_memory() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let serving = Serving::start(directory.path());
    let sign_in = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(&serving.base, None).post(ApiPath::Session, sign_in).await.json(200);
    let admin = Caller::new(&serving.base, Some(session.access_token.clone()));
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
    let link: TrackingLink = admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.json(201);
    let slug = slug(&link);
    // A phone's photo with a film behind it: what counts here is the length.
    let mut file = jpeg(640, 480);
    file.resize(FILE_BYTES, 0x5a);
    let (media_type, body) = form("photo.jpg", &file);
    let body = Bytes::from(body);
    let upload = || async {
        let client = awc::Client::builder().timeout(Duration::from_mins(5)).finish();
        let request = client.post(format!("{}{}", serving.base, ApiPath::Photos(&vehicle.id)));
        let request = request.insert_header(("authorization", format!("Bearer {}", session.access_token)));
        let answer = request.insert_header(("content-type", media_type.as_str())).send_body(body.clone()).await;
        answer.unwrap().status().as_u16()
    };
    let uploads = futures_util::future::join_all((0..UPLOADS).map(|_| upload()));
    let pages = async {
        for _ in 0..50 {
            Caller::new(&serving.base, None).get(ApiPath::PublicTracking(&slug)).await.expect(200);
        }
    };
    let (statuses, ()) = futures_util::future::join(uploads, pages).await;
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    let gallery: PhotoGallery = admin.get(ApiPath::Photos(&vehicle.id)).await.json(200);
    assert_eq!(gallery.data.len(), UPLOADS);
    let peak = serving.peak_memory_kib();
    assert!(peak < MEMORY_KIB, "the server took {peak} KiB");
}
