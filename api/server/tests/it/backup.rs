//! Backups, and what a restored one must not bring back to life.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::audit::AuditEvent;
use shared::link::{LinkState, Suspension, TrackingLink};
use shared::organization::Organization;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::problem::ProblemCode;
use shared::session::Session;
use shared::vehicle::Vehicle;
use store::deliveries::backlog;

use crate::support::people::{open, slug};
use crate::support::pictures::jpeg;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization, importops};
use crate::support::receiver::Receiver;
use crate::support::{Caller, TestApp, both_engines, files_below};
use crate::webhooks::deliver;

both_engines!(
    a_database_put_back_by_other_means_is_suspended,
    only_suspended_links_are_resumed,
    keys_and_webhooks_wait_with_the_links,
);

/// The program with these words; what it answered.
fn run(data: &Path, words: &[&str]) -> Output {
    importops(data).args(words).output().unwrap()
}

pub fn succeeds(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The refusal that the operator reads.
fn refused(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    assert!(!output.status.success(), "{words:?} was not refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A data directory with an organisation, and where its backup goes.
pub struct Place {
    _directory: tempfile::TempDir,
    pub data: PathBuf,
    pub backup: String,
}

impl Place {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (data, backup) = (directory.path().join("data"), directory.path().join("backup").display().to_string());
        std::fs::create_dir(&data).unwrap();
        assert!(create_organization(&data, PASSWORD).status.success());
        Self { _directory: directory, data, backup }
    }
}

pub async fn sign_in(serving: &Serving) -> Caller {
    let caller = Caller::new(&serving.base, None);
    let session: Session =
        caller.post(ApiPath::Session, json!({ "email": EMAIL, "password": PASSWORD })).await.json(200);
    Caller::new(&serving.base, Some(session.access_token))
}

/// A vehicle with a photo on its page.
pub async fn shown(admin: &Caller) -> (Vehicle, String) {
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
    let photo = admin.try_upload(&ApiPath::Photos(&vehicle.id).to_string(), &jpeg(40, 30)).await;
    let photo: Photo = photo.unwrap();
    let link = json!({ "photo_ids": [photo.id] });
    let link: TrackingLink = admin.post(ApiPath::TrackingLink(&vehicle.id), link).await.json(201);
    (vehicle, slug(&link))
}

#[actix_web::test]
async fn a_link_that_was_revoked_after_the_backup_stays_dead() {
    let place = Place::new();
    let serving = Serving::start(&place.data);
    let admin = sign_in(&serving).await;
    let ((kept, kept_slug), (revoked, revoked_slug)) = (shown(&admin).await, shown(&admin).await);
    let page = |serving: &Serving, slug: &str| {
        let caller = Caller::new(&serving.base, None);
        let path = format!("/t/{slug}");
        async move { caller.get(path).await.status }
    };
    // While the server goes on.
    let told = succeeds(&place.data, &["backup", &place.backup]);
    assert!(told.contains("keys.json"), "{told}");
    assert_eq!(page(&serving, &kept_slug).await, 200);
    admin.delete(ApiPath::TrackingLink(&revoked.id)).await.expect(204);
    let after: Vehicle =
        admin.post(ApiPath::Vehicles, json!({ "year": 2022, "make": "Mazda", "model": "3" })).await.json(201);
    assert!(refused(&place.data, &["restore", &place.backup, "--replace"]).contains("stop it first"));
    drop(serving);
    std::fs::remove_dir_all(place.data.join("photos")).unwrap();
    assert!(refused(&place.data, &["restore", &place.backup]).contains("--replace"));
    let told = succeeds(&place.data, &["restore", &place.backup, "--replace"]);
    assert!(told.contains("Restored 1 organisation.") && told.contains("suspended"), "{told}");

    let serving = Serving::start(&place.data);
    let stale = Caller::new(&serving.base, None);
    let was_signed_in = admin.at(&serving.base).get(ApiPath::Vehicles).await;
    was_signed_in.expect(401);
    assert_eq!((page(&serving, &kept_slug).await, page(&serving, &revoked_slug).await), (404, 404));
    stale.get(ApiPath::PublicTracking(&kept_slug)).await.expect(404);
    let admin = sign_in(&serving).await;
    admin.get(ApiPath::Vehicle(&after.id)).await.expect(404);
    let link: TrackingLink = admin.get(ApiPath::TrackingLink(&revoked.id)).await.json(200);
    assert_eq!((link.state, link.suspended), (LinkState::Active, Some(Suspension::RestoredBackup)));
    // The admin looks, ends what had been ended, and lets the rest work.
    admin.delete(ApiPath::TrackingLink(&revoked.id)).await.expect(204);
    let organization: Organization = admin.post(ApiPath::ResumeTrackingLinks, json!({})).await.json(200);
    assert_eq!(organization.links_suspended_at, None);
    assert_eq!((page(&serving, &kept_slug).await, page(&serving, &revoked_slug).await), (200, 404));
    let photos: Page<Photo> = admin.get(ApiPath::Photos(&kept.id)).await.json(200);
    assert_eq!(photos.data.len(), 1);
    let public: Value = stale.get(ApiPath::PublicTracking(&kept_slug)).await.value(200);
    stale.get(public["hero_photo"]["src"].as_str().unwrap()).await.expect(200);
    drop(serving);
    assert!(succeeds(&place.data, &["audit", "verify"]).contains("no entry was changed"));
    // What was replaced is still there, whole.
    let replaced = std::fs::read_dir(&place.data).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(replaced.filter(|name| name.to_string_lossy().contains("replaced-")).count(), 1);
}

#[actix_web::test]
async fn a_backup_opens_no_link_and_is_only_its_owners() {
    let place = Place::new();
    let serving = Serving::start(&place.data);
    let admin = sign_in(&serving).await;
    let (_, slug) = shown(&admin).await;
    succeeds(&place.data, &["backup", &place.backup, "--json"]);
    let keys = std::fs::read_to_string(place.data.join("keys.json")).unwrap();
    let keys: Value = serde_json::from_str(&keys).unwrap();
    let secrets: Vec<_> = keys.as_object().unwrap().values().map(|key| key.as_str().unwrap().to_owned()).collect();
    let files = files_below(Path::new(&place.backup));
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets.iter().chain([&slug, &PASSWORD.to_owned()]) {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", file.display());
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&place.backup).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn a_restore_that_cannot_be_leaves_everything_as_it_was() {
    let place = Place::new();
    let (data, backup) = (&place.data, place.backup.as_str());
    // What an interrupted backup left is no backup, and in nobody's way.
    std::fs::create_dir(format!("{backup}.unfinished")).unwrap();
    succeeds(data, &["backup", backup]);
    assert!(refused(data, &["backup", backup]).contains("already exists"));
    let database = std::fs::read(data.join("importops.sqlite")).unwrap();
    let try_restore = || refused(data, &["restore", backup, "--replace"]);
    let keys = std::fs::read(data.join("keys.json")).unwrap();
    std::fs::remove_file(data.join("keys.json")).unwrap();
    assert!(try_restore().contains("keys.json is missing"));
    assert!(refused(data, &["backup", &format!("{backup}-2")]).contains("keys.json is missing"));
    assert!(!data.join("keys.json").exists());
    std::fs::write(data.join("keys.json"), &keys).unwrap();
    only_owner(&data.join("keys.json"));
    let others = Place::new();
    assert!(refused(&others.data, &["restore", backup, "--replace"]).contains("does not hold the keys of the backup"));
    assert!(refused(data, &["restore", others.data.to_str().unwrap(), "--replace"]).contains("is not a backup"));
    let copy = Path::new(backup).join("importops.sqlite");
    let whole = std::fs::read(&copy).unwrap();
    std::fs::write(&copy, &whole[..whole.len() / 2]).unwrap();
    assert!(try_restore().contains("malformed"), "{}", try_restore());
    assert!(refused(data, &["restore"]).contains("DIRECTORY"));
    // The file itself may have been opened and closed, but nothing was written into it.
    assert!(succeeds(data, &["audit", "verify"]).contains("1 entry of 1 organisation"));
    assert_eq!(std::fs::read(data.join("importops.sqlite")).unwrap().len(), database.len());
    std::fs::write(&copy, &whole).unwrap();
    succeeds(data, &["restore", backup, "--replace"]);
}

fn only_owner(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

async fn a_database_put_back_by_other_means_is_suspended(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let ((_, slug), (_, others)) = (org.live_slug().await, other.live_slug().await);
    app.suspend_links();
    open(&app, &slug).await.expect(404);
    open(&app, &others).await.expect(404);
    let org = app.second_session(&org).await;
    let before: Organization = org.viewer.get(ApiPath::Organization).await.json(200);
    assert!(before.links_suspended_at.is_some());
    org.admin.post(ApiPath::ResumeTrackingLinks, json!({})).await.expect(200);
    open(&app, &slug).await.expect(200);
    open(&app, &others).await.expect(404);
    let entries: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    let actions: Vec<_> = entries.data.iter().map(|entry| entry.action.as_str()).collect();
    for action in ["organization.links_suspended", "organization.links_resumed"] {
        assert_eq!(actions.iter().filter(|found| **found == action).count(), 1, "{actions:?}");
    }
}

async fn keys_and_webhooks_wait_with_the_links(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let (key, others_key) = (org.key(&Scope::ALL).await, other.key(&Scope::ALL).await);
    let receiver = Receiver::start();
    let hook = json!({ "url": receiver.url, "event_types": ["vehicle.created"] });
    org.admin.post(ApiPath::WebhookEndpoints, hook).await.expect(201);
    // What the backup held as not delivered yet, and what is done before anybody has looked.
    org.vehicle().await;
    app.suspend_links();
    for key in [&key, &others_key] {
        let refused = key.get(ApiPath::Vehicles).await.problem(ProblemCode::PermissionDenied);
        assert!(refused.detail.contains("backup was restored"), "{}", refused.detail);
        key.post(ApiPath::Vehicles, json!({})).await.problem(ProblemCode::PermissionDenied);
    }
    let org = app.second_session(&org).await;
    org.vehicle().await;
    assert_eq!(deliver(&app).await, 0);
    assert_eq!(receiver.take().len(), 0);
    let backlog = backlog::measure(app.app.store.read_across().await.unwrap().across(), app.clock.now()).await;
    assert_eq!(backlog.unwrap().pending, 0, "nobody is called for what has to wait");
    org.admin.post(ApiPath::ResumeTrackingLinks, json!({})).await.expect(200);
    key.get(ApiPath::Vehicles).await.expect(200);
    others_key.get(ApiPath::Vehicles).await.problem(ProblemCode::PermissionDenied);
    assert_eq!(deliver(&app).await, 2);
    assert_eq!(receiver.kinds(), ["vehicle.created", "vehicle.created"]);
}

async fn only_suspended_links_are_resumed(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let first: Organization = org.admin.post(ApiPath::ResumeTrackingLinks, json!({})).await.json(200);
    assert_eq!(first.links_suspended_at, None);
    org.admin.post(ApiPath::ResumeTrackingLinks, json!({ "all": true })).await.problem(ProblemCode::ValidationFailed);
    org.editor.post(ApiPath::ResumeTrackingLinks, json!({})).await.problem(ProblemCode::PermissionDenied);
    let entries: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    assert!(entries.data.iter().all(|entry| entry.action != "organization.links_resumed"));
    open(&app, &slug).await.expect(200);
    // A new link of a suspended organisation is suspended too.
    app.suspend_links();
    let org = app.second_session(&org).await;
    let vehicle = org.vehicle().await.id;
    let link = org.link(&vehicle).await;
    assert_eq!(link.suspended, Some(Suspension::RestoredBackup));
    open(&app, &crate::support::people::slug(&link)).await.expect(404);
}
