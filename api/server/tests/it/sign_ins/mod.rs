//! What the audit log says of sessions: who signed in and out, how often somebody failed to (`failed`), whose refresh token was
//! used twice, and every way to a new password.

mod failed;

use actix_web::http::Method;
use serde_json::json;
use server::auth::failed_sign_ins::Which;
use shared::audit::{AuditActorKind, AuditEvent};
use shared::member::InvitedMember;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::session::Session;

use crate::support::people::PASSWORD;
use crate::support::{Answer, Caller, Organization, TestApp, both_engines};

both_engines!(
    signing_in_and_out_leaves_an_entry_each,
    a_session_that_is_over_is_not_signed_out_of,
    a_refresh_token_that_is_used_twice_leaves_one_entry,
    every_new_password_leaves_an_entry,
    a_one_time_link_says_whether_somebody_joined,
    the_log_names_members_and_no_address,
);

const MINUTE_MS: i64 = 60 * 1000;

async fn entries_of(org: &Organization, category: &str) -> Vec<AuditEvent> {
    let path = format!("{}?limit=100&category={category}", ApiPath::AuditEvents);
    org.admin.get(path).await.json::<Page<AuditEvent>>(200).data
}

/// What the log says in the area "Sign-in", oldest first: who, what, in words.
async fn sign_ins(org: &Organization) -> Vec<(String, String, String)> {
    let entries = entries_of(org, "session").await;
    entries.into_iter().rev().map(|entry| (entry.actor.name, entry.action, entry.summary)).collect()
}

fn said(actor: &str, action: &str, summary: &str) -> (String, String, String) {
    (actor.to_owned(), action.to_owned(), summary.to_owned())
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post(ApiPath::Session, json!({ "email": email, "password": password })).await
}

fn bearer(app: &TestApp, answer: &Answer) -> Caller {
    Caller::new(&app.base, Some(answer.json::<Session>(200).access_token))
}

fn own_page(app: &TestApp, answer: &Answer) -> Caller {
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let page = app.anonymous().with("cookie", cookie).with("origin", "http://127.0.0.1:8080");
    page.with("x-requested-with", "importops")
}

async fn refresh(app: &TestApp, answer: &Answer) -> Answer {
    own_page(app, answer).send(Method::POST, &ApiPath::SessionRefresh.to_string(), None, Vec::new()).await
}

async fn write(app: &TestApp) -> usize {
    app.app.write_failed_sign_ins(Which::Due).await.unwrap()
}

async fn signing_in_and_out_leaves_an_entry_each(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let credentials = json!({ "email": org.admin_email, "password": PASSWORD });
    let named = app.anonymous().with("x-request-id", "sign-in-0001");
    let answer = named.post(ApiPath::Session, credentials).await;
    // To stay signed in is nothing new.
    let refreshed = refresh(&app, &answer).await;
    bearer(&app, &refreshed).with("x-request-id", "sign-out-0001").delete(ApiPath::Session).await.expect(204);
    // As the web app does it: with the cookie alone.
    let answer = sign_in(&app, &org.admin_email, PASSWORD).await;
    own_page(&app, &answer).delete(ApiPath::Session).await.expect(204);
    let (signed_in, signed_out) =
        (said("Alex Admin", "session.signed_in", "signed in"), said("Alex Admin", "session.signed_out", "signed out"));
    assert_eq!(sign_ins(&org).await, [signed_in.clone(), signed_out.clone(), signed_in, signed_out]);
    assert_eq!(sign_ins(&other).await, []);
    let entries = entries_of(&org, "session").await;
    for (entry, request_id) in entries.iter().rev().zip(["sign-in-0001", "sign-out-0001"]) {
        assert_eq!((entry.request_id.as_str(), entry.subject_id.as_str()), (request_id, org.members[0].as_str()));
        assert_eq!(
            (entry.actor.kind, entry.actor.id.as_deref()),
            (AuditActorKind::Member, Some(org.members[0].as_str()))
        );
    }
}

async fn a_session_that_is_over_is_not_signed_out_of(app: TestApp) {
    let org = app.organization().await;
    let (out, idle) =
        (sign_in(&app, &org.admin_email, PASSWORD).await, sign_in(&app, &org.admin_email, PASSWORD).await);
    own_page(&app, &out).delete(ApiPath::Session).await.expect(204);
    let viewer = org.admin_email.replacen("admin", "viewer", 1);
    let disabled = sign_in(&app, &viewer, PASSWORD).await;
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": true })).await.expect(200);
    let before = sign_ins(&org).await;
    assert_eq!(before.last(), Some(&said("Vic Viewer", "session.signed_in", "signed in")), "disabling is no sign-out");
    app.clock.advance_ms(12 * 60 * MINUTE_MS);
    for over in [&out, &idle, &disabled] {
        own_page(&app, over).delete(ApiPath::Session).await.expect(204);
    }
    app.anonymous().delete(ApiPath::Session).await.expect(401);
    let org = app.second_session(&org).await;
    assert_eq!(sign_ins(&org).await, before);
}

async fn a_refresh_token_that_is_used_twice_leaves_one_entry(app: TestApp) {
    let org = app.organization().await;
    let first = sign_in(&app, &org.admin_email, PASSWORD).await;
    let second = refresh(&app, &first).await;
    refresh(&app, &second).await.expect(200);
    for again in [&first, &second, &first] {
        refresh(&app, again).await.expect(401);
    }
    let reused = "ended a session of Alex Admin, because its refresh token was used twice";
    let reused = said("ImportOps", "session.token_reused", reused);
    assert_eq!(sign_ins(&org).await, [said("Alex Admin", "session.signed_in", "signed in"), reused]);
    let entry = entries_of(&org, "session").await.swap_remove(0);
    assert_eq!((entry.actor.kind, entry.actor.id), (AuditActorKind::System, None));
    assert_eq!(entry.subject_id, org.members[0].as_str());
    // A token of a session that was over anyway ends nothing.
    let idle = sign_in(&app, &org.admin_email, PASSWORD).await;
    refresh(&app, &idle).await.expect(200);
    app.clock.advance_ms(12 * 60 * MINUTE_MS);
    refresh(&app, &idle).await.expect(401);
    let org = app.second_session(&org).await;
    assert_eq!(sign_ins(&org).await.len(), 3);
}

async fn every_new_password_leaves_an_entry(app: TestApp) {
    let org = app.organization().await;
    let change = json!({ "current_password": PASSWORD, "new_password": "a much better secret" });
    org.admin.put(ApiPath::SessionPassword, change).await.expect(204);
    let org = app.second_session(&org).await;
    let viewer = ApiPath::MemberInvitation(&org.members[2]);
    let invited: InvitedMember = org.admin.post(viewer, json!({})).await.json(200);
    let token = invited.invitation_url.split('#').nth(1).unwrap();
    let acceptance = json!({ "token": token, "password": "a password of my own" });
    app.anonymous().post(ApiPath::AcceptInvitation, acceptance).await.expect(200);
    let entries = entries_of(&org, "member").await;
    let entries: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| (entry.actor.name.as_str(), entry.action.as_str(), entry.summary.as_str()))
        .collect();
    assert_eq!(
        entries,
        [
            ("Alex Admin", "member.password_changed", "changed their own password"),
            ("Alex Admin", "member.invited", "created a new one-time link for Vic Viewer"),
            ("Vic Viewer", "member.password_changed", "set a new password with a one-time link"),
        ]
    );
    // A new password ends sessions, which nobody signed out of; the link opened one.
    assert_eq!(sign_ins(&org).await, [said("Vic Viewer", "session.signed_in", "signed in")]);
}

async fn a_one_time_link_says_whether_somebody_joined(app: TestApp) {
    let org = app.organization().await;
    let new = json!({ "name": "Nia New", "email": "nia@new.example", "role": "editor" });
    let invited: InvitedMember = org.admin.post(ApiPath::Members, new).await.json(201);
    let token = invited.invitation_url.split('#').nth(1).unwrap();
    let acceptance = json!({ "token": token, "password": "a password of my own" });
    app.anonymous().post(ApiPath::AcceptInvitation, &acceptance).await.expect(200);
    app.anonymous().post(ApiPath::AcceptInvitation, &acceptance).await.expect(404);
    let newest = entries_of(&org, "member").await.swap_remove(0);
    assert_eq!((newest.action.as_str(), newest.summary.as_str()), ("member.joined", "accepted the invitation"));
    assert_eq!(sign_ins(&org).await, [said("Nia New", "session.signed_in", "signed in")]);
}

async fn the_log_names_members_and_no_address(app: TestApp) {
    let org = app.organization().await;
    let answer = sign_in(&app, &org.admin_email, PASSWORD).await;
    let second = refresh(&app, &answer).await;
    sign_in(&app, &org.admin_email, "a wrong secret").await.expect(401);
    refresh(&app, &answer).await.expect(401);
    let out = sign_in(&app, &org.admin_email, PASSWORD).await;
    own_page(&app, &out).delete(ApiPath::Session).await.expect(204);
    assert_eq!(write(&app).await, 1);
    let log = org.admin.get(ApiPath::AuditEvents).await.expect(200).text();
    let actions = ["signed_in", "sign_in_failed", "signed_out", "token_reused"];
    assert!(actions.iter().all(|action| log.contains(&format!("session.{action}"))), "{log}");
    let cookies = [&answer, &second, &out].map(|answer| answer.header("set-cookie").split(['=', ';']).nth(1).unwrap());
    let tokens = [&answer, &second, &out].map(|answer| answer.json::<Session>(200).access_token);
    let domain = org.admin_email.split('@').nth(1).unwrap();
    let secrets = [org.admin_email.as_str(), domain, "@", "127.0.0.1", PASSWORD, "a wrong secret"];
    for secret in secrets.into_iter().chain(cookies).chain(tokens.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
