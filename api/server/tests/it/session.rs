//! Signing in, staying signed in, signing out.

use serde_json::json;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::session::{CurrentSession, Session};

use crate::support::people::PASSWORD;
use crate::support::{Answer, Caller, Organization, TestApp, both_engines};

both_engines!(
    signing_in_opens_a_session,
    every_wrong_sign_in_is_the_same_answer,
    refresh_tokens_rotate,
    reuse_of_a_refresh_token_ends_the_session,
    refreshing_needs_our_own_page,
    signing_out_takes_effect_at_once,
    sessions_end_with_time,
    a_new_password_ends_every_session,
    disabling_a_member_takes_effect_at_once,
);

const ORIGIN: &str = "http://127.0.0.1:8080";

async fn sign_in(app: &TestApp, org: &Organization, password: &str) -> Answer {
    let credentials = json!({ "email": org.admin_email, "password": password });
    app.anonymous().post(ApiPath::Session, credentials).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn own_page(app: &TestApp, cookie: &str) -> Caller {
    app.anonymous().with("cookie", cookie).with("origin", ORIGIN).with("x-requested-with", "importops")
}

async fn refresh(app: &TestApp, cookie: &str) -> Answer {
    own_page(app, cookie).send(actix_web::http::Method::POST, &ApiPath::SessionRefresh.to_string(), None, vec![]).await
}

fn bearer(app: &TestApp, session: &Session) -> Caller {
    Caller::new(&app.base, Some(session.access_token.clone()))
}

async fn signing_in_opens_a_session(app: TestApp) {
    let org = app.organization().await;
    let answer = sign_in(&app, &org, PASSWORD).await;
    let session: Session = answer.json(200);
    assert_eq!((session.token_type.as_str(), session.expires_in), ("Bearer", 600));
    assert_eq!((session.member.name.as_str(), &session.organization.id), ("Alex Admin", &org.id));
    let attributes = answer.header("set-cookie");
    assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Strict") && attributes.contains("Path=/"));
    assert!(
        !answer.text().contains(cookie(&answer).split('=').nth(1).unwrap()),
        "the refresh token is in the cookie only"
    );
    let current: CurrentSession = bearer(&app, &session).get(ApiPath::Session).await.json(200);
    assert_eq!(current.member.email, org.admin_email);
    // Addresses are compared without regard to case.
    let shouting = json!({ "email": format!("  {} ", org.admin_email.to_uppercase()), "password": PASSWORD });
    app.anonymous().post(ApiPath::Session, shouting).await.expect(200);
}

async fn every_wrong_sign_in_is_the_same_answer(app: TestApp) {
    let org = app.organization().await;
    let wrong = sign_in(&app, &org, "wrong").await;
    wrong.problem(ProblemCode::InvalidCredentials);
    let unknown = json!({ "email": "nobody@nowhere.example", "password": PASSWORD });
    let unknown = app.anonymous().post(ApiPath::Session, unknown).await;
    assert_eq!(unknown.fingerprint(), wrong.fingerprint());
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": true })).await.expect(200);
    let email = org.admin_email.replacen("admin", "viewer", 1);
    let disabled = app.anonymous().post(ApiPath::Session, json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!(disabled.fingerprint(), wrong.fingerprint());
}

async fn refresh_tokens_rotate(app: TestApp) {
    let org = app.organization().await;
    let first = sign_in(&app, &org, PASSWORD).await;
    app.clock.advance_ms(601_000);
    let stale = bearer(&app, &first.json(200));
    stale.get(ApiPath::Session).await.problem(ProblemCode::AuthenticationRequired);
    let second = refresh(&app, &cookie(&first)).await;
    bearer(&app, &second.json(200)).get(ApiPath::Session).await.expect(200);
    assert_ne!(cookie(&first), cookie(&second));
    refresh(&app, &cookie(&second)).await.expect(200);
}

async fn reuse_of_a_refresh_token_ends_the_session(app: TestApp) {
    let org = app.organization().await;
    let first = sign_in(&app, &org, PASSWORD).await;
    let second = refresh(&app, &cookie(&first)).await;
    let session: Session = second.json(200);
    refresh(&app, &cookie(&first)).await.problem(ProblemCode::AuthenticationRequired);
    bearer(&app, &session).get(ApiPath::Session).await.expect(401);
    refresh(&app, &cookie(&second)).await.expect(401);
}

async fn refreshing_needs_our_own_page(app: TestApp) {
    let org = app.organization().await;
    let cookie = cookie(&sign_in(&app, &org, PASSWORD).await);
    let path = ApiPath::SessionRefresh.to_string();
    let with_cookie = app.anonymous().with("cookie", &cookie);
    for caller in [
        with_cookie.clone(),
        with_cookie.with("x-requested-with", "importops"),
        with_cookie.with("origin", ORIGIN),
        with_cookie.with("origin", "https://evil.example").with("x-requested-with", "importops"),
        with_cookie.with("origin", "null").with("x-requested-with", "importops"),
    ] {
        caller.post(&path, json!({})).await.problem(ProblemCode::CrossSiteRequest);
        caller.delete(ApiPath::Session).await.problem(ProblemCode::CrossSiteRequest);
    }
    app.anonymous().post(&path, json!({})).await.problem(ProblemCode::AuthenticationRequired);
    refresh(&app, &cookie).await.expect(200);
}

async fn signing_out_takes_effect_at_once(app: TestApp) {
    let org = app.organization().await;
    let answer = sign_in(&app, &org, PASSWORD).await;
    let caller = bearer(&app, &answer.json(200));
    let out = caller.delete(ApiPath::Session).await;
    assert!(out.expect(204).header("set-cookie").contains("Max-Age=0"));
    caller.get(ApiPath::Session).await.expect(401);
    refresh(&app, &cookie(&answer)).await.expect(401);
    // As the web app does it: with the cookie alone.
    let answer = sign_in(&app, &org, PASSWORD).await;
    own_page(&app, &cookie(&answer)).delete(ApiPath::Session).await.expect(204);
    bearer(&app, &answer.json(200)).get(ApiPath::Session).await.expect(401);
    own_page(&app, &cookie(&answer)).delete(ApiPath::Session).await.expect(204);
}

async fn sessions_end_with_time(app: TestApp) {
    const HOUR_MS: i64 = 60 * 60 * 1000;
    let org = app.organization().await;
    let idle = sign_in(&app, &org, PASSWORD).await;
    app.clock.advance_ms(12 * HOUR_MS - 1);
    let kept = refresh(&app, &cookie(&idle)).await;
    kept.expect(200);
    app.clock.advance_ms(12 * HOUR_MS);
    refresh(&app, &cookie(&kept)).await.expect(401);
    let mut long = sign_in(&app, &org, PASSWORD).await;
    for _ in 0..65 {
        app.clock.advance_ms(11 * HOUR_MS);
        long = refresh(&app, &cookie(&long)).await;
        long.expect(200);
    }
    app.clock.advance_ms(5 * HOUR_MS);
    refresh(&app, &cookie(&long)).await.expect(401);
}

async fn a_new_password_ends_every_session(app: TestApp) {
    let org = app.organization().await;
    let (here, there) = (sign_in(&app, &org, PASSWORD).await, sign_in(&app, &org, PASSWORD).await);
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let caller = bearer(&app, &here.json(200));
    let wrong = caller.put(ApiPath::SessionPassword, change("wrong", "a much better secret")).await;
    assert_eq!(wrong.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/current_password");
    let short = caller.put(ApiPath::SessionPassword, change(PASSWORD, "short")).await;
    assert_eq!(short.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/new_password");
    caller.put(ApiPath::SessionPassword, change(PASSWORD, "a much better secret")).await.expect(204);
    for ended in [&here, &there] {
        bearer(&app, &ended.json(200)).get(ApiPath::Session).await.expect(401);
        refresh(&app, &cookie(ended)).await.expect(401);
    }
    sign_in(&app, &org, PASSWORD).await.expect(401);
    sign_in(&app, &org, "a much better secret").await.expect(200);
}

async fn disabling_a_member_takes_effect_at_once(app: TestApp) {
    let org = app.organization().await;
    org.viewer.get(ApiPath::Vehicles).await.expect(200);
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": true })).await.expect(200);
    org.viewer.get(ApiPath::Vehicles).await.expect(401);
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": false })).await.expect(200);
    org.viewer.get(ApiPath::Vehicles).await.expect(401);
}
