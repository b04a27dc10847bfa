//! `POST /members`

use actix_web::{HttpResponse, post, web};
use shared::ids::MemberId;
use shared::member::{InvitedMember, NewMember};
use shared::paths::ApiPath;

use crate::auth::InviteMembers;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::members::{add, invitation};
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use api_http::site::Site;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::random;
use store::members::{self, NewMemberRow};

/// Invite a member
///
/// Creates the member and a one-time link, good for 7 days, with which the person sets a password. The link is in this
/// answer only: hand it over. No email is sent.
#[utoipa::path(
    operation_id = "create_member",
    tag = "Members",
    security(("member" = [])),
    params(IdempotencyKeyHeader),
    request_body = NewMember,
    responses(
        (status = 201, description = "Invited.", body = InvitedMember, headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`email_taken`: a member with this email address exists.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/members")]
pub async fn invite_member(
    site: web::Data<Site>,
    key: IdempotencyKey,
    caller: Require<InviteMembers>,
    new: Body<NewMember>,
) -> Result<HttpResponse, ApiError> {
    let (NewMember { name, email, role }, digest) = new.with_digest()?;
    let mut checks = Checks::default();
    let name = checks.person("/name", &name, 120);
    let email = checks.email("/email", &email).to_lowercase();
    checks.finish().map_err(ApiError::invalid)?;
    let id = MemberId::from_u128(random::id(caller.now));
    let organization_id = caller.organization_id();
    let row = NewMemberRow { id: &id, organization_id, name: &name, email: &email, role, password_hash: None };
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    add(tx.db(), row, caller.now).await?;
    let member = members::find(tx.db(), organization_id, &id).await?.ok_or_else(ApiError::not_found)?;
    let summary = format!("invited {name} as {}", super::with_article(role));
    record(&mut tx, &caller, AuditAction::MemberInvited, id.as_str(), summary);
    let invited = invitation(&mut tx, &site.base_url, organization_id, member, caller.now).await?;
    claim.commit(tx, Answer::tagged(Tagged::created(ApiPath::Member(&id), invited.member.version, invited))?).await
}
