//! Setting subscriptions: what the billing system says, by the operator's route or command.

use shared::ids::OrganizationId;
use shared::organization::{Subscription, SubscriptionStatus, SubscriptionUpdate};
use shared::problem::FieldErrorCode;
use shared::time::Timestamp;

use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::lockdown::Billing;
use domain::text::Checks;
use store::audit::{self, Actor, AuditEvent};
use store::{Change, Store, organizations};

/// Sets the subscription.
pub async fn set(
    store: &Store,
    organization: &OrganizationId,
    update: SubscriptionUpdate,
    now: Timestamp,
    request_id: &str,
) -> Result<Billing, ApiError> {
    let billing = check(update)?;
    let mut tx = store.begin(organization).await?;
    organizations::lock(tx.db(), organization).await?;
    let stored = organizations::find(tx.db(), organization, now).await?.ok_or_else(ApiError::not_found)?;
    let Subscription { status, grace_ends_at, access_until, locked: _ } = stored.organization.subscription;
    let Some(change) = Change::between(&Billing { status, grace_ends_at, access_until }, billing) else {
        return Ok(billing);
    };
    organizations::set_subscription(tx.db(), organization, &change, now).await?;
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
