//! A database and a photo store that do not belong together are never used together: what is refused, what is taken over, and
//! the operator's word.

use std::path::Path;
use std::process::{Command, Output};

use futures_util::future::join_all;
use serde_json::Value;
use server::app::App;
use server::app::StartError;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::problem::ProblemCode;

use crate::support::pictures::{jpeg, post, upload};
use crate::support::program::{Serving, importops};
use crate::support::s3::S3;
use crate::support::{TestApp, both_engines, database, files_below};

both_engines!(
    an_empty_database_beside_the_pictures_of_another_is_refused,
    a_database_that_lost_its_pictures_is_refused,
    an_older_installation_is_taken_over,
    servers_that_start_at_once_agree,
    pictures_of_nobody_are_not_taken_over,
    an_operator_can_say_that_they_belong_together,
    another_store_in_its_place_is_noticed,
    a_bucket_belongs_to_one_database,
);

fn fails(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    let told = String::from_utf8_lossy(&stderr).into_owned();
    assert!(!status.success(), "{told}");
    told
}

fn succeeds(command: &mut Command) -> Value {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).unwrap()
}

fn marker(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("photos/installation")).unwrap().trim().to_owned()
}

/// Another database than that of a test, without anything in it.
async fn empty_database(app: &TestApp) -> String {
    if app.is_sqlite() {
        return format!("sqlite:{}", app.directory().join("mistyped.sqlite").display());
    }
    database::create_empty().await
}

async fn an_empty_database_beside_the_pictures_of_another_is_refused(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo: Photo = upload(&org, &vehicle, &jpeg(9, 9)).await;
    let other = empty_database(&app).await;
    let before = files_below(&app.directory().join("photos"));
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["photos", "put-aside", "--all"]] {
        let told = fails(importops(&app.directory()).env("IMPORTOPS_DATABASE_URL", &other).args(words));
        assert!(told.contains("belongs to an installation") && told.contains("`importops photos adopt`"), "{told}");
    }
    assert_eq!(files_below(&app.directory().join("photos")), before);
    assert!(!app.directory().join("mistyped.sqlite").exists(), "nothing was made");
    if !app.is_sqlite() {
        let pool = sqlx::PgPool::connect(&other).await.unwrap();
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
        assert_eq!(sqlx::query_scalar::<_, i64>(tables).fetch_one(&pool).await.unwrap(), 0);
        pool.close().await;
    }
    // A database that has an id of its own.
    let mut config = (*app.app.config).clone();
    config.database_url = other;
    config.photo_store = pictures::blobs::PhotoStore::Directory(app.directory().join("others"));
    let elsewhere = App::open(config.clone(), app.clock.clone()).await.unwrap();
    elsewhere.store.close().await;
    config.photo_store = app.app.config.photo_store.clone();
    let refused = App::open(config, app.clock.clone()).await.unwrap_err();
    assert!(matches!(refused, StartError::Mismatch(_)) && refused.to_string().contains("another installation"));
    org.viewer.get(&photo.urls[&9]).await.expect(200);
}

async fn a_database_that_lost_its_pictures_is_refused(app: TestApp) {
    let org = app.organization().await;
    upload(&org, &org.vehicle().await.id, &jpeg(9, 9)).await;
    let mut config = (*app.app.config).clone();
    config.photo_store = pictures::blobs::PhotoStore::Directory(app.directory().join("mistyped"));
    let refused = App::open(config, app.clock.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("the photo store is empty"), "{refused}");
    assert!(!app.directory().join("mistyped").exists());
}

async fn an_older_installation_is_taken_over(app: TestApp) {
    let org = app.organization().await;
    upload(&org, &org.vehicle().await.id, &jpeg(9, 9)).await;
    // As the version before this one left them.
    std::fs::remove_file(app.directory().join("photos/installation")).unwrap();
    app.execute("DELETE FROM installation").await;
    let (one, two) = (app.other_parts().await, app.other_parts().await);
    assert_eq!(marker(&app.directory()).len(), 32);
    for node in [&one, &two, &app.app] {
        node.pairing.confirm().await.unwrap();
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM installation").await, 1);
}

async fn servers_that_start_at_once_agree(app: TestApp) {
    let bucket = S3::start();
    let mut config = (*app.app.config).clone();
    for place in [bucket.store(None), config.photo_store.clone()] {
        config.photo_store = place;
        app.execute("DELETE FROM installation").await;
        for marker in [bucket.objects().join("installation"), app.directory().join("photos/installation")] {
            // One of them is not there yet.
            let _ = std::fs::remove_file(marker);
        }
        let started = join_all((0..4).map(|_| App::open(config.clone(), app.clock.clone()))).await;
        for node in started {
            let node = node.unwrap();
            node.pairing.confirm().await.unwrap();
            node.store.close().await;
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM installation").await, 1);
    }
}

async fn pictures_of_nobody_are_not_taken_over(app: TestApp) {
    let org = app.organization().await;
    upload(&org, &org.vehicle().await.id, &jpeg(9, 9)).await;
    std::fs::remove_file(app.directory().join("photos/installation")).unwrap();
    let other = empty_database(&app).await;
    let told = fails(importops(&app.directory()).env("IMPORTOPS_DATABASE_URL", &other).arg("migrate"));
    assert!(told.contains("the database knows none of them"), "{told}");
    assert!(!app.directory().join("photos/installation").exists());
}

async fn an_operator_can_say_that_they_belong_together(app: TestApp) {
    let org = app.organization().await;
    let photo = upload(&org, &org.vehicle().await.id, &jpeg(9, 9)).await;
    let own = marker(&app.directory());
    // The store of a copy, say of a test installation that became the real one.
    std::fs::write(app.directory().join("photos/installation"), "0123456789abcdef0123456789abcdef\n").unwrap();
    assert!(fails(app.command().arg("migrate")).contains("another installation"));
    let told = succeeds(app.command().args(["photos", "adopt", "--json"]));
    assert_eq!((told["installation"].as_str(), marker(&app.directory())), (Some(own.as_str()), own.clone()));
    // A database from before there were ids, put back by other means.
    app.execute("DELETE FROM installation").await;
    assert!(fails(app.command().arg("migrate")).contains("belongs to an installation"));
    app.suspend_links();
    succeeds(app.command().args(["migrate", "--json"]));
    assert_eq!(marker(&app.directory()), own);
    assert_eq!(app.number(&format!("SELECT COUNT(*) FROM installation WHERE id = '{own}'")).await, 1);
    let org = app.second_session(&org).await;
    org.viewer.get(&photo.urls[&9]).await.expect(200);
    let absent = format!("sqlite:{}", app.directory().join("absent.sqlite").display());
    let mut adopt = importops(&app.directory());
    assert!(fails(adopt.env("IMPORTOPS_DATABASE_URL", absent).args(["photos", "adopt"])).contains("does not exist"));
    assert!(!app.directory().join("absent.sqlite").exists());
}

/// A disk that was not mounted, or the wrong one.
async fn another_store_in_its_place_is_noticed(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    upload(&org, &vehicle, &jpeg(9, 9)).await;
    let (photos, kept) = (app.directory().join("photos"), app.directory().join("kept"));
    std::fs::rename(&photos, &kept).unwrap();
    std::fs::create_dir(&photos).unwrap();
    app.clock.advance_ms(1000);
    let refused = app.anonymous().get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(refused.detail, "The database and the photo store do not belong together.");
    post(&org.editor, &vehicle, &jpeg(9, 9)).await.problem(ProblemCode::ServiceUnavailable);
    assert!(files_below(&photos).is_empty());
    assert!(server::sweep::sweep(&app.app.sweeper(), app.clock.now()).await.is_err());
    std::fs::remove_dir(&photos).unwrap();
    std::fs::rename(&kept, &photos).unwrap();
    app.clock.advance_ms(1000);
    app.anonymous().get("/readyz").await.expect(200);
    post(&org.editor, &vehicle, &jpeg(9, 9)).await.expect(201);
}

async fn a_bucket_belongs_to_one_database(app: TestApp) {
    let bucket = S3::start();
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store(None);
    let org = app.organization().await;
    let base = app.third_node(config.clone()).await;
    let photo: Photo = post(&org.editor.at(&base), &org.vehicle().await.id, &jpeg(9, 9)).await.json(201);
    assert!(bucket.objects().join("installation").exists());
    let mut others = config.clone();
    others.database_url = empty_database(&app).await;
    let refused = App::open(others, app.clock.clone()).await.unwrap_err();
    assert!(matches!(refused, StartError::Mismatch(_)), "{refused}");
    // As the version before this one left them.
    std::fs::remove_file(bucket.objects().join("installation")).unwrap();
    app.execute("DELETE FROM installation").await;
    let base = app.third_node(config).await;
    assert!(bucket.objects().join("installation").exists());
    org.viewer.at(&base).get(&photo.urls[&9]).await.expect(200);
}

/// Nothing was stored yet: the first start is as it was.
#[actix_web::test]
async fn a_first_start_makes_one_id() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start(directory.path());
    let caller = crate::support::Caller::new(&serving.base, None);
    caller.get("/readyz").await.expect(200);
    caller.get(ApiPath::PublicTracking("00000000000000000000000000")).await.expect(404);
    let id = marker(directory.path());
    drop(serving);
    let again = Serving::start(directory.path());
    assert_eq!(marker(directory.path()), id);
    drop(again);
}

/// There is no database yet, and there may be pictures of another one in the bucket.
#[test]
fn a_first_start_waits_for_its_bucket() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("data");
    let bucket = S3::start();
    let mut command = importops(&data_dir);
    command.env("IMPORTOPS_PHOTO_STORE", "s3://photos/importer/one").envs(bucket.settings(Some("the-wrong-secret")));
    assert!(fails(command.arg("migrate")).contains("there is no database yet"));
    assert!(!data_dir.exists());
    let mut command = importops(&data_dir);
    command.env("IMPORTOPS_PHOTO_STORE", "s3://photos/importer/one").envs(bucket.settings(None));
    succeeds(command.args(["migrate", "--json"]));
    assert!(bucket.objects().join("installation").exists());
}
