//! The organisation's logo.

use actix_web::http::Method;
use serde_json::Value;
use shared::organization::Organization;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;

use crate::support::people::open;
use crate::support::pictures::{jpeg, send, transparent_png};
use crate::support::{TestApp, both_engines};

both_engines!(a_logo_keeps_its_transparency, a_logo_is_replaced_and_removed, a_broken_logo_leaves_the_old_one);

async fn a_logo_keeps_its_transparency(app: TestApp) {
    let org = app.organization().await;
    let path = ApiPath::Logo.to_string();
    org.viewer.get(&path).await.problem(ProblemCode::NotFound);
    let put = send(&org.admin, Method::PUT, &path, &transparent_png(900, 300)).await;
    let organization: Organization = put.json(200);
    let url = organization.logo_url.unwrap();
    let (_, slug) = org.live_slug().await;
    let page: PublicTracking = open(&app, &slug).await.json(200);
    assert_eq!((page.organization.logo_width, page.organization.logo_height), (Some(640), Some(213)));
    let public = page.organization.logo_url.unwrap();
    for (caller, address) in [(&org.viewer, &url), (&app.anonymous(), &public)] {
        for (accept, media_type) in [("*/*", "image/png"), ("image/webp", "image/webp")] {
            let picture = caller.with("accept", accept).get(address).await;
            assert_eq!(picture.expect(200).header("content-type"), media_type);
            let picture = image::load_from_memory(&picture.body).unwrap().to_rgba8();
            assert_eq!((picture.width(), picture.height()), (640, 213));
            assert_eq!((picture.get_pixel(10, 100).0[3], picture.get_pixel(600, 100).0[3]), (0, 255));
        }
    }
    assert!(!public.contains(org.id.as_str()));
}

async fn a_logo_is_replaced_and_removed(app: TestApp) {
    let org = app.organization().await;
    let path = ApiPath::Logo.to_string();
    let before: Organization = org.admin.get(ApiPath::Organization).await.json(200);
    let first: Organization = send(&org.admin, Method::PUT, &path, &jpeg(100, 50)).await.json(200);
    let second: Organization = send(&org.admin, Method::PUT, &path, &jpeg(60, 50)).await.json(200);
    assert_ne!(first.logo_url, second.logo_url, "the address changes with the logo");
    assert_eq!(second.version, before.version, "a form that is open can still be saved");
    assert_eq!(org.viewer.get(&path).await.expect(200).header("content-type"), "image/jpeg");
    org.admin.delete(&path).await.expect(204);
    org.admin.delete(&path).await.expect(204);
    org.viewer.get(&path).await.problem(ProblemCode::NotFound);
    let (_, slug) = org.live_slug().await;
    let page: Value = open(&app, &slug).await.value(200);
    assert!(page["organization"].get("logo_url").is_none(), "absent, not null");
    app.anonymous().get(ApiPath::PublicLogo(&slug)).await.problem(ProblemCode::LinkNotAvailable);
}

async fn a_broken_logo_leaves_the_old_one(app: TestApp) {
    let org = app.organization().await;
    let path = ApiPath::Logo.to_string();
    let set: Organization = send(&org.admin, Method::PUT, &path, &jpeg(100, 50)).await.json(200);
    send(&org.admin, Method::PUT, &path, b"<svg/>").await.problem(ProblemCode::UnsupportedImage);
    send(&org.admin, Method::PUT, &path, &jpeg(100, 50)[..200]).await.problem(ProblemCode::UnreadableImage);
    send(&org.editor, Method::PUT, &path, &jpeg(100, 50)).await.problem(ProblemCode::PermissionDenied);
    let after: Organization = org.viewer.get(ApiPath::Organization).await.json(200);
    assert_eq!(after.logo_url, set.logo_url);
    org.viewer.get(&path).await.expect(200);
}
