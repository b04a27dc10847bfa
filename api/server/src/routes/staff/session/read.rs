//! `GET /session`

use actix_web::{get, web};
use shared::session::CurrentSession;

use crate::auth::OwnSession;
use crate::auth::Require;

/// Who am I
///
/// The signed-in member and the organisation.
#[utoipa::path(
    operation_id = "get_session",
    tag = "Session",
    security(("member" = [])),
    responses((status = 200, description = "Who is signed in.", body = CurrentSession))
)]
#[get("/session")]
pub async fn get_session(caller: Require<OwnSession>) -> web::Json<CurrentSession> {
    web::Json(CurrentSession { member: caller.member, organization: caller.organization.organization })
}
