//! The journal of what may have changed pages: it is written by the database itself, names just the pages that a change concerns, and
//! misses none, however the change was made.

use serde_json::json;
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use store::Store;
use store::page_changes::{Changed, PageOwner, Place};

use crate::support::pictures::{transparent_png, upload};
use crate::support::{TestApp, both_engines};

both_engines!(
    a_change_concerns_its_vehicle_alone,
    what_no_page_shows_concerns_none,
    changes_by_hand_are_noticed,
    who_reads_too_late_learns_that_everything_may_have_changed,
);

/// Somebody who reads the journal now and then.
struct Reader<'a> {
    app: &'a TestApp,
    place: Option<Place>,
}

impl<'a> Reader<'a> {
    async fn of(app: &'a TestApp) -> Self {
        let mut reader = Self { app, place: None };
        assert_eq!(reader.read().await, Changed::Everything);
        reader
    }

    async fn read(&mut self) -> Changed {
        let store = &self.app.app.store;
        let token = store.change_token().await.unwrap().unwrap();
        let (changed, place) = store.page_changes(self.place.as_ref(), token).await.unwrap().unwrap();
        self.place = Some(place);
        changed
    }
}

fn only(vehicle: &VehicleId) -> Changed {
    Changed::Of(vec![PageOwner::Vehicle(vehicle.clone())])
}

async fn a_change_concerns_its_vehicle_alone(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let (other, _) = org.live_slug().await;
    let mut reader = Reader::of(&app).await;
    for id in [&vehicle, &other] {
        org.editor.patch(ApiPath::Vehicle(id), json!({ "eta": "2026-06-01" })).await.expect(200);
        assert_eq!(reader.read().await, only(id), "an ETA");
        org.editor.post(ApiPath::Notes(id), json!({ "scope": "customer", "body": "On board." })).await.expect(201);
        assert_eq!(reader.read().await, only(id), "a note");
        upload(&org, id, &transparent_png(8, 6)).await;
        assert_eq!(reader.read().await, only(id), "a photo");
        org.editor.post(ApiPath::Regenerate(id), json!({})).await.expect(200);
        assert_eq!(reader.read().await, only(id), "another URL");
        org.editor.delete(ApiPath::TrackingLink(id)).await.expect(204);
        assert_eq!(reader.read().await, only(id), "no URL");
    }
    org.admin.patch(ApiPath::Organization, json!({ "name": "Other Imports" })).await.expect(200);
    assert_eq!(reader.read().await, Changed::Of(vec![PageOwner::Organization(org.id.clone())]));
    assert_eq!(reader.read().await, Changed::Of(Vec::new()));
}

async fn what_no_page_shows_concerns_none(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let mut reader = Reader::of(&app).await;
    let browser = app.anonymous().with("user-agent", "Mozilla/5.0");
    browser.post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    app.execute("UPDATE tracking_links SET view_count = view_count + 1, last_viewed_at = 1").await;
    // A row is locked by saving what is there already.
    app.execute("UPDATE vehicles SET id = id; UPDATE tracking_links SET updated_at = updated_at").await;
    org.vehicle().await;
    app.second_session(&org).await;
    app.anonymous().get(ApiPath::PublicTracking(&slug)).await.expect(200);
    let saved = org.editor.get(ApiPath::Vehicle(&vehicle)).await.value(200);
    let same = json!({ "model": saved["model"], "eta": saved["eta"] });
    org.editor.patch(ApiPath::Vehicle(&vehicle), same).await.expect(200);
    assert_eq!(reader.read().await, Changed::Of(Vec::new()));
}

/// Whoever writes them: the operator, a program of somebody else, a server of another version.
async fn changes_by_hand_are_noticed(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    // The first is the hero photo, which is shown without being picked.
    upload(&org, &vehicle, &transparent_png(9, 6)).await;
    let photo = upload(&org, &vehicle, &transparent_png(8, 6)).await;
    let link = ApiPath::TrackingLink(&vehicle);
    org.editor.patch(link, json!({ "photo_ids": [photo.id] })).await.expect(200);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "On board." })).await.expect(201);
    for eta in ["2026-06-01", "2026-06-02"] {
        org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": eta })).await.expect(200);
    }
    let (other, _) = org.live_slug().await;
    let path = ApiPath::PublicTracking(&slug);
    let mut before = app.anonymous().get(path).await.value(200);
    let mut reader = Reader::of(&app).await;
    let statements = [
        "UPDATE vehicles SET model = 'Hilux' WHERE id = '{vehicle}'",
        "UPDATE notes SET body = 'Left the port.'",
        "DELETE FROM notes",
        "DELETE FROM eta_changes",
        "UPDATE photos SET width = 4",
        "UPDATE tracking_links SET show_progress = FALSE WHERE vehicle_id = '{vehicle}'",
        "DELETE FROM tracking_link_photos",
        "UPDATE vehicles SET eta = '2026-07-01' WHERE id = '{vehicle}'",
    ];
    for statement in statements {
        app.execute(&statement.replace("{vehicle}", vehicle.as_str())).await;
        assert_eq!(reader.read().await, only(&vehicle), "{statement}");
        let shown = app.anonymous().get(path).await.value(200);
        assert_ne!(shown, before, "{statement}");
        before = shown;
    }
    app.execute(&format!("UPDATE organizations SET name = 'Somebody Else' WHERE id = '{}'", org.id)).await;
    assert_eq!(reader.read().await, Changed::Of(vec![PageOwner::Organization(org.id.clone())]));
    assert_ne!(app.anonymous().get(path).await.value(200), before);
    // What belonged to one vehicle belongs to another: both pages.
    app.execute(&format!(
        "UPDATE tracking_links SET vehicle_id = '{other}', revoked_at = 1, revoke_reason = 'revoked' \
                          WHERE vehicle_id = '{vehicle}'"
    ))
    .await;
    let Changed::Of(owners) = reader.read().await else { panic!("two pages") };
    assert!(
        owners.len() == 2 && [&vehicle, &other].iter().all(|id| owners.contains(&PageOwner::Vehicle((*id).clone())))
    );
    app.anonymous().get(path).await.expect(404);
}

async fn who_reads_too_late_learns_that_everything_may_have_changed(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let (mut late, mut current) = (Reader::of(&app).await, Reader::of(&app).await);
    // Each of them is another change of the same page.
    let year = format!("UPDATE vehicles SET year = year + 1 WHERE id = '{vehicle}';");
    for _ in 0..3 {
        app.execute(&year.repeat(4000)).await;
        app.app.store.trim_page_changes().await.unwrap();
        assert_eq!(current.read().await, only(&vehicle));
    }
    assert!(app.number("SELECT COUNT(*) FROM page_changes").await < 11_500);
    assert_eq!(late.read().await, Changed::Everything);
    assert_eq!(late.read().await, Changed::Of(Vec::new()));
}

/// Transactions of PostgreSQL commit in another order than that in which they wrote.
#[actix_web::test]
async fn what_is_committed_late_is_not_missed() {
    let app = TestApp::postgres().await;
    let org = app.organization().await;
    let vehicles = [org.live_slug().await.0, org.live_slug().await.0, org.live_slug().await.0];
    let mut reader = Reader::of(&app).await;
    let mut open = Vec::new();
    for vehicle in &vehicles {
        let mut tx = app.app.store.begin(&org.id).await.unwrap();
        let store::Db::Postgres(session) = tx.db() else { unreachable!() };
        sqlx::query("UPDATE vehicles SET model = 'Hilux' WHERE id = $1")
            .bind(vehicle.as_str())
            .execute(session)
            .await
            .unwrap();
        open.push(tx);
    }
    assert_eq!(reader.read().await, Changed::Of(Vec::new()));
    for vehicle in vehicles.iter().rev() {
        open.pop().unwrap().commit().await.unwrap();
        assert_eq!(reader.read().await, only(vehicle));
        assert_eq!(reader.read().await, Changed::Of(Vec::new()));
    }
}

/// The file has the same name and perhaps as many entries, but another history.
#[actix_web::test]
async fn a_database_that_was_put_back_is_another_one() {
    let app = TestApp::sqlite().await;
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let mut reader = Reader::of(&app).await;
    let Store::Sqlite { writer, .. } = &app.app.store else { unreachable!() };
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "model": "Hilux" })).await.expect(200);
    assert_eq!(reader.read().await, only(&vehicle));
    sqlx::query("UPDATE page_changes SET mark = randomblob(8)").execute(writer).await.unwrap();
    assert_eq!(reader.read().await, Changed::Everything);
    assert_eq!(reader.read().await, Changed::Of(Vec::new()));
    sqlx::query("DELETE FROM page_changes").execute(writer).await.unwrap();
    assert_eq!(reader.read().await, Changed::Everything);
    assert_eq!(reader.read().await, Changed::Everything, "there is no entry from which to go on");
}
