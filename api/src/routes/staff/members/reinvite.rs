//! `POST /members/{member_id}/invitation`

use actix_web::{post, web};
use shared::member::InvitedMember;

use super::invitation;
use crate::auth::{InviteMembers, Require};
use crate::error::ApiError;
use crate::routes::MemberPath;
use crate::routes::staff::record;
use crate::server::App;
use crate::store::members;

/// Make a new one-time link
///
/// For a member who lost the invitation, or the password. An earlier link of the member stops working; the password
/// that is valid now stays valid until the new link is used.
#[utoipa::path(
    operation_id = "create_invitation",
    tag = "Members",
    security(("member" = [])),
    params(MemberPath),
    responses((status = 200, description = "The member with the new link.", body = InvitedMember))
)]
#[post("/members/{member_id}/invitation")]
pub async fn create_invitation(
    app: web::Data<App>,
    caller: Require<InviteMembers>,
    path: web::Path<MemberPath>,
) -> Result<web::Json<InvitedMember>, ApiError> {
    let mut tx = app.store.begin().await?;
    let found = members::find(tx.db(), caller.organization_id(), &path.member_id).await?;
    let member = found.ok_or_else(ApiError::not_found)?;
    let summary = format!("made a new one-time link for {}", member.name);
    record(&mut tx, &caller, "member.invited", path.member_id.as_str(), summary);
    let invited = invitation(&mut tx, &app.config.base_url, member, caller.now).await?;
    tx.commit().await?;
    Ok(web::Json(invited))
}
