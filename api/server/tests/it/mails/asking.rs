//! Asking to be told: nobody learns anything by it, and nobody is sent what they did not ask for.

use actix_web::http::Method;
use serde_json::json;
use shared::paths::ApiPath;

use super::{Mailing, followers, later, seen_by_staff};
use crate::support::{TestApp, both_engines};

both_engines!(
    the_answer_tells_nothing,
    nothing_begins_without_a_press,
    a_page_that_offers_nothing_takes_nothing,
    nobody_is_flooded,
    addresses_are_nowhere_in_clear,
    without_a_mail_server_nothing_is_offered,
    a_confirmation_is_for_a_day,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn the_answer_tells_nothing(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, live) = org.live_slug().await;
    let (off, off_slug) = org.live_slug().await;
    let options = json!({ "options": { "allow_subscriptions": false } });
    org.editor.patch(ApiPath::TrackingLink(&off), options).await.expect(200);
    let (dead, dead_slug) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&dead)).await.expect(204);
    mailing.subscribe(&live, "sam@customer.example", "en").await;
    let mut answers = Vec::new();
    for slug in [&live, &off_slug, &dead_slug, "k7m2p9q4r8s3t6v5", "no-slug-at-all", "%F0%9F%9A%97"] {
        for address in ["sam@customer.example", "SAM@customer.example", "new@customer.example"] {
            let answer = mailing.ask(slug, address, "en").await;
            answer.expect(303);
            assert_eq!(answer.header("location"), "/subscription/asked");
            answers.push(answer.fingerprint());
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    mailing.browser("de").get("/subscription/asked").await.expect(200);
    let wrong = mailing.ask(&live, "not an address", "en").await;
    assert_eq!(
        wrong.expect(422).fingerprint(),
        mailing.ask("k7m2p9q4r8s3t6v5", "not an address", "en").await.fingerprint()
    );
    assert_eq!(followers(&app, &vehicle).await, 2);
    assert_eq!(followers(&app, &off).await + followers(&app, &dead).await, 0);
}

async fn nothing_begins_without_a_press(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    mailing.pass().await;
    let confirm = mailing.mailbox.next().path("/subscription/");
    let end = format!("{confirm}/end");
    // A scanner follows every link in a mail, again and again.
    for path in [&confirm, &end, &confirm] {
        let page = mailing.browser("en").get(path).await;
        page.expect(200);
        assert!(page.text().contains("<form method=\"post\">") && !page.text().contains("<script"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.header("cache-control").contains("no-store"));
        mailing.browser("en").head(path).await.expect(200);
    }
    assert_eq!((followers(&app, &vehicle).await, seen_by_staff(&org, &vehicle).await), (1, 0));
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-14" })).await.expect(200);
    mailing.none().await;
    mailing.press(&confirm).await.expect(200);
    assert_eq!(seen_by_staff(&org, &vehicle).await, 1);
    // The press of another day, and a link that is opened later, say the same.
    mailing.press(&confirm).await.expect(200);
    assert!(!mailing.browser("en").get(&confirm).await.text().contains("<form"));
    for path in [&confirm, &end] {
        mailing.browser("en").get(path).await.expect(200);
    }
    assert_eq!(seen_by_staff(&org, &vehicle).await, 1);
    // By the mail program itself (RFC 8058).
    let one_click = b"List-Unsubscribe=One-Click".to_vec();
    let form = Some("application/x-www-form-urlencoded");
    Mailing::browser(&mailing, "en").send(Method::POST, &end, form, one_click).await.expect(200);
    assert_eq!(followers(&app, &vehicle).await, 0);
    mailing.press(&end).await.expect(200);
    mailing.press(&confirm).await.expect(404);
    mailing.browser("en").get(&confirm).await.expect(404);
    mailing.press("/subscription/unknown/end").await.expect(200);
}

async fn a_page_that_offers_nothing_takes_nothing(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    let page = async || mailing.browser("en").get(ApiPath::PublicTracking(&slug)).await.value(200);
    assert_eq!(page().await["subscribe_by_mail"], true);
    mailing.browser("en").get(format!("/t/{slug}/subscribe")).await.expect(200);
    let document = mailing.browser("en").get(format!("/t/{slug}")).await.text();
    assert!(document.contains(&format!("/t/{slug}/subscribe")));
    let off = json!({ "options": { "allow_subscriptions": false } });
    org.editor.patch(ApiPath::TrackingLink(&vehicle), off).await.expect(200);
    assert_eq!(page().await["subscribe_by_mail"], serde_json::Value::Null);
    mailing.browser("en").get(format!("/t/{slug}/subscribe")).await.expect(404);
    let form = format!("/t/{slug}/subscribe");
    assert!(!mailing.browser("en").get(format!("/t/{slug}")).await.text().contains(&form));
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    mailing.none().await;
    assert_eq!(followers(&app, &vehicle).await, 0);
    // The form of a dead link is the one 404.
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let dead = mailing.browser("en").get(format!("/t/{slug}/subscribe")).await.fingerprint();
    assert_eq!(dead, mailing.browser("en").get("/t/k7m2p9q4r8s3t6v5/subscribe").await.fingerprint());
}

async fn nobody_is_flooded(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (_, slug) = org.live_slug().await;
    let (_, other) = app.organization().await.live_slug().await;
    // One mailbox, from whichever page and however it is written.
    for (page, address) in
        [(&slug, "sam@customer.example"), (&other, "Sam@Customer.example"), (&slug, "sam@customer.example")]
    {
        mailing.ask(page, address, "en").await.expect(303);
    }
    for page in [&slug, &other] {
        mailing.ask(page, "sam@customer.example", "en").await.expect(303);
    }
    mailing.pass().await;
    assert_eq!(mailing.mailbox.rest().len(), 3);
    // One page: no more than ten follow it, whoever they are.
    for number in 0..15 {
        mailing.ask(&slug, &format!("n{number}@customer.example"), "en").await.expect(303);
    }
    mailing.pass().await;
    assert_eq!(mailing.mailbox.rest().len(), 9);
    // The next day a mailbox can be asked for again; who did not confirm has been forgotten.
    let sweeper = app.app.sweeper();
    let _ = later(&app, &org, DAY_MS + 1).await;
    server::sweep::sweep(&sweeper, app.clock.now()).await.unwrap();
    assert_eq!(app.number("SELECT COUNT(*) FROM subscribers").await, 0);
    assert_eq!(app.number("SELECT COUNT(*) FROM mails WHERE mailbox_hash IS NOT NULL").await, 0);
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    mailing.pass().await;
    assert_eq!(mailing.mailbox.rest().len(), 1);
}

async fn addresses_are_nowhere_in_clear(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    let end = mailing.subscribe(&slug, "canary-person@canary-domain.example", "en").await;
    mailing.ask(&slug, "canary-other@canary-domain.example", "en").await.expect(303);
    let token = end.split('/').nth(2).unwrap();
    let dump = app.dump().await;
    for secret in ["canary-person", "canary-other", "canary-domain", token, &slug] {
        assert!(!dump.contains(secret), "{secret} is in the database");
    }
    // Nor do staff or integrators see them, or any number that is the same for two links.
    let everything = [
        org.admin.get(ApiPath::TrackingLink(&vehicle)).await.text(),
        org.admin.get(ApiPath::Mails).await.text(),
        org.admin.get("/api/v1/organization/export").await.text(),
        org.admin.get(ApiPath::AuditEvents).await.text(),
    ];
    assert!(everything.iter().all(|text| !text.contains("canary-")), "{everything:?}");
    let (_, second) = org.live_slug().await;
    mailing.ask(&second, "canary-person@canary-domain.example", "en").await.expect(303);
    let hashes = app.number("SELECT COUNT(DISTINCT mailbox_hash) FROM subscribers").await;
    assert_eq!(hashes, 3);
}

async fn without_a_mail_server_nothing_is_offered(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let plain = app.anonymous();
    let page = plain.get(ApiPath::PublicTracking(&slug)).await.value(200);
    assert_eq!((page["subscribe_by_mail"].clone(), page["subscribe_by_calendar"].clone()), (json!(null), json!(true)));
    plain.get(format!("/t/{slug}/subscribe")).await.expect(404);
    let form = Some("application/x-www-form-urlencoded");
    let body = b"email=sam%40customer.example".to_vec();
    plain.send(Method::POST, &format!("/t/{slug}/subscribe"), form, body).await.expect(303);
    assert_eq!(followers(&app, &vehicle).await, 0);
    assert_eq!(org.viewer.get(ApiPath::MailServer).await.value(200), json!({ "sends_mail": false }));
    let mailing = Mailing::of(&app).await;
    let there = org.viewer.at(&mailing.base).get(ApiPath::MailServer).await;
    assert_eq!(there.value(200), json!({ "sends_mail": true }));
}

async fn a_confirmation_is_for_a_day(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    mailing.pass().await;
    let confirm = mailing.mailbox.next().path("/subscription/");
    let org = later(&app, &org, DAY_MS).await;
    mailing.browser("en").get(&confirm).await.expect(404);
    mailing.press(&confirm).await.expect(404);
    assert_eq!(seen_by_staff(&org, &vehicle).await, 0);
    // Who asks again can use either mail.
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    mailing.pass().await;
    assert_eq!(mailing.mailbox.next().path("/subscription/"), confirm);
    mailing.press(&confirm).await.expect(200);
    assert_eq!(seen_by_staff(&org, &vehicle).await, 1);
}
