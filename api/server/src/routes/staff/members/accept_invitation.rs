//! `POST /invitations/accept`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::member::InvitationAcceptance;
use shared::problem::ProblemCode;
use shared::session::Session;

use crate::auth::password;
use crate::auth::sessions::{record, session_limits};
use crate::auth::{NewSession, Sessions};
use api_http::error::ApiError;
use api_http::extract::Body;
use api_http::middleware::RequestContext;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::keys::hash_token;
use store::members::{self, Invitee};
use store::sessions;

/// Accept an invitation
///
/// Uses up a one-time link, sets the password and signs in. The member's other sessions end. The audit log says that the
/// member joined, or has a new password, and signed in.
#[utoipa::path(
    operation_id = "accept_invitation",
    tag = "Members",
    request_body = InvitationAcceptance,
    responses(
        (status = 200, description = "Signed in.", body = Session, headers(("Set-Cookie" = String, description = "The refresh token."))),
        (status = 404, description = "`invitation_not_valid`: used, expired or replaced.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/invitations/accept")]
pub async fn accept_invitation(
    request: HttpRequest,
    open: web::Data<Sessions>,
    acceptance: Body<InvitationAcceptance>,
) -> Result<HttpResponse, ApiError> {
    let acceptance = acceptance.valid()?;
    let context = RequestContext::of(&request);
    let now = context.now;
    let InvitationAcceptance { token, password } = acceptance;
    let mut checks = Checks::default();
    password::check_new(&mut checks, "/password", &password);
    checks.finish().map_err(ApiError::invalid)?;
    let hash = password::hash(password).await?;
    let not_valid = || ApiError::new(ProblemCode::InvitationNotValid);
    let mut tx = open.store.begin_across().await?;
    let taken = members::take_invitation(tx.across(), &hash_token(&token), now).await?;
    let Invitee { organization_id, id: member } = taken.ok_or_else(not_valid)?;
    let has_joined = members::find_password(tx.db(), &organization_id, &member).await?.is_some();
    sessions::end_all(tx.db(), &organization_id, &member, now).await?;
    members::set_password(tx.db(), &organization_id, &member, &hash, now).await?;
    let session = NewSession::open(&mut tx, &member, now).await?;
    // A disabled member has no one-time link, so the session that was just opened is alive.
    let found = sessions::find_alive(tx.across(), &session.id, session_limits(now), now).await?;
    let signed_in = found.ok_or_else(not_valid)?;
    let (action, summary) = if has_joined {
        (AuditAction::MemberPasswordChanged, "set a new password with a one-time link")
    } else {
        (AuditAction::MemberJoined, "accepted the invitation")
    };
    record(&mut tx, &signed_in, action, summary, &context);
    record(&mut tx, &signed_in, AuditAction::SessionSignedIn, "signed in", &context);
    tx.commit().await?;
    open.answer(session, signed_in, now)
}
