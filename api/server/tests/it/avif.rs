//! AVIF beside WebP: made of the photos that customers look at, after the photo was there, and where it saves a fifth.

use std::path::PathBuf;

use serde_json::json;
use server::config::Config;
use server::sweep::files::{self, Limit};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;

use crate::grained::grained;
use crate::support::people::{open, slug};
use crate::support::pictures::{jpeg, upload};
use crate::support::{Answer, Organization, TestApp, both_engines, files_below, program};

both_engines!(
    what_customers_look_at_is_made_and_served_to_who_takes_it,
    it_dies_and_goes_with_its_photo,
    what_is_not_worth_it_is_not_tried_again,
    an_encoder_that_panics_is_no_failure_of_the_server,
    what_was_made_meanwhile_is_not_made_again,
    what_was_half_written_is_no_damage,
    it_can_be_switched_off,
);

/// What browsers send for pictures.
const BROWSER: &str = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
const OLDER_BROWSER: &str = "image/webp,*/*;q=0.8";

/// A photo of which AVIF is worth it, in a width of 640.
fn photo() -> Vec<u8> {
    grained(1280, 960)
}

/// A page that shows a photo.
struct Shown {
    org: Organization,
    vehicle: VehicleId,
    photo: Photo,
    /// The photo's address on the page, without its width.
    address: String,
}

impl Shown {
    async fn new(app: &TestApp, file: &[u8]) -> Self {
        let org = app.organization().await;
        let vehicle = org.vehicle().await.id;
        let photo = upload(&org, &vehicle, file).await;
        org.editor.patch(ApiPath::Photo(&vehicle, &photo.id), json!({ "is_hero": true })).await.expect(200);
        let link = org.link_with(&vehicle, json!({})).await;
        let page: PublicTracking = open(app, &slug(&link)).await.json(200);
        let address = page.hero_photo.unwrap().src.split('?').next().unwrap().to_owned();
        Self { org, vehicle, photo, address }
    }

    async fn look(&self, app: &TestApp, accept: &'static str, width: u32) -> Answer {
        app.anonymous().with("accept", accept).get(format!("{}?width={width}", self.address)).await
    }
}

/// Makes AVIF of the photos that wait; tells of how many.
async fn make(app: &TestApp) -> usize {
    let mut made = 0;
    while !app.app.avif.is_empty() {
        app.app.avif_maker().make(app.app.avif.next().await).await.unwrap();
        made += 1;
    }
    made
}

fn media_type(answer: &Answer) -> &str {
    answer.expect(200).header("content-type")
}

/// Whether a file is AVIF (AV1 Image File Format, section 6.3), and how large its picture is.
fn avif_size(file: &[u8]) -> Option<(u32, u32)> {
    let extents = file.windows(4).position(|window| window == b"ispe")? + 8;
    let number = |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let size = (number(extents)?, number(extents + 4)?);
    (file.get(4..12)? == b"ftypavif").then_some(size)
}

async fn what_customers_look_at_is_made_and_served_to_who_takes_it(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    let staff = shown.org.viewer.with("accept", BROWSER);
    staff.get(&shown.photo.urls[&640]).await.expect(200);
    assert_eq!(media_type(&shown.look(&app, OLDER_BROWSER, 640).await), "image/webp");
    assert!(app.app.avif.is_empty(), "nobody who takes it has looked");
    let webp = shown.look(&app, BROWSER, 640).await;
    assert_eq!(media_type(&webp), "image/webp", "it does not wait");
    shown.look(&app, BROWSER, 1280).await.expect(200);
    assert_eq!(make(&app).await, 1);

    let avif = shown.look(&app, BROWSER, 640).await;
    assert_eq!(media_type(&avif), "image/avif");
    assert_eq!((avif.header("vary"), avif.header("cache-control")), ("accept", "private, no-cache"));
    assert_eq!(avif.header("content-disposition"), "inline; filename=\"photo.avif\"");
    assert_eq!(avif.header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
    assert_eq!(avif_size(&avif.body), Some((640, 480)));
    assert!(avif.body.len() * 5 <= webp.body.len() * 4, "{} of {}", avif.body.len(), webp.body.len());
    assert_eq!(media_type(&staff.get(&shown.photo.urls[&640]).await), "image/avif", "staff who take it get it");
    assert_eq!(media_type(&shown.look(&app, "*/*", 640).await), "image/jpeg");
    assert_eq!(media_type(&shown.look(&app, OLDER_BROWSER, 640).await), "image/webp");
    assert_eq!(media_type(&shown.look(&app, BROWSER, 1280).await), "image/webp", "the largest is what it is made from");
    assert!(app.app.avif.is_empty(), "it was tried");

    let address = format!("{}?width=640", shown.address);
    for (accept, tag, status) in [
        (BROWSER, avif.etag(), 304),
        // Whoever has the WebP keeps it.
        (BROWSER, webp.etag(), 304),
        (OLDER_BROWSER, avif.etag(), 200),
        ("*/*", webp.etag(), 200),
    ] {
        let again = app.anonymous().with("accept", accept).with("if-none-match", tag).get(&address).await;
        assert_eq!(again.status, status, "{accept} with {tag}");
        assert!(status == 200 || again.etag() == tag);
    }
    assert_complete(&app);
}

/// The operator's command finds every file.
fn assert_complete(app: &TestApp) {
    let mut command = program::importops(&app.directory());
    let output = command.env("IMPORTOPS_DATABASE_URL", app.database_url()).args(["photos", "verify"]).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

async fn it_dies_and_goes_with_its_photo(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    shown.look(&app, BROWSER, 640).await.expect(200);
    make(&app).await;
    let avif = shown.look(&app, BROWSER, 640).await;
    assert_eq!(media_type(&avif), "image/avif");
    shown.org.editor.delete(ApiPath::TrackingLink(&shown.vehicle)).await.expect(204);
    shown.look(&app, BROWSER, 640).await.expect(404);
    let known = app.anonymous().with("accept", BROWSER).with("if-none-match", avif.etag());
    known.get(format!("{}?width=640", shown.address)).await.expect(404);
    let files = || {
        let files = files_below(&app.directory().join("photos")).into_iter();
        let (aside, kept): (Vec<_>, _) =
            files.partition(|file| file.components().any(|part| part.as_os_str() == "aside"));
        let avif = |files: Vec<PathBuf>| files.into_iter().filter(|file| file.ends_with("640.avif")).count();
        (avif(kept), avif(aside))
    };
    shown.org.editor.delete(ApiPath::Photo(&shown.vehicle, &shown.photo.id)).await.expect(204);
    assert_eq!(files(), (1, 0), "the deletion can be undone");
    let now = Timestamp::from_unix_ms(app.app.clock.now().unix_ms() + 25 * 60 * 60 * 1000).unwrap();
    files::sweep(&app.app.sweeper(), now, Limit::Small).await.unwrap();
    assert_eq!(files(), (0, 1));
}

async fn what_is_not_worth_it_is_not_tried_again(app: TestApp) {
    let small = Shown::new(&app, &jpeg(700, 350)).await;
    small.look(&app, BROWSER, 640).await.expect(200);
    assert_eq!(make(&app).await, 1);
    assert_eq!(media_type(&small.look(&app, BROWSER, 640).await), "image/webp");
    assert!(app.app.avif.is_empty());
    assert_complete(&app);
}

async fn an_encoder_that_panics_is_no_failure_of_the_server(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    app.app.avif_workers.inject(|| panic!("an encoder's"));
    shown.look(&app, BROWSER, 640).await.expect(200);
    assert_eq!(make(&app).await, 1);
    assert_eq!(media_type(&shown.look(&app, BROWSER, 640).await), "image/webp");
    assert!(app.app.avif.is_empty(), "it would panic again");
}

async fn what_was_made_meanwhile_is_not_made_again(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    shown.look(&app, BROWSER, 640).await.expect(200);
    let wanted = app.app.avif.next().await;
    // Somebody looks while it is made.
    shown.look(&app, BROWSER, 640).await.expect(200);
    app.app.avif_maker().make(wanted).await.unwrap();
    app.app.avif_workers.inject(|| panic!("it was made again"));
    assert_eq!(make(&app).await, 1);
    assert_eq!(app.app.avif_workers.panics(), 0);
    assert_eq!(media_type(&shown.look(&app, BROWSER, 640).await), "image/avif");
}

async fn what_was_half_written_is_no_damage(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    let files = files_below(&app.directory().join("photos"));
    let webp = files.iter().find(|file| file.ends_with("640.webp")).unwrap();
    // A server wrote the file and was killed.
    std::fs::write(webp.with_extension("avif"), b"half").unwrap();
    assert_complete(&app);
    assert_eq!(media_type(&shown.look(&app, BROWSER, 640).await), "image/webp");
    make(&app).await;
    assert_eq!(avif_size(&shown.look(&app, BROWSER, 640).await.body), Some((640, 480)));
    assert_complete(&app);
}

async fn it_can_be_switched_off(app: TestApp) {
    let shown = Shown::new(&app, &photo()).await;
    let (base, node) = app.third_app(Config { avif: false, ..(*app.app.config).clone() }).await;
    let address = format!("{}?width=640", shown.address);
    app.anonymous().at(&base).with("accept", BROWSER).get(&address).await.expect(200);
    assert!(node.avif.is_empty());
    app.anonymous().with("accept", BROWSER).get(&address).await.expect(200);
    assert_eq!(app.app.avif.len(), 1, "the other server would make it");
}
