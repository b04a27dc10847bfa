//! A photo store that freezes: who waits for it is answered soon, pages go on, and all is well again as soon as it is.

use std::time::Duration;

use host::clock::Stopwatch;
use shared::photo::Photo;
use shared::problem::ProblemCode;

use crate::support::people::{open, slug};
use crate::support::pictures::{jpeg, post};
use crate::support::relay::Relay;
use crate::support::s3::S3;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    a_store_that_freezes_holds_nobody_up_for_long,
    a_server_starts_beside_a_frozen_store_and_stores_nothing_before_it_knows_it,
);

/// How soon somebody is answered, and how soon all is well again.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// Asks until it is ready.
pub(crate) async fn ready(caller: &Caller, clock: &host::clock::Clock) {
    let watch = Stopwatch::start();
    loop {
        clock.advance_ms(1000);
        if caller.get("/readyz").await.status == 200 {
            println!("ready {:?} after the store was", watch.elapsed());
            return;
        }
        assert!(watch.elapsed() < SOON, "not ready {:?} after the store was", watch.elapsed());
    }
}

async fn a_store_that_freezes_holds_nobody_up_for_long(app: TestApp) {
    let bucket = S3::start();
    let relay = Relay::to(bucket.address().parse().unwrap());
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store_behind(&format!("http://{}", relay.address));
    let base = app.third_node(config).await;
    let (org, anonymous) = (app.organization().await, app.anonymous().at(&base));
    let (editor, vehicle) = (org.editor.at(&base), org.vehicle().await.id);
    let photo: Photo = post(&editor, &vehicle, &jpeg(700, 300)).await.json(201);
    let slug = slug(&org.link(&vehicle).await);
    relay.fall_silent();
    let watch = Stopwatch::start();
    post(&editor, &vehicle, &jpeg(700, 300)).await.problem(ProblemCode::ServiceUnavailable);
    println!("an upload was refused after {:?}", watch.elapsed());
    assert!(watch.elapsed() < SOON, "an upload waited {:?}", watch.elapsed());
    let watch = Stopwatch::start();
    editor.get(&photo.urls[&320]).await.problem(ProblemCode::ServiceUnavailable);
    println!("a picture was refused after {:?}", watch.elapsed());
    assert!(watch.elapsed() < SOON, "a picture waited {:?}", watch.elapsed());
    app.clock.advance_ms(1000);
    anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    open(&app, &slug).await.expect(200);
    anonymous.get(format!("/t/{slug}")).await.expect(200);
    relay.answer_again(None);
    ready(&anonymous, &app.clock).await;
    post(&editor, &vehicle, &jpeg(700, 300)).await.expect(201);
    editor.get(&photo.urls[&320]).await.expect(200);
}

async fn a_server_starts_beside_a_frozen_store_and_stores_nothing_before_it_knows_it(app: TestApp) {
    let bucket = S3::start();
    let relay = Relay::to(bucket.address().parse().unwrap());
    let mut config = (*app.app.config).clone();
    config.photo_store = bucket.store_behind(&format!("http://{}", relay.address));
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    relay.fall_silent();
    let watch = Stopwatch::start();
    let base = app.third_node(config.clone()).await;
    println!("started after {:?}", watch.elapsed());
    assert!(watch.elapsed() < SOON, "the start waited {:?}", watch.elapsed());
    let (editor, anonymous) = (org.editor.at(&base), app.anonymous().at(&base));
    anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    post(&editor, &vehicle, &jpeg(9, 9)).await.problem(ProblemCode::ServiceUnavailable);
    let (_, slug) = org.live_slug().await;
    anonymous.get(format!("/t/{slug}")).await.expect(200);
    relay.answer_again(None);
    ready(&anonymous, &app.clock).await;
    post(&editor, &vehicle, &jpeg(9, 9)).await.expect(201);
    // It turns out to be the store of another installation.
    std::fs::write(bucket.objects().join("installation"), "0123456789abcdef0123456789abcdef\n").unwrap();
    app.clock.advance_ms(1000);
    let refused = anonymous.get("/readyz").await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(refused.detail, "The database and the photo store do not belong together.");
    post(&editor, &vehicle, &jpeg(9, 9)).await.problem(ProblemCode::ServiceUnavailable);
}
