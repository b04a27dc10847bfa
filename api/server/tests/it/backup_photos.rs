//! Pictures and copies of the database that are not of the same moment, or of the same installation.

use std::path::Path;
use std::time::{Duration, SystemTime};

use host::clock::{Clock, Stopwatch};
use serde_json::Value;
use server::app::App;
use server::config::Settings;
use server::sweep::files::{self, Limit, Swept};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::time::Timestamp;

use crate::backup::{Place, shown, sign_in, succeeds};
use crate::support::program::{Serving, importops};
use crate::support::{Caller, files_below};

/// An older copy of the database beside newer pictures: none is lost, whichever of the two is the right one in the end.
#[actix_web::test]
async fn pictures_that_an_older_copy_does_not_know_are_not_lost() {
    let place = Place::new();
    let serving = Serving::start(&place.data);
    let admin = sign_in(&serving).await;
    shown(&admin).await;
    succeeds(&place.data, &["backup", &place.backup]);
    let (newer, slug) = shown(&admin).await;
    drop(serving);
    succeeds(&place.data, &["restore", &place.backup, "--replace"]);
    let later = Timestamp::from_unix_ms(Clock::system().now().unix_ms() + 2 * 60 * 60 * 1000).unwrap();
    let sweep = async || {
        let settings = Settings { data_dir: Some(place.data.clone()), ..Settings::default() };
        let app = App::open(settings.check().unwrap(), Clock::system()).await.unwrap();
        let swept = files::sweep(&app.sweeper(), later, Limit::Small).await.unwrap();
        app.store.close().await;
        swept
    };
    assert_eq!(sweep().await, Swept { put_aside: 1, ..Swept::default() });
    // The restore was a mistake.
    let replaced = std::fs::read_dir(&place.data).unwrap().map(|entry| entry.unwrap().path());
    let mut replaced = replaced.filter(|path| path.to_string_lossy().contains("replaced-"));
    std::fs::rename(replaced.next().unwrap(), place.data.join("importops.sqlite")).unwrap();
    // Left over for long, and yet left alone by a server that has just started.
    let leftover = place.data.join("photos/ab").join(format!("ab{}", "0".repeat(30)));
    std::fs::create_dir_all(&leftover).unwrap();
    std::fs::write(leftover.join("320.jpg"), "half an upload").unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
    std::fs::File::options().append(true).open(leftover.join("320.jpg")).unwrap().set_modified(long_ago).unwrap();
    let serving = Serving::start(&place.data);
    let public: Value = Caller::new(&serving.base, None).get(ApiPath::PublicTracking(&slug)).await.value(200);
    let picture = public["hero_photo"]["src"].as_str().unwrap();
    // A server brings them back when it starts; it says that it listens a moment earlier.
    let watch = Stopwatch::start();
    while Caller::new(&serving.base, None).get(picture).await.status != 200 {
        assert!(watch.elapsed() < Duration::from_secs(10));
    }
    assert!(leftover.join("320.jpg").exists());
    let photos: Page<Photo> = sign_in(&serving).await.get(ApiPath::Photos(&newer.id)).await.json(200);
    assert_eq!(photos.data.len(), 1);
    drop(serving);
    succeeds(&place.data, &["photos", "verify"]);
}

#[actix_web::test]
async fn pictures_of_another_installation_are_not_joined() {
    let (place, other) = (Place::new(), Place::new());
    let serving = Serving::start(&place.data);
    shown(&sign_in(&serving).await).await;
    drop(serving);
    succeeds(&place.data, &["backup", &place.backup]);
    assert!(Path::new(&place.backup).join("photos/installation").exists());
    let database = std::fs::read(place.data.join("importops.sqlite")).unwrap();
    let elsewhere = ["--photo-store", other.data.join("photos").to_str().unwrap()].map(str::to_owned);
    let words = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).chain(elsewhere.clone());
        let output = importops(&place.data).args(words).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let before = files_below(&other.data);
    let told = words(&["restore", &place.backup, "--replace"]);
    assert!(told.contains("another installation"), "{told}");
    let told = words(&["backup", &format!("{}-2", place.backup)]);
    assert!(told.contains("another installation"), "{told}");
    assert_eq!(files_below(&other.data), before);
    assert_eq!(std::fs::read(place.data.join("importops.sqlite")).unwrap().len(), database.len());
    // Its own place, lost with everything in it, is filled again, and has its id.
    let id = std::fs::read(place.data.join("photos/installation")).unwrap();
    std::fs::remove_dir_all(place.data.join("photos")).unwrap();
    succeeds(&place.data, &["restore", &place.backup, "--replace"]);
    assert_eq!(std::fs::read(place.data.join("photos/installation")).unwrap(), id);
    succeeds(&place.data, &["photos", "verify"]);
}
