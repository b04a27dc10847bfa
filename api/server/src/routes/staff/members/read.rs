//! `GET /members/{member_id}`

use actix_web::{get, web};
use shared::member::Member;

use crate::auth::ReadMembers;
use crate::auth::Require;
use crate::routes::MemberPath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::members;

/// Read a member
///
/// One member of the organisation.
#[utoipa::path(
    operation_id = "get_member",
    tag = "Members",
    security(("member" = [])),
    params(MemberPath, IfNoneMatch),
    responses((status = 200, description = "The member.", body = Member, headers(("ETag" = String))))
)]
#[get("/members/{member_id}")]
pub async fn get_member(
    store: web::Data<Store>,
    caller: Require<ReadMembers>,
    path: web::Path<MemberPath>,
) -> Result<Tagged<Member>, ApiError> {
    let mut reader = store.read(caller.organization_id()).await?;
    let found = members::find(reader.db(), caller.organization_id(), &path.member_id).await?;
    let member = found.ok_or_else(ApiError::not_found)?;
    Ok(Tagged::ok(member.version, member))
}
