//! API keys: by the hash of their secret, and as their organisation sees them.

use shared::api_key::{ApiKey, ApiKeyState, Scope};
use shared::ids::{ApiKeyId, MemberId, OrganizationId};
use shared::member::{Member, MemberRef};
use shared::time::Timestamp;

use crate::checked_credential::CheckedCredential;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::members::{MemberRow, member_columns};
use crate::organizations::{OrganizationRow, StoredOrganization, organization_columns};
use crate::{Across, Db, Pages, instant, on, one_row, optional_instant, pages, stored};

/// A key to create.
#[derive(Debug)]
pub struct NewApiKeyRow<'a> {
    /// Id of the key.
    pub id: &'a ApiKeyId,
    /// What it is for.
    pub name: &'a str,
    /// How the secret begins.
    pub prefix: &'a str,
    /// The hash of the secret.
    pub secret_hash: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// When it expires.
    pub expires_at: Timestamp,
    /// Who makes it.
    pub created_by: &'a MemberId,
}

const INSERT: &str = "
    INSERT INTO api_keys (
        id, organization_id, name, prefix, secret_hash, scopes, expires_at, created_at, created_by
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Makes a key.
pub async fn insert(
    db: Db<'_>,
    organization: &OrganizationId,
    new: NewApiKeyRow<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let scopes = new.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(organization.as_str())
        .bind(new.name)
        .bind(new.prefix)
        .bind(new.secret_hash)
        .bind(scopes)
        .bind(new.expires_at.unix_ms())
        .bind(now.unix_ms())
        .bind(new.created_by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

macro_rules! api_key_select {
    () => {
        "SELECT k.id, k.name, k.prefix, k.scopes, k.expires_at, k.last_used_at, k.created_at, k.created_by,
            c.name AS created_by_name, k.revoked_at, k.revoked_by, r.name AS revoked_by_name
         FROM api_keys k JOIN members c ON c.id = k.created_by LEFT JOIN members r ON r.id = k.revoked_by "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct ApiKeyRow {
    id: String,
    name: String,
    prefix: String,
    scopes: String,
    expires_at: i64,
    last_used_at: Option<i64>,
    created_at: i64,
    created_by: String,
    created_by_name: String,
    revoked_at: Option<i64>,
    revoked_by: Option<String>,
    revoked_by_name: Option<String>,
}

impl ApiKeyRow {
    fn read(self, now: Timestamp) -> Result<ApiKey, Error> {
        let (expires_at, revoked_at) = (instant(self.expires_at)?, optional_instant(self.revoked_at)?);
        let member = |(id, name): (String, String)| {
            Ok::<_, Error>(MemberRef { id: stored(MemberId::try_from(id), "member id")?, name })
        };
        Ok(ApiKey {
            id: stored(ApiKeyId::try_from(self.id), "API key id")?,
            name: self.name,
            prefix: self.prefix,
            scopes: parse_scopes(&self.scopes)?,
            state: state(expires_at, revoked_at, now),
            expires_at,
            last_used_at: optional_instant(self.last_used_at)?,
            created_at: instant(self.created_at)?,
            created_by: member((self.created_by, self.created_by_name))?,
            revoked_at,
            revoked_by: self.revoked_by.zip(self.revoked_by_name).map(member).transpose()?,
        })
    }
}

/// Derived on every read: at the instant of its expiry a key is dead.
fn state(expires_at: Timestamp, revoked_at: Option<Timestamp>, now: Timestamp) -> ApiKeyState {
    match revoked_at {
        Some(_) => ApiKeyState::Revoked,
        None if now >= expires_at => ApiKeyState::Expired,
        None => ApiKeyState::Active,
    }
}

fn parse_scopes(text: &str) -> Result<Vec<Scope>, Error> {
    text.split(' ').map(|scope| stored(Scope::parse(scope), "scope")).collect()
}

const FIND: &str = concat!(api_key_select!(), "WHERE k.organization_id = $1 AND k.id = $2");

/// A key of an organisation.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &ApiKeyId,
    now: Timestamp,
) -> Result<Option<ApiKey>, Error> {
    on!(db, c => sqlx::query_as::<_, ApiKeyRow>(FIND)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(|row| row.read(now))
    .transpose()
}

const LIST: Pages =
    pages!([api_key_select!(), "WHERE k.organization_id = $1 AND"], "$2", "k.id < $2", ["ORDER BY k.id DESC LIMIT $3"]);

/// The keys of an organisation, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<ApiKey>, Error> {
    on!(db, c => sqlx::query_as::<_, ApiKeyRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| row.read(now))
    .collect()
}

const REVOKE: &str = "
    UPDATE api_keys SET revoked_at = $3, revoked_by = $4
    WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL";

/// Revokes a key; false when it was revoked before.
pub async fn revoke(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &ApiKeyId,
    by: &MemberId,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(REVOKE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .bind(by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

#[derive(Debug, sqlx_macros::FromRow)]
struct CallerRow {
    key_id: String,
    key_name: String,
    scopes: String,
    last_used_at: Option<i64>,
    known_place: bool,
    #[sqlx(flatten)]
    member: MemberRow,
    #[sqlx(flatten)]
    organization: OrganizationRow,
}

/// A key that works, whom it acts for, and how it was used before.
#[derive(Debug)]
pub struct CallingKey {
    /// Id of the key.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When its use was noted last.
    pub last_used_at: Option<Timestamp>,
    /// Whether it was used from this place before.
    pub known_place: bool,
    /// The member who made it.
    pub member: Member,
    /// The organisation.
    pub organization: StoredOrganization,
    /// That the key worked.
    pub credential: CheckedCredential,
}

const FIND_WORKING: &str = concat!(
    "SELECT k.id AS key_id, k.name AS key_name, k.scopes, k.last_used_at, EXISTS (
        SELECT 1 FROM api_key_places p WHERE p.api_key_id = k.id AND p.address_hash = $3
     ) AS known_place, ",
    member_columns!(),
    ", ",
    organization_columns!(),
    " FROM api_keys k JOIN members m ON m.id = k.created_by
     JOIN organizations o ON o.id = k.organization_id JOIN subscriptions s ON s.organization_id = o.id
     WHERE k.secret_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 AND m.disabled_at IS NULL"
);

/// The key with this secret, if it works: not revoked, not expired, its maker not disabled.
pub async fn find_working(
    across: Across<'_>,
    secret_hash: &str,
    address_hash: &str,
    now: Timestamp,
) -> Result<Option<CallingKey>, Error> {
    on!(across.db(), c => sqlx::query_as::<_, CallerRow>(FIND_WORKING)
        .bind(secret_hash)
        .bind(now.unix_ms())
        .bind(address_hash)
        .fetch_optional(c)
        .await?)
    .map(|row| {
        let id = stored(ApiKeyId::try_from(row.key_id), "API key id")?;
        let organization = row.organization.read(now)?;
        Ok(CallingKey {
            credential: CheckedCredential::new(&organization.organization.id, id.as_str()),
            id,
            name: row.key_name,
            scopes: parse_scopes(&row.scopes)?,
            last_used_at: optional_instant(row.last_used_at)?,
            known_place: row.known_place,
            member: row.member.read()?,
            organization,
        })
    })
    .transpose()
}

const TOUCH: &str = "UPDATE api_keys SET last_used_at = $3 WHERE organization_id = $1 AND id = $2";

/// Notes that a key was used.
pub async fn touch(db: Db<'_>, key: &CheckedCredential, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(TOUCH)
        .bind(key.organization_id().as_str())
        .bind(key.id())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const INSERT_PLACE: &str = "
    INSERT INTO api_key_places (api_key_id, address_hash, first_used_at) VALUES ($1, $2, $3)
    ON CONFLICT (api_key_id, address_hash) DO NOTHING";

/// Notes from where a key was used; false when that was known.
pub async fn add_place(db: Db<'_>, key: &CheckedCredential, address_hash: &str, now: Timestamp) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(INSERT_PLACE)
        .bind(key.id())
        .bind(address_hash)
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
