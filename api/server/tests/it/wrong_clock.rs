//! The wall clock was ahead for a moment, or is set back: nothing waits until it has caught up, nothing lives longer than it
//! may, and nothing is missed.

use actix_web::http::Method;
use serde_json::{Value, json};
use server::webhooks::worker;
use shared::api_key::Scope;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::session::Session;
use shared::webhook::WebhookEndpointSecret;

use crate::support::people::{PASSWORD, slug};
use crate::support::receiver::Receiver;
use crate::support::{Answer, Caller, Organization, TestApp, both_engines};
use crate::webhooks::{deliver, take_up_and_die};

both_engines!(
    events_of_a_clock_that_was_ahead_are_delivered,
    an_expiry_that_was_told_too_early_is_told_again,
    a_change_after_the_clock_was_set_back_is_listed,
    an_access_token_of_a_clock_that_was_ahead_is_refreshed,
    a_session_of_a_clock_that_was_far_ahead_is_over,
    a_retry_gets_its_answer_whatever_the_clock_says,
    opens_of_an_old_url_are_counted_after_the_clock_was_set_back,
);

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

async fn listen(org: &Organization, receiver: &Receiver) {
    let hook = org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await;
    hook.json::<WebhookEndpointSecret>(201);
}

/// A program whose key works on all the days of these tests.
async fn program(org: &Organization) -> Caller {
    org.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await
}

fn car(colour: &str) -> Value {
    json!({ "year": 2021, "make": "Toyota", "model": "Hilux", "colour": colour })
}

async fn events_of_a_clock_that_was_ahead_are_delivered(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let program = program(&org).await;
    // Of an hour and of a day: longer and shorter than the longest wait.
    for ahead_ms in [HOUR_MS, DAY_MS] {
        app.clock.step_ms(ahead_ms);
        program.post(ApiPath::Vehicles, car("red")).await.expect(201);
        app.clock.step_ms(-ahead_ms);
        assert_eq!(deliver(&app).await, 0, "control: it waits");
        worker::set_right(&app.app.deliverer()).await.unwrap();
        assert_eq!(deliver(&app).await, 1);
        // One that failed waits as long as it would have waited.
        receiver.answer([500]);
        app.clock.step_ms(ahead_ms);
        program.post(ApiPath::Vehicles, car("red")).await.expect(201);
        assert_eq!(deliver(&app).await, 1);
        app.clock.step_ms(-ahead_ms);
        worker::set_right(&app.app.deliverer()).await.unwrap();
        assert_eq!(deliver(&app).await, 1);
        // One that a server had taken up which died.
        app.clock.step_ms(ahead_ms);
        program.post(ApiPath::Vehicles, car("red")).await.expect(201);
        let claimed = take_up_and_die(&app).await;
        app.clock.step_ms(-ahead_ms);
        worker::set_right(&app.app.deliverer()).await.unwrap();
        app.clock.advance_ms(6_000);
        assert_eq!((claimed, deliver(&app).await), (1, 1));
    }
    // What waits as it should goes on waiting.
    receiver.answer([500]);
    program.post(ApiPath::Vehicles, car("red")).await.expect(201);
    assert_eq!(deliver(&app).await, 1);
    worker::set_right(&app.app.deliverer()).await.unwrap();
    assert_eq!(deliver(&app).await, 0);
}

async fn an_expiry_that_was_told_too_early_is_told_again(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    listen(&org, &receiver).await;
    let vehicle = org.vehicle().await.id;
    org.link_with(&vehicle, json!({ "expires_at": "2026-05-03T10:00:00Z" })).await;
    deliver(&app).await;
    receiver.take();
    app.clock.step_ms(3 * DAY_MS);
    deliver(&app).await;
    app.clock.step_ms(-3 * DAY_MS);
    worker::set_right(&app.app.deliverer()).await.unwrap();
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["tracking_link.expired"]);
    app.clock.advance_ms(2 * DAY_MS);
    deliver(&app).await;
    worker::set_right(&app.app.deliverer()).await.unwrap();
    deliver(&app).await;
    assert_eq!(receiver.kinds(), ["tracking_link.expired"]);
}

async fn a_change_after_the_clock_was_set_back_is_listed(app: TestApp) {
    let program = program(&app.organization().await).await;
    let ext = |name: &str| format!("{}/ext:{name}", ApiPath::Vehicles);
    for name in ["V0", "V1", "V2"] {
        program.put(ext(name), car(name)).await.expect(201);
        app.clock.advance_ms(HOUR_MS);
    }
    let list = async |since: &str| {
        let query = format!("{}?updated_since={}", ApiPath::Vehicles, since.replace('+', "%2B"));
        program.get(query).await.value(200)["data"].as_array().unwrap().clone()
    };
    let latest = |vehicles: &[Value]| vehicles.last().unwrap()["updated_at"].as_str().unwrap().to_owned();
    let names = |vehicles: &[Value]| {
        let mut names: Vec<_> = vehicles.iter().map(|vehicle| vehicle["colour"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let mut since = latest(&list("2026-05-01T00:00:00Z").await);
    app.clock.step_ms(-HOUR_MS - 30 * 60 * 1000);
    program.patch(ext("V0"), json!({ "vessel": "Aurora" })).await.expect(200);
    program.put(ext("V3"), car("V3")).await.expect(201);
    program.delete(ext("V1")).await.expect(204);
    let changed = list(&since).await;
    assert_eq!(names(&changed), ["V0", "V1", "V2", "V3"]);
    since = latest(&changed);
    // And so on, until the clock has caught up.
    for minutes in [10, 50, 100] {
        app.clock.advance_ms(minutes * 60 * 1000);
        program.patch(ext("V2"), json!({ "vessel": format!("Ship {minutes}") })).await.expect(200);
        let changed = list(&since).await;
        assert!(changed.iter().any(|vehicle| vehicle["vessel"] == format!("Ship {minutes}")), "{changed:?}");
        since = latest(&changed);
    }
    assert_eq!(names(&list(&since).await), ["V2"]);
}

async fn sign_in(app: &TestApp, org: &Organization) -> Answer {
    let credentials = json!({ "email": org.admin_email, "password": PASSWORD });
    app.anonymous().post(ApiPath::Session, credentials).await
}

async fn refresh(app: &TestApp, signed_in: &Answer) -> Answer {
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = app.anonymous().with("cookie", &cookie).with("origin", "http://127.0.0.1:8080");
    let page = page.with("x-requested-with", "importops");
    page.send(Method::POST, &ApiPath::SessionRefresh.to_string(), None, Vec::new()).await
}

fn bearer(app: &TestApp, answer: &Answer) -> Caller {
    Caller::new(&app.base, Some(answer.json::<Session>(200).access_token))
}

async fn an_access_token_of_a_clock_that_was_ahead_is_refreshed(app: TestApp) {
    let org = app.organization().await;
    app.clock.step_ms(HOUR_MS);
    let ahead = sign_in(&app, &org).await;
    bearer(&app, &ahead).get(ApiPath::Vehicles).await.expect(200);
    app.clock.step_ms(-HOUR_MS);
    // It would be good for an hour and ten minutes.
    bearer(&app, &ahead).get(ApiPath::Vehicles).await.expect(401);
    let refreshed = refresh(&app, &ahead).await;
    bearer(&app, &refreshed).get(ApiPath::Vehicles).await.expect(200);
}

async fn a_session_of_a_clock_that_was_far_ahead_is_over(app: TestApp) {
    let org = app.organization().await;
    app.clock.step_ms(365 * DAY_MS);
    let ahead = sign_in(&app, &org).await;
    app.clock.step_ms(-365 * DAY_MS);
    refresh(&app, &ahead).await.expect(401);
    let now = sign_in(&app, &org).await;
    bearer(&app, &now).get(ApiPath::Vehicles).await.expect(200);
}

async fn a_retry_gets_its_answer_whatever_the_clock_says(app: TestApp) {
    let program = program(&app.organization().await).await.with("idempotency-key", "of-a-clock-that-was-ahead");
    app.clock.step_ms(7 * DAY_MS);
    let first: Value = program.post(ApiPath::Vehicles, car("red")).await.value(201);
    app.clock.step_ms(-7 * DAY_MS);
    let again = program.post(ApiPath::Vehicles, car("red")).await;
    assert_eq!(again.expect(201).header("idempotency-replayed"), "true");
    assert_eq!(again.value(201), first);
}

async fn opens_of_an_old_url_are_counted_after_the_clock_was_set_back(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let old = slug(&org.link(&vehicle).await);
    org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
    app.clock.step_ms(-4 * 60 * 1000);
    app.app.retired_urls.note(app.app.keys.read_slug(&old).as_ref(), app.clock.now());
    app.app.count_retired_url_opens().await.unwrap();
    let link: TrackingLink = org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json(200);
    assert_eq!(link.retired_url_opens.count, 1);
}
