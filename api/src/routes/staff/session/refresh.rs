//! `POST /session/refresh`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;
use shared::session::Session;

use super::answer;
use crate::auth::{cookie, session_limits};
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::keys::hash_token;
use crate::random;
use crate::server::App;
use crate::store::sessions::{self, TokenUse};

/// Stay signed in
///
/// Exchanges the refresh token of the cookie for the next one and a new access token. A refresh token is good once: its
/// reuse means that somebody has a copy, and ends the session. Only pages of this server may call it.
#[utoipa::path(
    operation_id = "refresh_session",
    tag = "Session",
    security(("refresh_cookie" = [])),
    responses(
        (status = 200, description = "The session goes on.", body = Session, headers(("Set-Cookie" = String, description = "The next refresh token.")))
    )
)]
#[post("/session/refresh")]
pub async fn refresh_session(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let Some(used) = cookie::read(&request) else {
        return Err(ApiError::new(ProblemCode::AuthenticationRequired));
    };
    cookie::refuse_cross_site(&request, &app.config.base_url)?;
    let mut tx = app.store.begin_across().await?;
    let id = match sessions::use_token(&mut tx, &hash_token(&used), now).await? {
        TokenUse::First(id) => id,
        TokenUse::Again(id) => {
            sessions::end(tx.db(), &id, now).await?;
            tx.commit().await?;
            return Err(ApiError::new(ProblemCode::AuthenticationRequired));
        }
        TokenUse::Unknown => return Err(ApiError::new(ProblemCode::AuthenticationRequired)),
    };
    let Some(signed_in) = sessions::find_alive(tx.db(), &id, session_limits(now), now).await? else {
        return Err(ApiError::new(ProblemCode::AuthenticationRequired));
    };
    let next = random::token();
    sessions::refresh(&mut tx, &id, &hash_token(&next), now).await?;
    tx.commit().await?;
    answer(&app, &id, next, (signed_in.member, signed_in.organization.organization), now)
}
