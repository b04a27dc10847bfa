//! An SQLite database whose file is replaced while a server has it open: what the server knows is no longer true.

use std::fs;

use serde_json::json;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::TestApp;

#[actix_web::test]
async fn nothing_is_read_or_written_once_the_file_was_replaced_or_removed() {
    let app = TestApp::sqlite().await;
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let page = app.anonymous();
    page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    let file = app.directory().join("test.sqlite");
    let (aside, copy) = (app.directory().join("aside"), app.directory().join("copy"));
    fs::copy(&file, &copy).unwrap();
    fs::rename(&file, &aside).unwrap();
    for replacement in [None, Some(&copy)] {
        if let Some(replacement) = replacement {
            fs::rename(replacement, &file).unwrap();
        }
        page.get(ApiPath::PublicTracking(&slug)).await.problem(ProblemCode::ServiceUnavailable);
        page.get(format!("/t/{slug}")).await.expect(503);
        page.get("/readyz").await.expect(503);
        org.viewer.get(ApiPath::Vehicles).await.problem(ProblemCode::ServiceUnavailable);
        // A revocation would be lost with the old file, so it is not acknowledged.
        org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.problem(ProblemCode::ServiceUnavailable);
        org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await.expect(503);
    }
    // The same file in its place again is the one that is open.
    fs::rename(&aside, &file).unwrap();
    page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
}
