//! `POST /session`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;
use shared::session::{Credentials, Session};
use shared::text::trim;

use crate::auth::failed_sign_ins::{Account, FailedSignIns};
use crate::auth::password;
use crate::auth::sessions::{record, session_limits};
use api_http::error::ApiError;
use api_http::extract::Body;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;

use crate::auth::{NewSession, Sessions};
use domain::audit_action::AuditAction;
use store::{members, sessions};

/// Sign in
///
/// Opens a session. The access token is good for 10 minutes; the refresh token comes in an `HttpOnly` cookie. The answer
/// is the same, after the same work, for an unknown email address, a wrong password and a disabled member. After six wrong
/// passwords the next attempt has to wait, longer each time: `Retry-After` says how long. The audit log records
/// who signed in, and how many attempts failed for which member.
#[utoipa::path(
    operation_id = "create_session",
    tag = "Session",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in.", body = Session, headers(("Set-Cookie" = String, description = "The refresh token.")))
    )
)]
#[post("/session")]
pub async fn sign_in(
    request: HttpRequest,
    open: web::Data<Sessions>,
    limits: web::Data<Limits>,
    failed: web::Data<FailedSignIns>,
    credentials: Body<Credentials>,
) -> Result<HttpResponse, ApiError> {
    let credentials = credentials.valid()?;
    let context = RequestContext::of(&request);
    let RequestContext { now, uptime, address, .. } = *context;
    let Credentials { email, password } = credentials;
    let email = trim(&email).to_lowercase();
    let account = open.keys.hash_address(&email);
    limits.try_password(address, &account, uptime)?;
    let found = members::find_sign_in(open.store.read_across().await?.across(), &email).await?;
    let known = found.as_ref().map(Account::try_from).transpose()?;
    let is_disabled = found.as_ref().is_some_and(|member| member.disabled_at.is_some());
    let correct = password::verify(password, found.and_then(|member| member.password_hash)).await?;
    let refuse = || {
        failed.note(known.as_ref(), now, &context.request_id);
        ApiError::new(ProblemCode::InvalidCredentials)
    };
    let member = known.as_ref().filter(|_| correct && !is_disabled).ok_or_else(refuse)?;
    limits.right_password(address, &account, uptime);
    let mut tx = open.store.begin_across().await?;
    let session = NewSession::open(&mut tx, &member.member, now).await?;
    // None if the member was disabled while the password was looked at.
    let found = sessions::find_alive(tx.across(), &session.id, session_limits(now), now).await?;
    let signed_in = found.ok_or_else(refuse)?;
    record(&mut tx, &signed_in, AuditAction::SessionSignedIn, "signed in", &context);
    tx.commit().await?;
    open.answer(session, signed_in, now)
}
