//! What must never happen: pictures that somebody needs are deleted. Whatever the database says or hides, they are put aside
//! at most, and back as soon as a row refers to them.

use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime};

use actix_web::http::Method;
use host::clock::Clock;
use serde_json::Value;
use server::sweep::files::{self, Limit, Swept};
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use store::installation;

use crate::support::pictures::{jpeg, send, upload};
use crate::support::s3::S3;
use crate::support::{Organization, TestApp, both_engines, database, files_below};

both_engines!(
    a_database_that_knows_no_picture_loses_none,
    an_older_database_puts_a_few_aside_and_the_newer_one_brings_them_back,
    many_are_left_alone_until_an_operator_says_otherwise,
    a_logo_that_was_replaced_can_come_back,
    what_is_referred_to_comes_back_in_a_bucket_too,
    the_commands_find_what_is_missing_and_move_back_what_is_aside,
);

const NOTHING: Swept = Swept { brought_back: 0, put_aside: 0, deleted: 0, unfinished: 0, left: 0 };

fn later(hours: i64) -> Timestamp {
    Timestamp::from_unix_ms(Clock::system().now().unix_ms() + hours * 60 * 60 * 1000).unwrap()
}

async fn photos(org: &Organization, count: usize) -> Vec<Photo> {
    let vehicle = org.vehicle().await.id;
    let mut photos = Vec::new();
    for _ in 0..count {
        photos.push(upload(org, &vehicle, &jpeg(9, 9)).await);
    }
    photos
}

async fn all_shown(org: &Organization, photos: &[Photo]) {
    for photo in photos {
        org.viewer.get(&photo.urls[&9]).await.expect(200);
    }
}

/// As if the database were one of an earlier moment: it does not know the newest pictures.
async fn go_back(app: &TestApp, count: usize) {
    let newest = format!("SELECT id FROM photos ORDER BY id DESC LIMIT {count}");
    app.execute(&format!("CREATE TABLE newer AS SELECT * FROM photos WHERE id IN ({newest})")).await;
    app.execute("DELETE FROM photos WHERE id IN (SELECT id FROM newer)").await;
}

async fn go_forth(app: &TestApp) {
    app.execute("INSERT INTO photos SELECT * FROM newer").await;
    app.execute("DROP TABLE newer").await;
}

async fn a_database_that_knows_no_picture_loses_none(app: TestApp) {
    let org = app.organization().await;
    let photos = photos(&org, 3).await;
    let before = files_below(&app.directory().join("photos"));
    go_back(&app, 3).await;
    for limit in [Limit::Small, Limit::Everything] {
        assert_eq!(files::sweep(&app.app.sweeper(), later(2), limit).await.unwrap(), NOTHING);
    }
    assert_eq!(files_below(&app.directory().join("photos")), before);
    go_forth(&app).await;
    all_shown(&org, &photos).await;
}

/// Policies that somebody changed: every row is hidden, and no statement fails.
#[actix_web::test]
async fn rows_that_are_hidden_lose_no_picture() {
    let app = TestApp::postgres().await;
    let org = app.organization().await;
    let photos = photos(&org, 3).await;
    let blind =
        "CREATE OR REPLACE FUNCTION importops_organization() RETURNS text LANGUAGE sql AS $$ SELECT 'nobody' $$";
    database::tamper(app.database_url(), blind).await;
    assert!(!installation::knows_pictures(app.app.store.read_across().await.unwrap().across()).await.unwrap());
    let before = files_below(&app.directory().join("photos"));
    for limit in [Limit::Small, Limit::Everything] {
        assert_eq!(files::sweep(&app.app.sweeper(), later(24 * 30), limit).await.unwrap(), NOTHING);
    }
    assert_eq!(files_below(&app.directory().join("photos")), before);
    // The next start makes the policies what they have to be.
    app.app.store.migrate().await.unwrap();
    all_shown(&org, &photos).await;
}

async fn an_older_database_puts_a_few_aside_and_the_newer_one_brings_them_back(app: TestApp) {
    let org = app.organization().await;
    let photos = photos(&org, 8).await;
    go_back(&app, 5).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { put_aside: 5, ..NOTHING }
    );
    assert_eq!(files::sweep(&app.app.sweeper(), later(3), Limit::Small).await.unwrap(), NOTHING);
    go_forth(&app).await;
    assert_eq!(files::bring_back(&app.app.sweeper()).await.unwrap(), Swept { brought_back: 5, ..NOTHING });
    all_shown(&org, &photos).await;
    // Even when they would be deleted at that very moment.
    go_back(&app, 5).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { put_aside: 5, ..NOTHING }
    );
    go_forth(&app).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(24 * 30), Limit::Small).await.unwrap(),
        Swept { brought_back: 5, ..NOTHING }
    );
    all_shown(&org, &photos).await;
}

async fn many_are_left_alone_until_an_operator_says_otherwise(app: TestApp) {
    let org = app.organization().await;
    let photos = photos(&org, 24).await;
    go_back(&app, 21).await;
    let before = files_below(&app.directory().join("photos"));
    assert_eq!(files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(), Swept { left: 21, ..NOTHING });
    assert_eq!(files_below(&app.directory().join("photos")), before);
    let metrics = app.app.scraped().text().await.unwrap();
    assert!(metrics.contains("importops_photo_sweeps_refused_total 1"), "{metrics}");
    let swept = files::sweep(&app.app.sweeper(), later(2), Limit::Everything).await.unwrap();
    assert_eq!(swept, Swept { put_aside: 21, ..NOTHING });
    go_forth(&app).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { brought_back: 21, ..NOTHING }
    );
    all_shown(&org, &photos).await;
    // What is aside already counts: many times a few are many.
    go_back(&app, 15).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { put_aside: 15, ..NOTHING }
    );
    app.execute("INSERT INTO newer SELECT * FROM photos").await;
    app.execute("DELETE FROM photos WHERE id <> (SELECT MIN(id) FROM photos)").await;
    assert_eq!(files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(), Swept { left: 8, ..NOTHING });
    app.execute("DELETE FROM photos").await;
    go_forth(&app).await;
    assert_eq!(
        files::sweep(&app.app.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { brought_back: 15, ..NOTHING }
    );
    all_shown(&org, &photos).await;
}

/// An older copy of the database refers to it.
async fn a_logo_that_was_replaced_can_come_back(app: TestApp) {
    let org = app.organization().await;
    let logo = ApiPath::Logo.to_string();
    send(&org.admin, Method::PUT, &logo, &jpeg(9, 9)).await.expect(200);
    let first = org.viewer.get(&logo).await.expect(200).body.clone();
    app.execute("CREATE TABLE older AS SELECT logo_key, logo_width, logo_height FROM organizations").await;
    send(&org.admin, Method::PUT, &logo, &jpeg(20, 9)).await.expect(200);
    app.execute(
        "UPDATE organizations SET logo_key = (SELECT logo_key FROM older), logo_width = (SELECT logo_width FROM older),
             logo_height = (SELECT logo_height FROM older)",
    )
    .await;
    // Nobody has asked for the WebP, so it is not in memory.
    org.viewer.with("accept", "image/webp").get(&logo).await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(files::bring_back(&app.app.sweeper()).await.unwrap(), Swept { brought_back: 1, ..NOTHING });
    assert_eq!(org.viewer.get(&logo).await.expect(200).body, first);
}

async fn what_is_referred_to_comes_back_in_a_bucket_too(app: TestApp) {
    let bucket = S3::start();
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store(None);
    let base = app.third_node(config.clone()).await;
    let mut org = app.organization().await;
    (org.editor, org.viewer) = (org.editor.at(&base), org.viewer.at(&base));
    let photos = photos(&org, 4).await;
    let parts = server::app::App::open(config, app.clock.clone()).await.unwrap();
    go_back(&app, 3).await;
    assert_eq!(
        files::sweep(&parts.sweeper(), later(2), Limit::Small).await.unwrap(),
        Swept { put_aside: 3, ..NOTHING }
    );
    assert_eq!(files_below(&bucket.objects().join("aside")).len(), 6);
    go_forth(&app).await;
    assert_eq!(
        files::sweep(&parts.sweeper(), later(24 * 30), Limit::Small).await.unwrap(),
        Swept { brought_back: 3, ..NOTHING }
    );
    all_shown(&org, &photos).await;
    parts.store.close().await;
}

/// What a command answers, and whether it was content.
fn answer(app: &TestApp, words: &[&str]) -> (bool, Value) {
    let Output { status, stdout, stderr } = app.command().args(words).arg("--json").output().unwrap();
    let told = serde_json::from_slice(&stdout);
    (status.success(), told.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&stderr))))
}

/// The program goes by the system's clock, so files have to be old.
fn age(directory: &Path) {
    let two_hours_ago = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(later(-2).unix_ms()).unwrap());
    for path in files_below(directory) {
        std::fs::File::options().append(true).open(path).unwrap().set_modified(two_hours_ago).unwrap();
    }
}

async fn the_commands_find_what_is_missing_and_move_back_what_is_aside(app: TestApp) {
    let org = app.organization().await;
    let photos = photos(&org, 24).await;
    let store = app.directory().join("photos");
    age(&store);
    let (well, told) = answer(&app, &["photos", "verify"]);
    assert!(well && told["pictures"] == 24 && told["complete"] == 24 && told["unreferenced"] == 0, "{told}");
    go_back(&app, 22).await;
    assert_eq!(answer(&app, &["photos", "verify"]).1["unreferenced"], 22);
    assert_eq!(answer(&app, &["photos", "put-aside", "--all"]).1["put_aside"], 22);
    let (well, told) = answer(&app, &["photos", "verify"]);
    assert!(well && told["aside"] == 22 && told["unreferenced"] == 0, "{told}");
    go_forth(&app).await;
    let (well, told) = answer(&app, &["photos", "verify"]);
    assert!(!well && told["complete"] == 2 && told["incomplete"].as_array().unwrap().len() == 22, "{told}");
    assert_eq!(answer(&app, &["photos", "restore-aside"]), (true, serde_json::json!({ "restored": 22 })));
    assert_eq!(answer(&app, &["photos", "restore-aside"]), (true, serde_json::json!({ "restored": 0 })));
    assert!(answer(&app, &["photos", "verify"]).0);
    all_shown(&org, &photos).await;
    // One file is missing, of one photo that is named; another one was cut off.
    let files = files_below(&store);
    let mut webp = files.iter().filter(|path| path.ends_with("9.webp"));
    std::fs::remove_file(webp.next().unwrap()).unwrap();
    std::fs::write(webp.next().unwrap(), "x").unwrap();
    let (well, told) = answer(&app, &["photos", "verify"]);
    let incomplete = told["incomplete"].as_array().unwrap();
    assert!(!well && incomplete.len() == 2, "{told}");
    let missing = incomplete.iter().find(|picture| picture["missing"] == serde_json::json!(["9.webp"])).unwrap();
    let named = photos.iter().any(|photo| missing["photo_id"] == photo.id.as_str());
    assert!(named && missing["vehicle_id"].is_string(), "{told}");
}
