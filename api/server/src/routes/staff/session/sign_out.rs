//! `DELETE /session`

use actix_web::{HttpRequest, HttpResponse, delete, web};
use shared::problem::ProblemCode;

use crate::auth::Sessions;
use crate::auth::bearer;
use crate::auth::sessions::{end, record};
use api_http::cookie;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use domain::audit_action::AuditAction;
use host::keys::hash_token;
use store::sessions;

/// Sign out
///
/// Ends the session of the access token, or of the refresh cookie; its access tokens stop working at once. Signing out
/// twice is not an error.
#[utoipa::path(
    operation_id = "delete_session",
    tag = "Session",
    security(("member" = []), ("refresh_cookie" = [])),
    responses((status = 204, description = "Signed out."))
)]
#[delete("/session")]
pub async fn sign_out(request: HttpRequest, open: web::Data<Sessions>) -> Result<HttpResponse, ApiError> {
    let context = RequestContext::of(&request);
    let mut tx = open.store.begin_across().await?;
    let session = if let Some(token) = bearer(&request)? {
        open.of_token(token, context.now)
    } else if let Some(token) = cookie::read(&request) {
        cookie::refuse_cross_site(&request, &open.site.base_url)?;
        sessions::find_by_token(tx.across(), &hash_token(&token)).await?
    } else {
        None
    };
    let Some(session) = session else { return Err(ApiError::new(ProblemCode::AuthenticationRequired)) };
    // A session that was over already, by time or because it was ended, is not signed out of.
    if let Some(signed_out) = end(&mut tx, &session, context.now).await? {
        record(&mut tx, &signed_out, AuditAction::SessionSignedOut, "signed out", &context);
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&open.site.base_url)).finish())
}
