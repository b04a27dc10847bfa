//! `POST /session`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;
use shared::session::{Credentials, Session};
use shared::text::trim;

use super::{answer, open};
use crate::auth::{find_session, password};
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::extract::Body;
use crate::server::App;
use crate::store::{members, stored};

/// Sign in
///
/// Opens a session. The access token is good for 10 minutes; the refresh token comes in an `HttpOnly` cookie. The answer
/// is the same, after the same work, for an unknown e-mail address, a wrong password and a disabled member. After six wrong
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
    app: web::Data<App>,
    credentials: Body<Credentials>,
) -> Result<HttpResponse, ApiError> {
    let credentials = credentials.valid()?;
    let RequestContext { now, uptime, address, .. } = *RequestContext::of(&request);
    let Credentials { email, password } = credentials;
    let email = trim(&email).to_lowercase();
    let account = app.keys.hash_address(&email);
    app.limits.try_password(address, &account, uptime)?;
    let found = members::find_sign_in(app.store.read_across().await?.db(), &email).await?;
    let hash = found.as_ref().and_then(|member| member.password_hash.clone());
    let correct = password::verify(password, hash).await?;
    let member = found
        .filter(|member| correct && member.disabled_at.is_none())
        .ok_or_else(|| ApiError::new(ProblemCode::InvalidCredentials))?;
    app.limits.right_password(address, &account, uptime);
    let member_id = stored(member.id.parse(), "member id")?;
    let mut tx = app.store.begin_across().await?;
    let (session_id, refresh_token) = open(&mut tx, &member_id, now).await?;
    tx.commit().await?;
    let signed_in = find_session(&app, &session_id, now).await?;
    answer(&app, &session_id, refresh_token, (signed_in.member, signed_in.organization.organization), now)
}
