//! `PUT /session/password`

use actix_web::{HttpRequest, HttpResponse, put, web};
use shared::problem::FieldErrorCode;
use shared::session::PasswordChange;

use crate::auth::{OwnSession, Require, cookie, password};
use crate::domain::text::Checks;
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::extract::Body;
use crate::routes::staff::record;
use crate::server::App;
use crate::store::{members, sessions};

/// Change the own password
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
    app: web::Data<App>,
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
    app.limits.try_password(address, account, uptime)?;
    let stored =
        members::find_password(app.store.read(caller.organization_id()).await?.db(), &caller.member.id).await?;
    if !password::verify(current_password, stored).await? {
        let detail = "is not the password that is valid now";
        return Err(ApiError::invalid_field("/current_password", FieldErrorCode::Invalid, detail));
    }
    app.limits.right_password(address, account, uptime);
    let hash = password::hash(new_password).await?;
    let mut tx = app.store.begin(caller.organization_id()).await?;
    members::set_password(tx.db(), &caller.member.id, &hash, caller.now).await?;
    sessions::end_all(tx.db(), &caller.member.id, caller.now).await?;
    let subject = caller.member.id.as_str();
    record(&mut tx, &caller, "member.password_changed", subject, "changed their own password".to_owned());
    tx.commit().await?;
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&app.config.base_url)).finish())
}
