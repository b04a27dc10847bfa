//! The lock on a webhook endpoint: everything that staff write to it begins with this.

use std::ops::Deref;

use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::WebhookEndpoint;

use super::find;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{Db, Tx, on};

/// Evidence that an endpoint of an organisation is locked for the rest of the transaction, and what was then read of it.
#[derive(Debug)]
pub struct LockedEndpoint {
    organization_id: OrganizationId,
    endpoint: WebhookEndpoint,
}

impl Evidence for LockedEndpoint {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}

impl Deref for LockedEndpoint {
    type Target = WebhookEndpoint;

    fn deref(&self) -> &WebhookEndpoint {
        &self.endpoint
    }
}

const LOCK: &str = "
    UPDATE webhook_endpoints SET version = version WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Makes other writers of this endpoint wait until the transaction ends, and reads it; none when it does not exist.
pub async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    now: Timestamp,
) -> Result<Option<LockedEndpoint>, Error> {
    let rows = on!(tx.db(), c => sqlx::query(LOCK)
        .bind(organization.as_str())
        .bind(id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    if rows != 1 {
        return Ok(None);
    }
    let found = find(tx.db(), organization, id, now).await?;
    Ok(found.map(|endpoint| LockedEndpoint { organization_id: organization.clone(), endpoint }))
}

const IS_DELETED: &str = "
    SELECT COUNT(*) FROM webhook_endpoints WHERE organization_id = $1 AND id = $2 AND deleted_at IS NOT NULL";

/// Whether there was an endpoint that was deleted.
pub async fn is_deleted(db: Db<'_>, organization: &OrganizationId, id: &WebhookEndpointId) -> Result<bool, Error> {
    let count: i64 = on!(db, c => sqlx::query_scalar(IS_DELETED)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_one(c)
        .await?);
    Ok(count > 0)
}
