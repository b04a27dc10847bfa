//! Answers that the server compresses by itself, and those that it never does.

use serde_json::json;
use shared::api_key::Scope;
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::{TestApp, both_engines};

both_engines!(what_staff_and_programs_read_is_compressed_and_no_secret_is, the_data_of_a_page_is_compressed_once);

async fn what_staff_and_programs_read_is_compressed_and_no_secret_is(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let key = org.key(&[Scope::VehiclesRead]).await;
    let long = json!({ "trim": "x".repeat(60), "colour": "Blue", "vessel": "y".repeat(60) });
    org.editor.patch(ApiPath::Vehicle(&vehicle), long).await.expect(200);
    for _ in 0..3 {
        org.vehicle().await;
    }
    for caller in [&org.editor, &key] {
        let list = ApiPath::Vehicles.to_string();
        let (plain, packed) = (caller.get(&list).await, caller.with("accept-encoding", "gzip, br").get(&list).await);
        assert_eq!((packed.header("content-encoding"), plain.header("content-encoding")), ("gzip", ""));
        assert_eq!(packed.expect(200).unpacked(), plain.body);
        assert!(packed.body.len() < plain.body.len() / 2);
        for answer in [&plain, &packed] {
            assert!(answer.header("vary").contains("accept-encoding"), "{}", answer.header("vary"));
        }
        let refused = caller.with("accept-encoding", "gzip;q=0").get(&list).await;
        assert_eq!(refused.header("content-encoding"), "");
    }
    // Other bytes have another tag, which names the same version.
    let place = ApiPath::Vehicle(&vehicle).to_string();
    let (plain, packed) = (org.editor.get(&place).await, org.editor.with("accept-encoding", "gzip").get(&place).await);
    if packed.header("content-encoding") == "gzip" {
        assert_ne!(plain.etag(), packed.etag());
    }
    let tag = packed.etag().to_owned();
    assert_eq!(org.editor.with("if-none-match", &tag).get(&place).await.status, 304);
    org.editor.with("if-match", &tag).patch(&place, json!({ "colour": "Red" })).await.expect(200);
    // An answer to a POST may hold a secret, and what a browser sends by itself is a cookie.
    let scopes = json!({ "name": "k".repeat(50), "scopes": ["vehicles.read"], "expires_at": "2027-05-01T10:00:00Z" });
    let made = org.admin.with("accept-encoding", "gzip").post(ApiPath::ApiKeys, scopes).await;
    assert_eq!(made.expect(201).header("content-encoding"), "");
    let anonymous = app.anonymous().with("accept-encoding", "gzip").get(ApiPath::Vehicles).await;
    assert_eq!(anonymous.header("content-encoding"), "");
}

async fn the_data_of_a_page_is_compressed_once(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let slug = slug(&org.link(&vehicle).await);
    let place = ApiPath::PublicTracking(&slug).to_string();
    let plain = app.anonymous().get(&place).await;
    for (accepted, coding) in [("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br, zstd", "br"), ("identity", "")] {
        for _ in 0..2 {
            let answer = app.anonymous().with("accept-encoding", accepted).get(&place).await;
            assert_eq!(answer.expect(200).header("content-encoding"), coding, "{accepted}");
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert_eq!(answer.unpacked(), plain.body);
        }
    }
    // A cached and compressed copy ends with its link.
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    app.anonymous().with("accept-encoding", "gzip").get(&place).await.expect(404);
}
