//! Members, roles and invitations.

use serde_json::{Value, json};
use shared::member::{InvitedMember, Member, Role};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::session::Session;

use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    an_invitation_works_once,
    a_new_invitation_replaces_the_old_one,
    an_invitation_expires,
    disabling_ends_the_invitation,
    addresses_are_unique_in_the_whole_system,
    the_last_admin_stays,
    two_admins_cannot_remove_each_other,
    members_are_listed_page_by_page,
);

const NEW_PASSWORD: &str = "a password of my own";

async fn invite(org: &Organization, email: &str) -> InvitedMember {
    let new = json!({ "name": "Nia New", "email": email, "role": "editor" });
    org.admin.post(ApiPath::Members, new).await.json(201)
}

fn acceptance(invited: &InvitedMember) -> Value {
    json!({ "token": invited.invitation_url.split('#').nth(1).unwrap(), "password": NEW_PASSWORD })
}

async fn an_invitation_works_once(app: TestApp) {
    let org = app.organization().await;
    let invited = invite(&org, "Nia@New.example").await;
    assert_eq!((invited.member.email.as_str(), invited.member.joined), ("nia@new.example", false));
    assert!(invited.invitation_url.starts_with("http://127.0.0.1:8080/invite#"));
    let early = json!({ "email": "nia@new.example", "password": NEW_PASSWORD });
    app.anonymous().post(ApiPath::Session, &early).await.problem(ProblemCode::InvalidCredentials);
    let mut short = acceptance(&invited);
    short["password"] = "short".into();
    app.anonymous().post(ApiPath::AcceptInvitation, short).await.problem(ProblemCode::ValidationFailed);
    let accepted = app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&invited)).await;
    let session: Session = accepted.json(200);
    assert_eq!((session.member.role, session.member.joined), (Role::Editor, true));
    assert_eq!(session.organization.id, org.id);
    let again = app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&invited)).await;
    again.problem(ProblemCode::InvitationNotValid);
    app.anonymous().post(ApiPath::Session, &early).await.expect(200);
}

async fn a_new_invitation_replaces_the_old_one(app: TestApp) {
    let org = app.organization().await;
    let first = invite(&org, "nia@new.example").await;
    let second: InvitedMember = org.admin.post(ApiPath::MemberInvitation(&first.member.id), json!({})).await.json(200);
    let old = app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&first)).await;
    old.problem(ProblemCode::InvitationNotValid);
    app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&second)).await.expect(200);
}

async fn an_invitation_expires(app: TestApp) {
    let org = app.organization().await;
    let invited = invite(&org, "nia@new.example").await;
    app.clock.advance_ms(7 * 24 * 60 * 60 * 1000);
    let late = app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&invited)).await;
    late.problem(ProblemCode::InvitationNotValid);
}

async fn disabling_ends_the_invitation(app: TestApp) {
    let org = app.organization().await;
    let invited = invite(&org, "nia@new.example").await;
    org.admin.patch(ApiPath::Member(&invited.member.id), json!({ "disabled": true })).await.expect(200);
    let refused = app.anonymous().post(ApiPath::AcceptInvitation, acceptance(&invited)).await;
    refused.problem(ProblemCode::InvitationNotValid);
}

async fn addresses_are_unique_in_the_whole_system(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    invite(&org, "nia@new.example").await;
    let taken = json!({ "name": "N", "email": "NIA@new.example", "role": "viewer" });
    other.admin.post(ApiPath::Members, taken).await.problem(ProblemCode::EmailTaken);
    let wrong = json!({ "name": " ", "email": "nia", "role": "viewer" });
    let problem = other.admin.post(ApiPath::Members, wrong).await.problem(ProblemCode::ValidationFailed);
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/email"]);
}

async fn the_last_admin_stays(app: TestApp) {
    let org = app.organization().await;
    let me = ApiPath::Member(&org.members[0]);
    for update in [json!({ "disabled": true }), json!({ "role": "editor" })] {
        org.admin.patch(me, update).await.problem(ProblemCode::LastAdmin);
    }
    org.admin.patch(ApiPath::Member(&org.members[1]), json!({ "role": "admin" })).await.expect(200);
    let member: Member = org.admin.patch(me, json!({ "role": "viewer" })).await.json(200);
    assert_eq!(member.role, Role::Viewer);
    // The new role counts on the very next request.
    org.admin.patch(me, json!({ "role": "admin" })).await.problem(ProblemCode::PermissionDenied);
}

async fn two_admins_cannot_remove_each_other(app: TestApp) {
    let org = app.organization().await;
    org.admin.patch(ApiPath::Member(&org.members[1]), json!({ "role": "admin" })).await.expect(200);
    let disable = json!({ "disabled": true });
    let (first, second) = tokio::join!(
        org.admin.patch(ApiPath::Member(&org.members[1]), &disable),
        org.editor.patch(ApiPath::Member(&org.members[0]), &disable),
    );
    let done = [first.status, second.status].iter().filter(|status| **status == 200).count();
    assert_eq!(done, 1, "{} {}", first.text(), second.text());
}

async fn members_are_listed_page_by_page(app: TestApp) {
    let org = app.organization().await;
    let first: Page<Member> = org.viewer.get(format!("{}?limit=2", ApiPath::Members)).await.json(200);
    let cursor = first.next_cursor.unwrap();
    let second: Page<Member> = org.viewer.get(format!("{}?limit=2&cursor={cursor}", ApiPath::Members)).await.json(200);
    let mut ids: Vec<_> = first.data.into_iter().chain(second.data).map(|member| member.id).collect();
    assert!(second.next_cursor.is_none());
    ids.sort();
    let mut expected = org.members.to_vec();
    expected.sort();
    assert_eq!(ids, expected);
}
