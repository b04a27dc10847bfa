//! `PUT /subscription`

use actix_web::{put, web};
use serde::Deserialize;
use shared::ids::OrganizationId;
use shared::organization::{Subscription, SubscriptionUpdate};
use utoipa::IntoParams;

use crate::auth::operator::Operator;
use crate::subscriptions::set;
use api_http::error::ApiError;
use api_http::extract::{Body, Query};
use domain::lockdown::Billing;
use store::Store;

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
    query: Query<SubscriptionQuery>,
    update: Body<SubscriptionUpdate>,
) -> Result<web::Json<Subscription>, ApiError> {
    let update = update.valid()?;
    let billing = set(&store, &query.organization_id, update, operator.now, &operator.request_id).await?;
    let Billing { status, grace_ends_at, access_until } = billing;
    let locked = billing.is_locked(operator.now);
    Ok(web::Json(Subscription { status, grace_ends_at, access_until, locked }))
}
