//! `PUT /subscription`

use actix_web::{put, web};
use serde::Deserialize;
use shared::ids::OrganizationId;
use shared::organization::{Subscription, SubscriptionStatus, SubscriptionUpdate};
use shared::problem::FieldErrorCode;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::auth::operator::Operator;
use api_http::error::ApiError;
use api_http::extract::Body;
use domain::audit_action::AuditAction;
use domain::lockdown::Billing;
use domain::text::Checks;
use store::audit::{self, Actor, AuditEvent};
use store::{Store, organizations};

/// Which organisation.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionQuery {
    /// TypeID of the organisation.
    organization_id: OrganizationId,
}

/// Set the subscription
///
/// For the billing system, with the operator's credential. It changes nothing else: when an organisation is locked its
/// tracking links answer "link not available", and when billing is repaired the same URLs work again.
#[utoipa::path(
    operation_id = "set_subscription",
    tag = "Operator",
    security(("operator" = [])),
    params(SubscriptionQuery),
    request_body = SubscriptionUpdate,
    responses((status = 200, description = "The subscription as it is now.", body = Subscription))
)]
#[put("/subscription")]
pub async fn set_subscription(
    store: web::Data<Store>,
    operator: Operator,
    query: web::Query<SubscriptionQuery>,
    update: Body<SubscriptionUpdate>,
) -> Result<web::Json<Subscription>, ApiError> {
    let update = update.valid()?;
    let billing = set(&store, &query.organization_id, update, operator.now, &operator.request_id).await?;
    let Billing { status, grace_ends_at, access_until } = billing;
    let locked = billing.is_locked(operator.now);
    Ok(web::Json(Subscription { status, grace_ends_at, access_until, locked }))
}

/// Sets the subscription, for the operator's route and command alike.
pub(crate) async fn set(
    store: &Store,
    organization: &OrganizationId,
    update: SubscriptionUpdate,
    now: Timestamp,
    request_id: &str,
) -> Result<Billing, ApiError> {
    let billing = check(update)?;
    let mut tx = store.begin(organization).await?;
    if !organizations::set_subscription(tx.db(), organization, billing, now).await? {
        return Err(ApiError::not_found());
    }
    let event = AuditEvent {
        organization_id: organization,
        actor: Actor::Operator,
        action: AuditAction::SubscriptionSet,
        subject_id: organization.as_str(),
        summary: format!("set the subscription to {}", billing.status.as_str()),
        occurred_at: now,
        request_id,
    };
    audit::record(&mut tx, event);
    tx.commit().await?;
    Ok(billing)
}

fn check(update: SubscriptionUpdate) -> Result<Billing, ApiError> {
    let SubscriptionUpdate { status, grace_ends_at, access_until } = update;
    let mut checks = Checks::default();
    match (status, grace_ends_at) {
        (SubscriptionStatus::PastDue, None) => {
            checks.fail("/grace_ends_at", FieldErrorCode::Required, "is required with `past_due`");
        }
        (SubscriptionStatus::Active | SubscriptionStatus::Canceled, Some(_)) => {
            checks.fail("/grace_ends_at", FieldErrorCode::NotAllowed, "can be given only with `past_due`");
        }
        _ => {}
    }
    if access_until.is_some() && status != SubscriptionStatus::Canceled {
        checks.fail("/access_until", FieldErrorCode::NotAllowed, "can be given only with `canceled`");
    }
    checks.finish().map_err(ApiError::invalid)?;
    Ok(Billing { status, grace_ends_at, access_until })
}
