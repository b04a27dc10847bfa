//! PostgreSQL as it is met outside: crashed, promoted, lagging behind, behind a pooler, comparing text by the rules of a
//! language, gone without a word; and an SQLite database whose file somebody replaces.

mod collation;
mod crashes;
mod patroni;
mod poolers;
mod replaced_file;
mod standbys;
mod vanished;

use serde_json::json;
use shared::ids::VehicleId;
use shared::paths::ApiPath;

use crate::support::{Organization, TestApp};

/// A vehicle whose page was opened, then a change was refused, which PostgreSQL rolls back, then the page was opened again.
pub async fn opened_after_a_refusal(app: &TestApp, org: &Organization) -> (VehicleId, String) {
    let (vehicle, slug) = org.live_slug().await;
    let page = app.anonymous();
    page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    let stale = org.editor.with("if-match", "\"999\"");
    let options = json!({ "options": { "show_eta": false } });
    stale.patch(ApiPath::TrackingLink(&vehicle), options).await.expect(412);
    page.get(ApiPath::PublicTracking(&slug)).await.expect(200);
    page.get(format!("/t/{slug}")).await.expect(200);
    (vehicle, slug)
}

/// Revokes a link as soon as the database lets it, and opens its page right afterwards.
pub async fn is_dead_once_revoked(app: &TestApp, org: &Organization, (vehicle, slug): (VehicleId, String)) {
    loop {
        let answer = org.editor.delete(ApiPath::TrackingLink(&vehicle)).await;
        match answer.status {
            204 => break,
            503 => {}
            status => panic!("{status}: {}", answer.text()),
        }
    }
    let page = app.anonymous();
    page.get(ApiPath::PublicTracking(&slug)).await.expect(404);
    page.get(format!("/t/{slug}")).await.expect(404);
}
