//! Webhook endpoints.

mod lock;
mod serving;

use shared::ids::{MemberId, OrganizationId, WebhookEndpointId};
use shared::member::MemberRef;
use shared::time::Timestamp;
use shared::webhook::{DisabledReason, EventType, WebhookEndpoint};

use crate::change::Change;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{Db, Pages, instant, on, one_row, optional_instant, pages, stored};
pub use lock::{LockedEndpoint, is_deleted, lock};
pub use serving::{ServedEndpoint, leave, note, serve, try_now};

macro_rules! endpoint_select {
    () => {
        "SELECT e.id, e.url, e.description, e.event_types, e.disabled_at, e.disabled_reason, e.failing_since,
            e.backing_off_until, e.previous_secret_expires_at, e.older_secret_expires_at, e.created_at, e.created_by, m.name AS created_by_name, e.updated_at, e.version
         FROM webhook_endpoints e JOIN members m ON m.id = e.created_by "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct EndpointRow {
    id: String,
    url: String,
    description: String,
    event_types: String,
    disabled_at: Option<i64>,
    disabled_reason: Option<String>,
    failing_since: Option<i64>,
    backing_off_until: Option<i64>,
    previous_secret_expires_at: Option<i64>,
    older_secret_expires_at: Option<i64>,
    created_at: i64,
    created_by: String,
    created_by_name: String,
    updated_at: i64,
    version: i64,
}

impl EndpointRow {
    fn read(self, now: Timestamp) -> Result<WebhookEndpoint, Error> {
        let reason = self.disabled_reason.map(|reason| stored(DisabledReason::parse(&reason), "reason"));
        let event_types = self.event_types.split(' ').filter(|text| !text.is_empty());
        let to_come = |instant| Ok::<_, Error>(optional_instant(instant)?.filter(|instant| *instant > now));
        Ok(WebhookEndpoint {
            id: stored(WebhookEndpointId::try_from(self.id), "webhook endpoint id")?,
            url: self.url,
            description: self.description,
            event_types: event_types
                .map(|text| stored(EventType::parse(text), "event type"))
                .collect::<Result<_, _>>()?,
            enabled: self.disabled_at.is_none(),
            disabled_at: optional_instant(self.disabled_at)?,
            disabled_reason: reason.transpose()?,
            failing_since: optional_instant(self.failing_since)?,
            backing_off_until: to_come(self.backing_off_until)?.filter(|_| self.disabled_at.is_none()),
            previous_secret_expires_at: to_come(self.previous_secret_expires_at)?,
            older_secret_expires_at: to_come(self.older_secret_expires_at)?,
            created_at: instant(self.created_at)?,
            created_by: MemberRef {
                id: stored(MemberId::try_from(self.created_by), "member id")?,
                name: self.created_by_name,
            },
            updated_at: instant(self.updated_at)?,
            version: self.version,
        })
    }
}

const FIND: &str = concat!(endpoint_select!(), "WHERE e.organization_id = $1 AND e.id = $2 AND e.deleted_at IS NULL");

/// An endpoint of an organisation.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    now: Timestamp,
) -> Result<Option<WebhookEndpoint>, Error> {
    on!(db, c => sqlx::query_as::<_, EndpointRow>(FIND)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(|row| row.read(now))
    .transpose()
}

const LIST: Pages = pages!(
    [endpoint_select!(), "WHERE e.organization_id = $1 AND e.deleted_at IS NULL AND"],
    "$2",
    "e.id < $2",
    ["ORDER BY e.id DESC LIMIT $3"]
);

/// The endpoints of an organisation, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<WebhookEndpoint>, Error> {
    on!(db, c => sqlx::query_as::<_, EndpointRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| row.read(now))
    .collect()
}

/// What can be set on an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointFields {
    /// Where events are posted to.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Which events it gets; empty means all.
    pub event_types: Vec<EventType>,
}

impl EndpointFields {
    fn filter(&self) -> String {
        self.event_types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
    }
}

const INSERT: &str = "
    INSERT INTO webhook_endpoints (
        id, organization_id, url, description, event_types, sealed_secret, created_at, created_by, updated_at, version
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, 1)";

/// An endpoint to add.
#[derive(Debug)]
pub struct NewEndpointRow<'a> {
    /// Id of the endpoint.
    pub id: &'a WebhookEndpointId,
    /// What was set.
    pub fields: &'a EndpointFields,
    /// The secret that signs, sealed.
    pub sealed_secret: &'a str,
    /// Who adds it.
    pub created_by: &'a MemberId,
}

/// Adds an endpoint.
pub async fn insert(
    db: Db<'_>,
    organization: &OrganizationId,
    new: NewEndpointRow<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(organization.as_str())
        .bind(new.fields.url.as_str())
        .bind(new.fields.description.as_str())
        .bind(new.fields.filter())
        .bind(new.sealed_secret)
        .bind(now.unix_ms())
        .bind(new.created_by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const UPDATE: &str = "
    UPDATE webhook_endpoints SET backing_off_until = CASE WHEN url = $3 THEN backing_off_until END,
        unanswered = CASE WHEN url = $3 THEN unanswered ELSE 0 END, url = $3, description = $4, event_types = $5,
        updated_at = $6, version = version + 1
    WHERE organization_id = $1 AND id = $2";

/// Changes an endpoint. What is known of a receiver holds for its URL only.
pub async fn update(
    db: Db<'_>,
    endpoint: &LockedEndpoint,
    fields: &Change<EndpointFields>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(UPDATE)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(fields.url.as_str())
        .bind(fields.description.as_str())
        .bind(fields.filter())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const ENABLE: &str = "
    UPDATE webhook_endpoints SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL,
        backing_off_until = NULL, unanswered = 0, updated_at = $3, version = version + 1
    WHERE organization_id = $1 AND id = $2";

/// Switches an endpoint on; what failed before is forgotten.
pub async fn enable(db: Db<'_>, endpoint: &LockedEndpoint, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(ENABLE)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const DISABLE: &str = "
    UPDATE webhook_endpoints SET disabled_at = $3, disabled_reason = $4, updated_at = $3, version = version + 1
    WHERE organization_id = $1 AND id = $2 AND disabled_at IS NULL AND deleted_at IS NULL";

/// Switches an endpoint off; false when it was off, or is gone.
pub async fn disable(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    reason: DisabledReason,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(DISABLE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .bind(reason.as_str())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

const DELETE: &str = "
    UPDATE webhook_endpoints SET deleted_at = $3, sealed_secret = '', previous_sealed_secret = NULL,
        previous_secret_expires_at = NULL, older_sealed_secret = NULL, older_secret_expires_at = NULL
    WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Deletes an endpoint; its secrets are gone for good.
pub async fn delete(db: Db<'_>, endpoint: &LockedEndpoint, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(DELETE)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const ROTATE: &str = "
    UPDATE webhook_endpoints SET older_sealed_secret = previous_sealed_secret,
        older_secret_expires_at = previous_secret_expires_at,
        previous_sealed_secret = sealed_secret, previous_secret_expires_at = $4, sealed_secret = $3, updated_at = $5, version = version + 1
    WHERE organization_id = $1 AND id = $2";

/// Gives an endpoint another secret; the one that it had signs too until an instant, and the one before as long as it would
/// have.
pub async fn rotate(
    db: Db<'_>,
    endpoint: &LockedEndpoint,
    sealed_secret: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(ROTATE)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(sealed_secret)
        .bind(until.unix_ms())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
