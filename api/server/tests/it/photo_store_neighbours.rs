//! Photos in other people's stores: no bucket, wrong credentials, frozen, down and back. Staff are told, pages live without
//! their pictures, `/readyz` says so, and no row refers to a file that is not there.

use host::clock::Stopwatch;
use serde_json::json;
use server::config::Config;
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery};
use shared::problem::ProblemCode;

use crate::photo_store_frozen::{SOON, ready};
use crate::support::people::slug;
use crate::support::pictures::{jpeg, post};
use crate::support::stores::{Kind, Neighbour};
use crate::support::{Caller, Organization, TestApp};

/// What staff read while pictures cannot be stored.
const TOLD: &str =
    "The photo store cannot be used now. Try again in a moment; if it stays like this, tell whoever runs this server.";

#[actix_web::test]
async fn seaweedfs() {
    let mut store = Neighbour::start(Kind::SeaweedFs).await;
    let at = lives_with(&store, true).await;
    store.kill();
    at.is_down().await;
    store.restart().await;
    at.is_well().await;
}

#[actix_web::test]
async fn moto() {
    let mut store = Neighbour::start(Kind::Moto).await;
    let at = lives_with(&store, false).await;
    store.kill();
    at.is_down().await;
}

/// A server beside a store.
struct Beside {
    app: TestApp,
    org: Organization,
    editor: Caller,
    anonymous: Caller,
    vehicle: shared::ids::VehicleId,
    slug: String,
}

impl Beside {
    /// Nobody waits for long, nothing is stored, and the page is there.
    async fn is_down(&self) {
        let before = self.photos().await;
        let watch = Stopwatch::start();
        let refused = post(&self.editor, &self.vehicle, &jpeg(700, 300)).await;
        assert_eq!(refused.problem(ProblemCode::ServiceUnavailable).detail, TOLD);
        assert!(watch.elapsed() < SOON, "an upload waited {:?}", watch.elapsed());
        // Nobody has asked for the WebP, so it is not in memory.
        let browser = self.editor.with("accept", "image/webp");
        for photo in &before {
            browser.get(&photo.urls[&320]).await.problem(ProblemCode::ServiceUnavailable);
        }
        self.app.clock.advance_ms(1000);
        self.anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
        self.anonymous.get(format!("/t/{}", self.slug)).await.expect(200);
        self.anonymous.get(ApiPath::PublicTracking(&self.slug)).await.expect(200);
        assert_eq!(self.photos().await.len(), before.len());
    }

    /// Every picture is there, and another one is taken.
    async fn is_well(&self) {
        ready(&self.anonymous, &self.app.clock).await;
        let watch = Stopwatch::start();
        // A store that has just started may answer before it can store anything.
        while post(&self.editor, &self.vehicle, &jpeg(700, 300)).await.status != 201 {
            assert!(watch.elapsed() < SOON * 3, "nothing is stored {:?} after it was back", watch.elapsed());
        }
        for photo in self.photos().await {
            for url in photo.urls.values() {
                self.editor.get(url).await.expect(200);
            }
        }
    }

    async fn photos(&self) -> Vec<Photo> {
        self.org.viewer.get(ApiPath::Photos(&self.vehicle)).await.json::<PhotoGallery>(200).data
    }
}

async fn lives_with(store: &Neighbour, checks_credentials: bool) -> Beside {
    let app = TestApp::sqlite().await;
    let beside = async |secret| Config { photo_store: store.store(secret), ..Config::clone(&app.app.config) };
    let base = app.third_node(beside(None).await).await;
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let slug = slug(&org.link(&vehicle).await);
    let (editor, anonymous) = (org.editor.at(&base), app.anonymous().at(&base));
    let mut command = app.command();
    command.envs(store.settings(None)).env("IMPORTOPS_PHOTO_STORE", "s3://photos/importer/one");
    let output = command.args(["check-config"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("problem: IMPORTOPS_PHOTO_STORE: a file cannot be written to it"), "{text}");
    let wrong = checks_credentials.then_some("another-secret");
    let wrong = app.third_node(beside(wrong).await).await;
    let at = Beside { app, org, editor, anonymous, vehicle, slug };
    // There is no bucket yet.
    at.is_down().await;
    store.make_bucket();
    at.is_well().await;
    if checks_credentials {
        let refused = post(&at.org.editor.at(&wrong), &at.vehicle, &jpeg(9, 9)).await;
        assert_eq!(refused.problem(ProblemCode::ServiceUnavailable).detail, TOLD);
    }
    store.signal("STOP");
    at.is_down().await;
    store.signal("CONT");
    at.is_well().await;
    // What is deleted and swept is gone there too.
    let photos = at.photos().await;
    at.editor.delete(ApiPath::Photo(&at.vehicle, &photos[0].id)).await.expect(204);
    at.editor.post(ApiPath::PhotoRestore(&at.vehicle, &photos[0].id), json!({})).await.expect(200);
    at
}
