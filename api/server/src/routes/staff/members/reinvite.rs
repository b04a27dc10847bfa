//! `POST /members/{member_id}/invitation`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use domain::audit_action::AuditAction;
use shared::member::InvitedMember;

use crate::auth::InviteMembers;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::members::invitation;
use crate::routes::MemberPath;
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::site::Site;
use store::members;

/// Create a new one-time link
///
/// For a member who lost the invitation, or the password. An earlier link of the member stops working; the password
/// that is valid now stays valid until the new link is used.
#[utoipa::path(
    operation_id = "create_invitation",
    tag = "Members",
    security(("member" = [])),
    params(IdempotencyKeyHeader, MemberPath),
    responses((status = 200, description = "The member with the new link.", body = InvitedMember, headers(("Idempotency-Replayed" = String))))
)]
#[post("/members/{member_id}/invitation")]
pub async fn create_invitation(
    site: web::Data<Site>,
    key: IdempotencyKey,
    caller: Require<InviteMembers>,
    path: web::Path<MemberPath>,
) -> Result<HttpResponse, ApiError> {
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let found = members::find(tx.db(), caller.organization_id(), &path.member_id).await?;
    let member = found.ok_or_else(ApiError::not_found)?;
    let summary = format!("created a new one-time link for {}", member.name);
    record(&mut tx, &caller, AuditAction::MemberInvited, path.member_id.as_str(), summary);
    let invited = invitation(&mut tx, &site.base_url, caller.organization_id(), member, caller.now).await?;
    claim.commit(tx, Answer::json(StatusCode::OK, &invited)?).await
}
