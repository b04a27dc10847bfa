//! Serving an endpoint: one server at a time makes its deliveries, and notes what it learns about the receiver.

use domain::delivery::SECRET_OVERLAP_MS;
use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::time::Timestamp;

use super::LockedEndpoint;
use crate::deliveries::LEASE_MS;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{AcrossTx, Db, Tx, on, one_row, optional_instant};

const SERVE: &str = "
    UPDATE webhook_endpoints SET served_by = $3, served_until = $5
    WHERE organization_id = $1 AND id = $2 AND (served_by = $3 OR served_until IS NULL OR served_until <= $4)
    RETURNING url, sealed_secret, previous_sealed_secret, previous_secret_expires_at, older_sealed_secret,
        older_secret_expires_at, disabled_at, deleted_at, failing_since, backing_off_until, unanswered, version";

#[derive(Debug, sqlx_macros::FromRow)]
struct ServedRow {
    url: String,
    sealed_secret: String,
    previous_sealed_secret: Option<String>,
    previous_secret_expires_at: Option<i64>,
    older_sealed_secret: Option<String>,
    older_secret_expires_at: Option<i64>,
    disabled_at: Option<i64>,
    deleted_at: Option<i64>,
    failing_since: Option<i64>,
    backing_off_until: Option<i64>,
    unanswered: i64,
    version: i64,
}

/// An endpoint whose deliveries this server makes, and no other.
#[derive(Debug, Clone)]
pub struct ServedEndpoint {
    /// Which.
    pub id: WebhookEndpointId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// Where it is.
    pub url: String,
    /// Its secrets, sealed: the present one, and those before while they sign too.
    pub sealed_secrets: Vec<String>,
    /// Whether it gets anything.
    pub enabled: bool,
    /// Since when every delivery failed.
    pub failing_since: Option<Timestamp>,
    /// Until when nothing is sent, because it did not answer.
    pub backing_off_until: Option<Timestamp>,
    /// How many attempts in a row it did not answer.
    pub unanswered: i64,
    /// Counts the changes by staff.
    pub version: i64,
}

/// Begins to serve an endpoint, or goes on, and locks it for the rest of the transaction; none if another server does.
pub async fn serve(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    server: &str,
    now: Timestamp,
) -> Result<Option<ServedEndpoint>, Error> {
    let row: Option<ServedRow> = on!(tx.db(), c => sqlx::query_as(SERVE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(server)
        .bind(now.unix_ms())
        .bind(now.unix_ms() + LEASE_MS)
        .fetch_optional(c)
        .await?);
    row.map(|row| row.read(organization, id, now)).transpose()
}

impl ServedRow {
    fn read(
        self,
        organization: &OrganizationId,
        id: &WebhookEndpointId,
        now: Timestamp,
    ) -> Result<ServedEndpoint, Error> {
        // Much later than a rotation could have said, it was said by a clock that was wrong.
        let overlaps = |expires_at: Option<i64>| {
            expires_at.is_some_and(|end| (1..=2 * SECRET_OVERLAP_MS).contains(&(end - now.unix_ms())))
        };
        let previous = self.previous_sealed_secret.filter(|_| overlaps(self.previous_secret_expires_at));
        let older = self.older_sealed_secret.filter(|_| overlaps(self.older_secret_expires_at));
        Ok(ServedEndpoint {
            id: id.clone(),
            organization_id: organization.clone(),
            url: self.url,
            sealed_secrets: [Some(self.sealed_secret), previous, older].into_iter().flatten().collect(),
            enabled: self.disabled_at.is_none() && self.deleted_at.is_none(),
            failing_since: optional_instant(self.failing_since)?,
            backing_off_until: optional_instant(self.backing_off_until)?,
            unanswered: self.unanswered,
            version: self.version,
        })
    }
}

const NOTE: &str = "
    UPDATE webhook_endpoints SET failing_since = $3, backing_off_until = $4, unanswered = $5
    WHERE organization_id = $1 AND id = $2";

/// Notes what was learnt about the receiver of an endpoint that this transaction has locked.
pub async fn note(db: Db<'_>, endpoint: &ServedEndpoint) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(NOTE)
        .bind(endpoint.organization_id.as_str())
        .bind(endpoint.id.as_str())
        .bind(endpoint.failing_since.map(Timestamp::unix_ms))
        .bind(endpoint.backing_off_until.map(Timestamp::unix_ms))
        .bind(endpoint.unanswered)
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const LEAVE: &str = "
    UPDATE webhook_endpoints SET served_by = NULL, served_until = NULL
    WHERE organization_id = $1 AND id = $2 AND served_by = $3";

/// Stops serving an endpoint: from now on any server may.
pub async fn leave(
    tx: &mut AcrossTx,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    server: &str,
) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(LEAVE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(server)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const TRY_NOW: &str = "UPDATE webhook_endpoints SET backing_off_until = NULL WHERE organization_id = $1 AND id = $2";

/// Ends the pause of an endpoint that did not answer: somebody sends something by hand to see whether it does again.
pub async fn try_now(db: Db<'_>, endpoint: &LockedEndpoint) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(TRY_NOW)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
