//! Webhook endpoints.

use shared::ids::{MemberId, OrganizationId, WebhookEndpointId};
use shared::member::MemberRef;
use shared::time::Timestamp;
use shared::webhook::{DisabledReason, EventType, WebhookEndpoint};

use crate::error::Error;
use crate::{Db, Pages, instant, on, one_row, optional_instant, pages, stored};

macro_rules! endpoint_select {
    () => {
        "SELECT e.id, e.url, e.description, e.event_types, e.disabled_at, e.disabled_reason, e.failing_since,
            e.previous_secret_expires_at, e.created_at, e.created_by, m.name AS created_by_name, e.updated_at, e.version
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
    previous_secret_expires_at: Option<i64>,
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
        let overlap = optional_instant(self.previous_secret_expires_at)?;
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
            previous_secret_expires_at: overlap.filter(|end| *end > now),
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

/// Adds an endpoint.
pub async fn insert(
    db: Db<'_>,
    organization: &OrganizationId,
    (id, fields, sealed_secret): (&WebhookEndpointId, &EndpointFields, &str),
    by: &MemberId,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(id.as_str())
        .bind(organization.as_str())
        .bind(fields.url.as_str())
        .bind(fields.description.as_str())
        .bind(fields.filter())
        .bind(sealed_secret)
        .bind(now.unix_ms())
        .bind(by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const LOCK: &str = "
    UPDATE webhook_endpoints SET version = version WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Makes other writers of this endpoint wait until the transaction ends; tells whether it exists.
pub async fn lock(db: Db<'_>, organization: &OrganizationId, id: &WebhookEndpointId) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(LOCK)
        .bind(organization.as_str())
        .bind(id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

const UPDATE: &str = "
    UPDATE webhook_endpoints SET url = $2, description = $3, event_types = $4, updated_at = $5, version = version + 1
    WHERE id = $1";

/// Changes an endpoint that is locked.
pub async fn update(db: Db<'_>, id: &WebhookEndpointId, fields: &EndpointFields, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(UPDATE)
        .bind(id.as_str())
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
    UPDATE webhook_endpoints SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL, updated_at = $2,
        version = version + 1
    WHERE id = $1";

/// Switches an endpoint on; what failed before is forgotten.
pub async fn enable(db: Db<'_>, id: &WebhookEndpointId, now: Timestamp) -> Result<(), Error> {
    let rows =
        on!(db, c => sqlx::query(ENABLE).bind(id.as_str()).bind(now.unix_ms()).execute(c).await?.rows_affected());
    one_row(rows)
}

const DISABLE: &str = "
    UPDATE webhook_endpoints SET disabled_at = $2, disabled_reason = $3, updated_at = $2, version = version + 1
    WHERE id = $1 AND disabled_at IS NULL AND deleted_at IS NULL";

/// Switches an endpoint off; false when it was off, or is gone.
pub async fn disable(
    db: Db<'_>,
    id: &WebhookEndpointId,
    reason: DisabledReason,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(DISABLE)
        .bind(id.as_str())
        .bind(now.unix_ms())
        .bind(reason.as_str())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

const DELETE: &str = "
    UPDATE webhook_endpoints SET deleted_at = $2, sealed_secret = '', previous_sealed_secret = NULL,
        previous_secret_expires_at = NULL
    WHERE id = $1 AND deleted_at IS NULL";

/// Deletes an endpoint that is locked; its secrets are gone for good.
pub async fn delete(db: Db<'_>, id: &WebhookEndpointId, now: Timestamp) -> Result<(), Error> {
    let rows =
        on!(db, c => sqlx::query(DELETE).bind(id.as_str()).bind(now.unix_ms()).execute(c).await?.rows_affected());
    one_row(rows)
}

const ROTATE: &str = "
    UPDATE webhook_endpoints SET previous_sealed_secret = sealed_secret, previous_secret_expires_at = $3,
        sealed_secret = $2, updated_at = $4, version = version + 1
    WHERE id = $1";

/// Gives an endpoint that is locked another secret; the one that it had signs too until an instant.
pub async fn rotate(
    db: Db<'_>,
    id: &WebhookEndpointId,
    sealed_secret: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(ROTATE)
        .bind(id.as_str())
        .bind(sealed_secret)
        .bind(until.unix_ms())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const SET_FAILING: &str = "
    UPDATE webhook_endpoints SET failing_since = $2 WHERE id = $1 AND (failing_since IS NULL) <> ($2 IS NULL)";

/// Notes since when everything failed, or that something succeeded; what is noted already stays.
pub async fn set_failing(db: Db<'_>, id: &WebhookEndpointId, since: Option<Timestamp>) -> Result<(), Error> {
    let since = since.map(Timestamp::unix_ms);
    on!(db, c => sqlx::query(SET_FAILING).bind(id.as_str()).bind(since).execute(c).await.map(drop))?;
    Ok(())
}
