//! `POST /tracking-links/resume`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post};
use domain::audit_action::AuditAction;
use shared::organization::Organization;

use crate::auth::Require;
use crate::auth::ResumeLinks;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::extract::Body;
use shared::organization::LinksResumption;
use store::{backup, organizations};

/// Resume tracking links after a restore
///
/// A restored backup does not know which links were revoked or replaced after it was made, so all of them are suspended
/// until an admin has checked them and resumes them here. API keys (403) and webhooks are suspended too. Links that are
/// not suspended stay as they are.
#[utoipa::path(
    operation_id = "resume_tracking_links",
    tag = "Tracking links",
    security(("member" = [])),
    params(IdempotencyKeyHeader),
    request_body = LinksResumption,
    responses((
        status = 200,
        description = "The organisation as it is now.",
        body = Organization,
        headers(("Idempotency-Replayed" = String))
    ))
)]
#[post("/tracking-links/resume")]
pub async fn resume_tracking_links(
    key: IdempotencyKey,
    caller: Require<ResumeLinks>,
    resumption: Body<LinksResumption>,
) -> Result<HttpResponse, ApiError> {
    let (LinksResumption {}, digest) = resumption.with_digest()?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let id = caller.organization_id();
    organizations::lock(tx.db(), id).await?;
    if backup::resume(tx.db(), id).await? {
        let summary = "resumed all tracking links after a backup was restored".to_owned();
        record(&mut tx, &caller, AuditAction::OrganizationLinksResumed, id.as_str(), summary);
    }
    let found = organizations::find(tx.db(), id, caller.now).await?.ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::json(StatusCode::OK, &found.organization)?).await
}
