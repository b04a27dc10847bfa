//! `PUT /session/password`

use actix_web::{HttpRequest, HttpResponse, put, web};
use shared::problem::FieldErrorCode;
use shared::session::PasswordChange;

use crate::auth::OwnSession;
use crate::auth::Require;
use crate::auth::password;
use crate::routes::staff::record;
use api_http::cookie;
use api_http::error::ApiError;
use api_http::extract::Body;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;
use domain::audit_action::AuditAction;
use domain::text::Checks;

use crate::auth::Sessions;
use store::{members, sessions};

/// Change your password
///
/// Every session of the member ends, this one too: sign in with the new password.
#[utoipa::path(
    operation_id = "update_password",
    tag = "Session",
    security(("member" = [])),
    request_body = PasswordChange,
    responses((status = 204, description = "Changed; all sessions have ended."))
)]
#[put("/session/password")]
pub async fn change_password(
    request: HttpRequest,
    sessions: web::Data<Sessions>,
    limits: web::Data<Limits>,
    caller: Require<OwnSession>,
    change: Body<PasswordChange>,
) -> Result<HttpResponse, ApiError> {
    let PasswordChange { current_password, new_password } = change.valid()?;
    let mut checks = Checks::default();
    password::check_new(&mut checks, "/new_password", &new_password);
    checks.finish().map_err(ApiError::invalid)?;
    // Whoever found a computer unlocked does not get to guess either.
    let RequestContext { uptime, address, .. } = *RequestContext::of(&request);
    let account = caller.member.id.as_str();
    limits.try_password(address, account, uptime)?;
    let organization = caller.organization_id();
    let mut reader = sessions.store.read(organization).await?;
    let stored = members::find_password(reader.db(), organization, &caller.member.id).await?;
    drop(reader);
    if !password::verify(current_password, stored).await? {
        let detail = "is not your current password";
        return Err(ApiError::invalid_field("/current_password", FieldErrorCode::Invalid, detail));
    }
    limits.right_password(address, account, uptime);
    let hash = password::hash(new_password).await?;
    let mut tx = sessions.store.begin(organization).await?;
    members::set_password(tx.db(), organization, &caller.member.id, &hash, caller.now).await?;
    sessions::end_all(tx.db(), organization, &caller.member.id, caller.now).await?;
    let subject = caller.member.id.as_str();
    record(&mut tx, &caller, AuditAction::MemberPasswordChanged, subject, "changed their own password".to_owned());
    tx.commit().await?;
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&sessions.site.base_url)).finish())
}
