//! `POST /session`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;
use shared::session::{Credentials, Session};
use shared::text::trim;

use crate::auth::password;
use api_http::error::ApiError;
use api_http::extract::Body;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;

use crate::auth::{NewSession, Sessions};
use store::{members, stored};

/// Sign in
///
/// Opens a session. The access token is good for 10 minutes; the refresh token comes in an `HttpOnly` cookie. The answer
/// is the same, after the same work, for an unknown email address, a wrong password and a disabled member. After six wrong
/// passwords the next attempt has to wait, longer each time: `Retry-After` says how long.
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
    sessions: web::Data<Sessions>,
    limits: web::Data<Limits>,
    credentials: Body<Credentials>,
) -> Result<HttpResponse, ApiError> {
    let credentials = credentials.valid()?;
    let RequestContext { now, uptime, address, .. } = *RequestContext::of(&request);
    let Credentials { email, password } = credentials;
    let email = trim(&email).to_lowercase();
    let account = sessions.keys.hash_address(&email);
    limits.try_password(address, &account, uptime)?;
    let found = members::find_sign_in(sessions.store.read_across().await?.db(), &email).await?;
    let hash = found.as_ref().and_then(|member| member.password_hash.clone());
    let correct = password::verify(password, hash).await?;
    let member = found
        .filter(|member| correct && member.disabled_at.is_none())
        .ok_or_else(|| ApiError::new(ProblemCode::InvalidCredentials))?;
    limits.right_password(address, &account, uptime);
    let member_id = stored(member.id.parse(), "member id")?;
    let mut tx = sessions.store.begin_across().await?;
    let session = NewSession::open(&mut tx, &member_id, now).await?;
    tx.commit().await?;
    let signed_in = sessions.find(&session.id, now).await?;
    sessions.answer(session, signed_in, now)
}
