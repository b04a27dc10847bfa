//! How much anybody may ask, and that it tells nobody anything.

use actix_web::http::Method;
use api_http::limits::Quotas;
use serde_json::json;
use server::config::Config;
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;
use shared::session::Session;

use crate::live::Line;
use crate::support::people::{PASSWORD, slug};
use crate::support::pictures::{jpeg, upload};
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    guessing_urls_ends_and_a_live_one_is_refused_alike,
    who_shares_an_address_with_somebody_who_guesses_opens_pages,
    a_key_and_a_member_see_what_is_left,
    a_spoofed_address_does_not_help_and_a_proxys_word_does,
    guessing_a_password_slows_down,
    waits_for_passwords_grow_and_many_at_once_gain_nothing,
    wrong_credentials_are_counted_by_address,
    one_callers_haste_is_not_anothers,
    a_clock_that_was_wrong_keeps_nobody_waiting,
);

/// A server with limits of its own.
pub(crate) async fn limited(app: &TestApp, quotas: Quotas, proxies: &[&str]) -> String {
    let trusted_proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
    app.third_node(Config { quotas, trusted_proxies, ..(*app.app.config).clone() }).await
}

pub(crate) const MANY: Quotas = Quotas { key: 1_000_000, member: 1_000_000, address: 1_000_000, sign_in: 1_000_000 };

async fn guessing_urls_ends_and_a_live_one_is_refused_alike(app: TestApp) {
    let org = app.organization().await;
    let (_, live) = org.live_slug().await;
    let anonymous = Caller::new(&limited(&app, Quotas { address: 300, ..MANY }, &[]).await, None);
    let mut misses = 0;
    for guess in 0..200 {
        let slug = format!("{guess:026}").replace('1', "2");
        let path = if guess % 2 == 0 { format!("/t/{slug}") } else { ApiPath::PublicTracking(&slug).to_string() };
        let answer = anonymous.get(path).await;
        misses += usize::from(answer.status == 404);
        assert!([404, 429].contains(&answer.status));
    }
    assert_eq!(misses, 30, "a miss costs ten");
    let dead = "00000000000000000000000000";
    for path in [|slug: &str| format!("/t/{slug}"), |slug: &str| ApiPath::PublicTracking(slug).to_string()] {
        for method in [Method::GET, Method::HEAD] {
            let ask = async |slug: &str| anonymous.send(method.clone(), &path(slug), None, Vec::new()).await;
            let (of_live, of_dead) = (ask(&live).await, ask(dead).await);
            assert_eq!((of_live.status, of_live.header("retry-after")), (429, "2"));
            assert_eq!(of_live.fingerprint(), of_dead.fingerprint());
            assert_eq!(of_live.header("ratelimit"), "");
        }
    }
    app.clock.advance_ms(60_000);
    anonymous.get(ApiPath::PublicTracking(&live)).await.expect(200);
}

/// A mobile carrier, or an office: one address, many phones, and one of them guesses.
async fn who_shares_an_address_with_somebody_who_guesses_opens_pages(app: TestApp) {
    let org = app.organization().await;
    let base = limited(&app, Quotas { address: 300, ..MANY }, &[]).await;
    let phone = |name: &str| Caller::new(&base, None).with("user-agent", name);
    let (scanner, customer) = (phone("a scanner"), phone("Mozilla/5.0 (iPhone)"));
    let photo_of = async || {
        let vehicle = org.vehicle().await.id;
        let photo = upload(&org, &vehicle, &jpeg(40, 30)).await;
        (slug(&org.link_with(&vehicle, json!({ "photo_ids": [photo.id] })).await), vehicle)
    };
    let guess = async |from: &Caller, times: usize| {
        let mut last = 0;
        for guess in 0..times {
            let dead = format!("{guess:026}").replace('1', "2");
            last = from.get(ApiPath::PublicTracking(&dead)).await.status;
        }
        last
    };
    let ((opened, vehicle), (new, _), (never, _)) = (photo_of().await, photo_of().await, photo_of().await);
    customer.get(format!("/t/{opened}")).await.expect(200);
    assert_eq!(guess(&scanner, 40).await, 429);
    // A page that is open there, and one that is opened for the first time.
    for slug in [&opened, &new] {
        customer.get(format!("/t/{slug}")).await.expect(200);
        let page: PublicTracking = customer.get(ApiPath::PublicTracking(slug)).await.json(200);
        for _ in 0..20 {
            customer.get(&page.hero_photo.as_ref().unwrap().src).await.expect(200);
        }
        Line::open(&base, slug).await;
    }
    // The scanner itself learns nothing about a link that nobody there has opened.
    let refused = scanner.get(ApiPath::PublicTracking(&never)).await;
    assert_eq!(refused.status, 429);
    let dead = scanner.get(ApiPath::PublicTracking("00000000000000000000000000")).await;
    assert_eq!(refused.fingerprint(), dead.fingerprint());
    // Nor does it help to be another phone each time; pages that are open go on, and end when their link does.
    for other in 0..10 {
        guess(&phone(&format!("another scanner {other}")), 20).await;
    }
    assert_eq!(phone("the hundredth").get(ApiPath::PublicTracking(&never)).await.status, 429);
    customer.get(ApiPath::PublicTracking(&opened)).await.expect(200);
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    customer.get(ApiPath::PublicTracking(&opened)).await.expect(404);
    // A minute later everything opens again.
    app.clock.advance_ms(60_000);
    scanner.get(ApiPath::PublicTracking(&never)).await.expect(200);
}

async fn a_key_and_a_member_see_what_is_left(app: TestApp) {
    let org = app.organization().await;
    let key = org.key(&[Scope::VehiclesRead]).await;
    let base = limited(&app, Quotas { key: 3, member: 60, ..MANY }, &[]).await;
    let key = key.at(&base);
    for left in ["\"key\";r=2;t=20", "\"key\";r=1;t=40", "\"key\";r=0;t=60"] {
        let answer = key.get(ApiPath::Vehicles).await;
        assert_eq!(
            (answer.expect(200).header("ratelimit"), answer.header("ratelimit-policy")),
            (left, "\"key\";q=3;w=60")
        );
    }
    let refused = key.get(ApiPath::Vehicles).await;
    let problem = refused.problem(ProblemCode::TooManyRequests);
    assert_eq!(problem.detail, "Too many requests in a short time. Try again in 20 seconds.");
    assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), ("20", "\"key\";r=0;t=60"));
    app.clock.advance_ms(20_000);
    key.get(ApiPath::Vehicles).await.expect(200);
    let member = org.viewer.at(&base);
    assert_eq!(member.get(ApiPath::Vehicles).await.header("ratelimit"), "\"member\";r=59;t=1");
    // What is refused for another reason is counted too.
    assert_eq!(member.get(ApiPath::ApiKeys).await.expect(403).header("ratelimit"), "\"member\";r=58;t=2");
}

async fn a_spoofed_address_does_not_help_and_a_proxys_word_does(app: TestApp) {
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let few = Quotas { address: 5, ..MANY };
    let (direct, behind) = (limited(&app, few, &[]).await, limited(&app, few, &["127.0.0.0/8"]).await);
    let ask = async |base: &str, forwarded: &str| {
        let caller = Caller::new(base, None).with("x-forwarded-for", forwarded);
        caller.get(ApiPath::PublicTracking(&slug)).await.status
    };
    for client in 0..5 {
        assert_eq!(ask(&direct, &format!("9.9.9.{client}")).await, 200);
    }
    assert_eq!(ask(&direct, "9.9.9.200").await, 429);
    for client in 0..10 {
        assert_eq!(ask(&behind, &format!("9.9.9.{client}")).await, 200);
    }
    for _ in 0..4 {
        assert_eq!(ask(&behind, "6.6.6.6, 9.9.9.1").await, 200);
    }
    assert_eq!(ask(&behind, "7.7.7.7, 9.9.9.1").await, 429, "what stands left is the client's own word");
}

async fn guessing_a_password_slows_down(app: TestApp) {
    let org = app.organization().await;
    let base = limited(&app, MANY, &["127.0.0.0/8"]).await;
    let from = |address: &str| Caller::new(&base, None).with("x-forwarded-for", address);
    let guesser = from("9.9.9.9");
    let credentials = |password: &str| json!({ "email": org.admin_email.to_uppercase(), "password": password });
    for _ in 0..6 {
        guesser.post(ApiPath::Session, credentials("wrong")).await.problem(ProblemCode::InvalidCredentials);
    }
    let refused = guesser.post(ApiPath::Session, credentials(PASSWORD)).await;
    refused.problem(ProblemCode::TooManyRequests);
    assert_eq!(refused.header("retry-after"), "2");
    // The member's own device goes on working, and unknown accounts are counted as known ones are.
    from("8.8.8.8").post(ApiPath::Session, credentials(PASSWORD)).await.expect(200);
    let unknown = json!({ "email": "nobody@nowhere.example", "password": "wrong" });
    for _ in 0..6 {
        guesser.post(ApiPath::Session, &unknown).await.problem(ProblemCode::InvalidCredentials);
    }
    assert_eq!(guesser.post(ApiPath::Session, &unknown).await.status, 429);
    app.clock.advance_ms(10_000);
    guesser.post(ApiPath::Session, credentials(PASSWORD)).await.expect(200);
}

///
async fn waits_for_passwords_grow_and_many_at_once_gain_nothing(app: TestApp) {
    let org = app.organization().await;
    let base = limited(&app, MANY, &["127.0.0.0/8"]).await;
    let from = |address: &str| Caller::new(&base, None).with("x-forwarded-for", address);
    let guesser = from("9.9.9.9");
    let credentials = |password: &str| json!({ "email": org.admin_email, "password": password });
    let at_once = (0..30).map(|_| guesser.post(ApiPath::Session, credentials("wrong")));
    let answers = futures_util::future::join_all(at_once).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 6);
    for wait_s in [2, 4, 8, 16] {
        let refused = guesser.post(ApiPath::Session, credentials("wrong")).await;
        refused.problem(ProblemCode::TooManyRequests);
        assert_eq!(refused.header("retry-after"), wait_s.to_string());
        app.clock.advance_ms(wait_s * 1000);
        guesser.post(ApiPath::Session, credentials("wrong")).await.problem(ProblemCode::InvalidCredentials);
    }
    // The owner signed in at home once; then the whole world guesses.
    let home = from("8.8.8.8");
    home.post(ApiPath::Session, credentials(PASSWORD)).await.expect(200);
    let mut statuses = Vec::new();
    for last in 0..12 {
        statuses.push(from(&format!("7.7.7.{last}")).post(ApiPath::Session, credentials("wrong")).await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    home.post(ApiPath::Session, credentials(PASSWORD)).await.expect(200);
    let session: Session = home.post(ApiPath::Session, credentials(PASSWORD)).await.json(200);
    // Nor does an open session get to guess the password that it could change.
    let thief = Caller::new(&base, Some(session.access_token));
    let change = json!({ "current_password": "wrong", "new_password": "a new password of mine" });
    for _ in 0..6 {
        thief.put(ApiPath::SessionPassword, &change).await.problem(ProblemCode::ValidationFailed);
    }
    thief.put(ApiPath::SessionPassword, &change).await.problem(ProblemCode::TooManyRequests);
}

async fn wrong_credentials_are_counted_by_address(app: TestApp) {
    let org = app.organization().await;
    let base = limited(&app, Quotas { address: 4, ..MANY }, &[]).await;
    let (nobody, wrong) = (Caller::new(&base, None), Caller::new(&base, Some("wrong".to_owned())));
    for _ in 0..2 {
        nobody.get(ApiPath::Vehicles).await.expect(401);
        wrong.get(ApiPath::Vehicles).await.expect(401);
    }
    nobody.get(ApiPath::Vehicles).await.problem(ProblemCode::TooManyRequests);
    wrong.get(ApiPath::Vehicles).await.problem(ProblemCode::TooManyRequests);
    // A right credential works on beside them.
    org.viewer.at(&base).get(ApiPath::Vehicles).await.expect(200);
}

async fn one_callers_haste_is_not_anothers(app: TestApp) {
    let (org, others) = (app.organization().await, app.organization().await);
    let base = limited(&app, Quotas { member: 2, sign_in: 2, ..MANY }, &[]).await;
    for _ in 0..2 {
        org.viewer.at(&base).get(ApiPath::Vehicles).await.expect(200);
    }
    org.viewer.at(&base).get(ApiPath::Vehicles).await.expect(429);
    org.editor.at(&base).get(ApiPath::Vehicles).await.expect(200);
    others.viewer.at(&base).get(ApiPath::Vehicles).await.expect(200);
    let anonymous = Caller::new(&base, None);
    let wrong = json!({ "email": "a@b.example", "password": "x" });
    for status in [401, 401, 429] {
        anonymous.post(ApiPath::Session, &wrong).await.expect(status);
    }
}

/// What is told to wait by `Retry-After` waits that long and no longer, wherever the wall clock goes.
async fn a_clock_that_was_wrong_keeps_nobody_waiting(app: TestApp) {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let (org, base) = (app.organization().await, limited(&app, Quotas { key: 2, address: 20, ..MANY }, &[]).await);
    let (anonymous, guesser) = (Caller::new(&base, None), Caller::new(&limited(&app, MANY, &[]).await, None));
    let key = org.key(&[Scope::VehiclesRead]).await.at(&base);
    let page = ApiPath::PublicTracking("00000000000000000000000000");
    let wrong = json!({ "email": org.admin_email, "password": "wrong" });
    for step_ms in [-DAY_MS, DAY_MS] {
        for _ in 0..2 {
            key.get(ApiPath::Vehicles).await.expect(200);
        }
        for _ in 0..2 {
            anonymous.get(page).await.expect(404);
        }
        for _ in 0..6 {
            guesser.post(ApiPath::Session, &wrong).await.problem(ProblemCode::InvalidCredentials);
        }
        app.clock.step_ms(step_ms);
        // It is no help either.
        for (refused, seconds) in [
            (key.get(ApiPath::Vehicles).await, "30"),
            (anonymous.get(page).await, "30"),
            (guesser.post(ApiPath::Session, &wrong).await, "2"),
        ] {
            refused.problem(ProblemCode::TooManyRequests);
            assert_eq!(refused.header("retry-after"), seconds);
        }
        app.clock.advance_ms(2_000);
        guesser.post(ApiPath::Session, &wrong).await.problem(ProblemCode::InvalidCredentials);
        app.clock.advance_ms(28_000);
        key.get(ApiPath::Vehicles).await.expect(200);
        anonymous.get(page).await.expect(404);
        app.clock.step_ms(-step_ms);
        app.clock.advance_ms(60 * 60 * 1000);
    }
}
