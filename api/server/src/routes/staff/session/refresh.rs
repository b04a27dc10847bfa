//! `POST /session/refresh`

use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;
use shared::session::Session;

use crate::auth::sessions::{end, session_limits};
use crate::auth::{NewSession, Sessions};
use api_http::cookie;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use domain::audit_action::AuditAction;
use host::keys::hash_token;
use host::random;
use store::Tx;
use store::audit::{self, Actor, AuditEvent};
use store::sessions::{self, SignedIn, TokenUse};

/// Stay signed in
///
/// Exchanges the refresh token of the cookie for the next one and a new access token. A refresh token is good once: its
/// reuse means that somebody has a copy, and ends the session; the audit log says so. Only pages of this server may call it.
#[utoipa::path(
    operation_id = "refresh_session",
    tag = "Session",
    security(("refresh_cookie" = [])),
    responses(
        (status = 200, description = "The session continues.", body = Session, headers(("Set-Cookie" = String, description = "The next refresh token.")))
    )
)]
#[post("/session/refresh")]
pub async fn refresh_session(request: HttpRequest, open: web::Data<Sessions>) -> Result<HttpResponse, ApiError> {
    let context = RequestContext::of(&request);
    let now = context.now;
    let Some(used) = cookie::read(&request) else {
        return Err(ApiError::new(ProblemCode::AuthenticationRequired));
    };
    cookie::refuse_cross_site(&request, &open.site.base_url)?;
    let mut tx = open.store.begin_across().await?;
    let id = match sessions::use_token(&mut tx, &hash_token(&used), now).await? {
        TokenUse::First(id) => id,
        TokenUse::Again(id) => {
            if let Some(robbed) = end(&mut tx, &id, now).await? {
                record_reuse(&mut tx, &robbed, &context);
            }
            tx.commit().await?;
            return Err(ApiError::new(ProblemCode::AuthenticationRequired));
        }
        TokenUse::Unknown => return Err(ApiError::new(ProblemCode::AuthenticationRequired)),
    };
    let Some(signed_in) = sessions::find_alive(tx.across(), &id, session_limits(now), now).await? else {
        return Err(ApiError::new(ProblemCode::AuthenticationRequired));
    };
    let session = NewSession { id, refresh_token: random::token() };
    sessions::refresh(&mut tx, &session.id, &hash_token(&session.refresh_token), now).await?;
    tx.commit().await?;
    open.answer(session, signed_in, now)
}

/// Once for a session, however often its old tokens come again: nobody fills the log with a cookie.
fn record_reuse(tx: &mut Tx, robbed: &SignedIn, context: &RequestContext) {
    let event = AuditEvent {
        organization_id: &robbed.organization.organization.id,
        actor: Actor::System,
        action: AuditAction::SessionTokenReused,
        subject_id: robbed.member.id.as_str(),
        summary: format!("ended a session of {}, because its refresh token was used twice", robbed.member.name),
        occurred_at: context.now,
        request_id: &context.request_id,
    };
    audit::record(tx, event);
}
