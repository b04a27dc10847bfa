//! Fifth fence: every private field of two organisations holds a unique marker, and no public byte has one of them.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{PhotoId, VehicleId};
use shared::link::TrackingLink;
use shared::link_options::LinkOption;
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery};
use store::{Store, photos};

use crate::support::options::{combinations, part};
use crate::support::people::slug;
use crate::support::public_operations::public_operations;
use crate::support::{Organization, TestApp, both_engines, pictures};

both_engines!(no_private_marker_reaches_a_public_byte);

/// Fills everything private; gives the markers, upper case without anything that an encoding would change.
async fn fill(org: &Organization, org_store: &Store, name: &str) -> (VehicleId, Vec<String>) {
    let marker = |field: &str| format!("CANARY{name}{field}").to_uppercase();
    let vehicle = org
        .vehicle_with(json!({
            "eta": "2026-05-14",
            "trim": marker("trim"), "colour": marker("colour"), "vin": marker("vin"),
            "external_id": marker("external"), "stock_number": marker("stock"), "vessel": marker("vessel"), "etd": "2001-02-03",
            "mileage": { "value": 7_654_321, "unit": "km" },
            "customer": { "name": marker("customer"), "email": format!("{}@c.example", marker("email")),
                "phone": marker("phone") },
            "agreed_sale_price": { "amount_minor": 98_765_432_109_i64, "currency": "XTS" }
        }))
        .await;
    let moved = json!({ "stage": "in_transit", "eta": "2026-05-21", "eta_reason": "weather" });
    org.editor.put(ApiPath::VehicleStage(&vehicle.id), moved).await.expect(200);
    let note = json!({ "scope": "internal", "body": marker("internalnote") });
    org.editor.post(ApiPath::Notes(&vehicle.id), note).await.expect(201);
    let turned = json!({ "scope": "customer", "body": marker("turnednote") });
    let turned: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle.id), turned).await.json(201);
    org.editor.patch(ApiPath::Note(&vehicle.id, &turned.id), json!({ "scope": "internal" })).await.expect(200);
    let deleted = json!({ "scope": "customer", "body": marker("deletednote") });
    let deleted: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle.id), deleted).await.json(201);
    org.editor.delete(ApiPath::Note(&vehicle.id, &deleted.id)).await.expect(204);
    org.editor.post(ApiPath::Notes(&vehicle.id), json!({ "scope": "customer", "body": "Hello" })).await.expect(201);
    let photos = fill_photos(org, &vehicle.id, &marker("metadata")).await;
    let mut secrets: Vec<_> = [
        "7654321",
        "98765432109",
        "1987:06:05",
        "1987-06-05",
        "XTS",
        "2001-02-03",
        "Alex Admin",
        "Eli Editor",
        "Vic Viewer",
    ]
    .map(str::to_owned)
    .into();
    secrets.push(format!("CANARY{name}").to_uppercase());
    secrets.extend([vehicle.id.to_string(), org.id.to_string(), turned.id.to_string(), org.admin_email.clone()]);
    secrets.extend(org.members.iter().map(ToString::to_string));
    secrets.extend(photos.iter().map(ToString::to_string));
    let rows = photos::list(org_store.read_across().await.unwrap().db(), &org.id, &vehicle.id).await.unwrap();
    secrets.extend(rows.into_iter().filter_map(|photo| photo.storage_key));
    (vehicle.id, secrets)
}

/// A logo and three photos, all with markers beside the picture: the first is the hero, the last is on no page.
async fn fill_photos(org: &Organization, vehicle: &VehicleId, marker: &str) -> Vec<PhotoId> {
    // A comment behind the first two bytes (ITU-T T.81, B.2.4.5), and something behind the end.
    let with_marker = |size: u32| {
        let jpeg = pictures::jpeg_taken_at(size, size, "1987:06:05 04:03:02", Some("+01:00"));
        let length = u16::try_from(marker.len() + 2).unwrap().to_be_bytes();
        let comment = [&[0xff, 0xfe], length.as_slice(), marker.as_bytes()].concat();
        [&jpeg[..2], &comment, &jpeg[2..], marker.as_bytes()].concat()
    };
    let logo = ApiPath::Logo.to_string();
    pictures::send_named(&org.admin, Method::PUT, &logo, marker, &with_marker(50)).await.expect(200);
    let (path, mut ids) = (ApiPath::Photos(vehicle).to_string(), Vec::new());
    for size in [400, 350, 20] {
        let file = with_marker(size);
        assert!(file.windows(marker.len()).any(|window| window == marker.as_bytes()));
        let answer = pictures::send_named(&org.editor, Method::POST, &path, marker, &file).await;
        ids.push(answer.json::<Photo>(201).id);
    }
    org.editor.patch(ApiPath::Photo(vehicle, &ids[0]), json!({ "is_hero": true })).await.expect(200);
    ids
}

async fn no_private_marker_reaches_a_public_byte(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let (vehicle, mut secrets) = fill(&org, &app.app.store, "one").await;
    secrets.extend(fill(&other, &app.app.store, "two").await.1);
    // The other organisation has a customer note that is public there, and must not be here.
    let (other_vehicle, _) = other.live_slug().await;
    let note = json!({ "scope": "customer", "body": "CANARYTWOPUBLIC" });
    other.editor.post(ApiPath::Notes(&other_vehicle), note).await.expect(201);
    let gallery: PhotoGallery = org.viewer.get(ApiPath::Photos(&vehicle)).await.json(200);
    let link: TrackingLink = org.link_with(&vehicle, json!({ "photo_ids": [gallery.data[1].id] })).await;
    secrets.push(link.id.to_string());
    let slug = slug(&link);
    let anonymous = app.anonymous();
    let mut shown = 0;
    for options in combinations() {
        org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "options": options })).await.expect(200);
        let json = anonymous.get(ApiPath::PublicTracking(&slug)).await;
        let page: Value = json.value(200);
        shown += usize::from(page.get("notes").is_some());
        for option in LinkOption::ALL {
            assert_eq!(page.get(part(option)).is_some(), options.get(option), "{option:?} with {options:?}");
        }
        assert_eq!(json.text().contains("weather"), options.show_eta, "why the ETA was moved, with {options:?}");
        let mut pictures = vec![page["organization"]["logo_url"].as_str().unwrap().to_owned()];
        for photo in page["photos"].as_array().unwrap().iter().chain(page.get("hero_photo")) {
            let sizes = photo["srcset"].as_str().unwrap().split(", ");
            pictures.extend(sizes.map(|size| size.split(' ').next().unwrap().to_owned()));
        }
        assert_eq!(pictures.len(), if options.show_photo { 5 } else { 3 });
        let mut answers = vec![
            json,
            anonymous.get(format!("/t/{slug}")).await,
            anonymous.head(format!("/t/{slug}")).await,
            anonymous.post(ApiPath::PublicViews(&slug), json!({})).await,
            anonymous.put(ApiPath::PublicTracking(&slug), json!({})).await,
            anonymous.head(ApiPath::PublicCalendar(&slug)).await,
            anonymous.get(format!("{}?x=1", ApiPath::PublicTracking(&slug))).await,
            anonymous.get(format!("/t/{slug}/photo.jpg")).await,
        ];
        let calendar = anonymous.get(ApiPath::PublicCalendar(&slug)).await;
        assert_eq!(calendar.status, if options.show_eta { 200 } else { 404 }, "the calendar file with {options:?}");
        answers.push(calendar);
        for picture in pictures {
            for accept in ["*/*", "image/webp"] {
                let answer = anonymous.with("accept", accept).get(&picture).await;
                answers.push(answer);
            }
            answers.push(anonymous.with("if-none-match", "*").get(&picture).await);
            answers.push(anonymous.get(picture.replace('?', "/x?")).await);
        }
        // Whatever operation there is, with a photo that the page shows.
        let photo = page["photos"][0]["src"].as_str().unwrap();
        let photo = photo.rsplit('/').next().unwrap().split('?').next().unwrap();
        for operation in public_operations() {
            if operation.is_stream {
                let beginning = operation.begin(&app.base, &slug, photo).await;
                assert!(beginning.starts_with("HTTP/1.1 200"), "{}: {beginning}", operation.id);
                assert!(!secrets.iter().any(|secret| beginning.contains(secret)), "{}: {beginning}", operation.id);
            } else {
                answers.push(operation.ask(&anonymous, &slug, photo).await);
            }
        }
        for answer in answers {
            let headers = format!("{:?}", answer.headers);
            for secret in &secrets {
                let found = answer.body.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found && !headers.contains(secret), "{secret} with {options:?}: {}", answer.text());
            }
        }
    }
    assert_eq!(shown, combinations().count() / 2);
    let times = org.viewer.get(ApiPath::Photos(&vehicle)).await.text();
    assert!(times.contains("1987-06-05T04:03:02+01:00"), "staff see when a photo was taken");
    // Control: the search finds what is there.
    let staff = org.viewer.get(ApiPath::Vehicle(&vehicle)).await.text();
    assert!(secrets.iter().any(|secret| staff.contains(secret)));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let dead = anonymous.get(ApiPath::PublicTracking(&slug)).await.text();
    assert!(!secrets.iter().any(|secret| dead.contains(secret)) && !dead.contains(&slug));
}
