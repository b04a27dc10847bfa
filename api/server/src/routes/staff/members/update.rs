//! `PATCH /members/{member_id}`

use actix_web::{patch, web};
use domain::audit_action::AuditAction;
use shared::member::{Member, MemberUpdate, Role};
use shared::problem::ProblemCode;

use crate::auth::ChangeMembers;
use crate::auth::Require;
use crate::routes::MemberPath;
use crate::routes::staff::record;
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use store::members::MemberFields;
use store::{Change, Store, members, organizations, sessions};

/// Change a member
///
/// Role, and whether the member may sign in. Disabling ends the member's sessions and one-time link at once, also while
/// the subscription is inactive. The last admin who can sign in cannot be disabled or given another role.
#[utoipa::path(
    operation_id = "update_member",
    tag = "Members",
    security(("member" = [])),
    params(MemberPath, IfMatch),
    request_body = MemberUpdate,
    responses(
        (status = 200, description = "The member as it is now.", body = Member, headers(("ETag" = String))),
        (status = 409, description = "`last_admin`: nobody could administer the organisation any more.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/members/{member_id}")]
pub async fn update_member(
    store: web::Data<Store>,
    caller: Require<ChangeMembers>,
    path: web::Path<MemberPath>,
    precondition: Precondition,
    update: Edit<Member, MemberUpdate>,
) -> Result<Tagged<Member>, ApiError> {
    let (MemberUpdate { role, disabled }, repeated) = update.valid()?;
    let only_disables = role.is_none() && disabled != Some(false);
    if caller.locked() && !only_disables {
        return Err(ApiError::new(ProblemCode::SubscriptionInactive));
    }
    let (organization, id) = (caller.organization_id(), &path.member_id);
    let mut tx = store.begin(caller.organization_id()).await?;
    // Serialises changes of members, so that two admins cannot remove each other at the same moment.
    organizations::lock(tx.db(), organization).await?;
    let before = members::find(tx.db(), organization, id).await?.ok_or_else(ApiError::not_found)?;
    precondition.check(before.version, before.clone())?;
    repeated.check(Some(&before))?;
    let role = role.unwrap_or(before.role);
    let disabled_at = match disabled {
        None => before.disabled_at,
        Some(false) => None,
        Some(true) => before.disabled_at.or(Some(caller.now)),
    };
    let present = MemberFields { role: before.role, disabled_at: before.disabled_at };
    let Some(fields) = Change::between(&present, MemberFields { role, disabled_at }) else {
        return Ok(Tagged::ok(before.version, before));
    };
    members::update(tx.db(), organization, id, &fields, caller.now).await?;
    let was_admin = before.role == Role::Admin && before.disabled_at.is_none() && before.joined;
    if was_admin && members::count_admins(tx.db(), organization).await? == 0 {
        return Err(ApiError::new(ProblemCode::LastAdmin));
    }
    if disabled_at.is_some() {
        sessions::end_all(tx.db(), organization, id, caller.now).await?;
        members::drop_invitation(tx.db(), organization, id).await?;
    }
    record(&mut tx, &caller, AuditAction::MemberUpdated, id.as_str(), summary(&before, role, disabled));
    let after = members::find(tx.db(), organization, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}

fn summary(before: &Member, role: Role, disabled: Option<bool>) -> String {
    let mut done = Vec::new();
    if role != before.role {
        done.push(format!("made {} {}", before.name, super::with_article(role)));
    }
    match disabled {
        Some(true) if before.disabled_at.is_none() => done.push(format!("disabled {}", before.name)),
        Some(false) if before.disabled_at.is_some() => done.push(format!("enabled {}", before.name)),
        _ => {}
    }
    done.join(" and ")
}
