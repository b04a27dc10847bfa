//! What staff are told of a photo beside its picture: when it was taken, and what its uploader should know.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{PhotoId, VehicleId};
use shared::organization::Organization as OrganizationFacts;
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery, PictureWarningCode};
use shared::problem::ProblemCode;

use crate::support::pictures::{animated_png, jpeg, jpeg_taken_at, post, send, upload};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    staff_see_when_a_photo_was_taken,
    a_gallery_is_listed_by_when_its_photos_were_taken,
    of_an_animation_the_first_frame_is_kept_with_a_warning,
    what_hangs_on_a_picture_is_no_reason_to_refuse_it,
);

async fn listed(org: &Organization, vehicle: &VehicleId, query: &str) -> Vec<PhotoId> {
    let gallery: PhotoGallery = org.viewer.get(format!("{}{query}", ApiPath::Photos(vehicle))).await.json(200);
    gallery.data.into_iter().map(|photo| photo.id).collect()
}

async fn staff_see_when_a_photo_was_taken(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let file = jpeg_taken_at(20, 10, "2026:05:14 09:30:00", Some("+02:00"));
    let uploaded = post(&org.editor, &vehicle, &file).await.value(201);
    assert_eq!(uploaded["capture_time"], "2026-05-14T09:30:00+02:00");
    assert_eq!(uploaded.get("warnings"), None, "there is nothing to warn of");
    upload(&org, &vehicle, &jpeg_taken_at(20, 10, "2026:05:14 09:30:00", None)).await;
    upload(&org, &vehicle, &jpeg_taken_at(20, 10, "2026:13:14 09:30:00", None)).await;
    upload(&org, &vehicle, &jpeg(20, 10)).await;
    let gallery: Value = org.viewer.get(ApiPath::Photos(&vehicle)).await.value(200);
    let times: Vec<_> = gallery["data"].as_array().unwrap().iter().map(|photo| photo["capture_time"].clone()).collect();
    let expected = [json!("2026-05-14T09:30:00+02:00"), json!("2026-05-14T09:30:00"), Value::Null, Value::Null];
    assert_eq!(times, expected);
    // It is what the camera wrote: nobody sets it, and sending it back has no effect.
    let photo: Photo = serde_json::from_value(gallery["data"][0].clone()).unwrap();
    let change = json!({ "is_hero": true, "capture_time": "1999-01-01T00:00:00" });
    let changed: Photo = org.editor.patch(ApiPath::Photo(&vehicle, &photo.id), change).await.json(200);
    assert_eq!((changed.is_hero, changed.capture_time), (true, photo.capture_time));
    // Deleting and restoring keeps it.
    org.editor.delete(ApiPath::Photo(&vehicle, &photo.id)).await.expect(204);
    let restored: Photo = org.editor.post(ApiPath::PhotoRestore(&vehicle, &photo.id), json!({})).await.json(200);
    assert_eq!(restored.capture_time, photo.capture_time);
}

async fn a_gallery_is_listed_by_when_its_photos_were_taken(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let mut ids = Vec::new();
    for (time, offset) in [
        (None, None),
        (Some("2026:05:14 12:00:00"), Some("+02:00")),
        (Some("2026:05:14 10:30:00"), Some("+00:00")),
        (Some("2026:05:13 23:00:00"), Some("-05:00")),
    ] {
        let file = time.map_or_else(|| jpeg(20, 10), |time| jpeg_taken_at(20, 10, time, offset));
        ids.push(upload(&org, &vehicle, &file).await.id);
    }
    let [unknown, noon, half_past_ten, night] = <[PhotoId; 4]>::try_from(ids.clone()).unwrap();
    assert_eq!(listed(&org, &vehicle, "").await, ids);
    assert_eq!(listed(&org, &vehicle, "?sort=position").await, ids);
    let backwards: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(listed(&org, &vehicle, "?sort=-position").await, backwards);
    let by_time = [&night, &noon, &half_past_ten, &unknown].map(Clone::clone);
    assert_eq!(listed(&org, &vehicle, "?sort=capture_time").await, by_time, "by instants");
    let latest_first = [&half_past_ten, &noon, &night, &unknown].map(Clone::clone);
    assert_eq!(listed(&org, &vehicle, "?sort=-capture_time").await, latest_first);
    // One clock without an offset, and the clocks are all that can be compared.
    let late = upload(&org, &vehicle, &jpeg_taken_at(20, 10, "2026:05:14 11:00:00", None)).await.id;
    let by_clock = [&night, &half_past_ten, &late, &noon, &unknown].map(Clone::clone);
    let path = ApiPath::Photos(&vehicle);
    let answer = org.viewer.get(format!("{path}?sort=capture_time")).await;
    let gallery: PhotoGallery = answer.json(200);
    assert_eq!(gallery.data.iter().map(|photo| photo.id.clone()).collect::<Vec<_>>(), by_clock);
    assert_eq!(gallery.data[0].position, 4, "the place in the gallery is another matter");
    // That order becomes the gallery's own, with the tag of the list that was read.
    let order = json!({ "photo_ids": by_clock });
    org.editor.with("if-match", answer.etag()).put(ApiPath::PhotoOrder(&vehicle), order).await.expect(200);
    assert_eq!(listed(&org, &vehicle, "").await, by_clock);
    for wrong in ["?sort=created_at", "?sort=", "?sort=capture_time,position"] {
        let problem = org.viewer.get(format!("{path}{wrong}")).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "?sort");
    }
}

async fn of_an_animation_the_first_frame_is_kept_with_a_warning(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let file = animated_png(40, 30);
    let keyed = org.editor.with("idempotency-key", "an-animation");
    let photo: Photo = post(&keyed, &vehicle, &file).await.json(201);
    assert_eq!(photo.warnings.len(), 1);
    assert_eq!(photo.warnings[0].code, PictureWarningCode::FirstFrameOnly);
    assert!(photo.warnings[0].detail.contains("only its first frame is kept"), "{}", photo.warnings[0].detail);
    assert_eq!(post(&keyed, &vehicle, &file).await.json::<Photo>(201), photo, "a retry is told the same");
    let gallery: PhotoGallery = org.viewer.get(ApiPath::Photos(&vehicle)).await.json(200);
    assert_eq!(gallery.data, [Photo { warnings: Vec::new(), ..photo }], "later it is a photo like any other");
    let logo = ApiPath::Logo.to_string();
    for _ in 0..2 {
        let saved: OrganizationFacts = send(&org.admin, Method::PUT, &logo, &file).await.json(200);
        assert_eq!(saved.logo_warnings[0].code, PictureWarningCode::FirstFrameOnly, "also when it is the logo already");
    }
    let facts = org.viewer.get(ApiPath::Organization).await.value(200);
    assert_eq!(facts.get("logo_warnings"), None);
}

/// what hangs on a picture's end or stands in its metadata is in no served byte.
async fn what_hangs_on_a_picture_is_no_reason_to_refuse_it(app: TestApp) {
    const MARKER: &[u8] = b"CANARYTAIL";
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let archive = [&b"PK\x05\x06"[..], &[0; 16], &[10, 0], MARKER].concat();
    let page = [b"<html><script>alert(1)</script>", MARKER].concat();
    for picture in [jpeg(40, 30), crate::support::pictures::png(40, 30)] {
        for tail in [&archive, &page] {
            let photo = upload(&org, &vehicle, &[&picture[..], tail].concat()).await;
            for accept in ["*/*", "image/webp"] {
                let served = org.viewer.with("accept", accept).get(&photo.urls[&40]).await;
                assert!(!served.expect(200).body.windows(MARKER.len()).any(|window| window == MARKER));
                image::load_from_memory(&served.body).unwrap();
            }
        }
    }
}
