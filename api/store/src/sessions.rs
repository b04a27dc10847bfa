//! Sessions and their rotating refresh tokens. A token leads to its member and organisation, so whoever asks by one cannot name
//! them yet.

use shared::ids::{MemberId, OrganizationId, SessionId};
use shared::member::Member;
use shared::time::Timestamp;

use crate::checked_credential::CheckedCredential;
use crate::error::Error;
use crate::members::{MemberRow, member_columns};
use crate::organizations::{OrganizationRow, StoredOrganization, organization_columns};
use crate::{Across, AcrossTx, Db, on, one_row, stored};

const INSERT: &str =
    "INSERT INTO sessions (id, member_id, created_at, refreshed_at, ended_at) VALUES ($1, $2, $3, $3, NULL)";

const INSERT_TOKEN: &str =
    "INSERT INTO refresh_tokens (token_hash, session_id, created_at, used_at) VALUES ($1, $2, $3, NULL)";

/// Opens a session with its first refresh token.
pub async fn insert(
    tx: &mut AcrossTx,
    id: &SessionId,
    member: &MemberId,
    token_hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(tx.db(), c => sqlx::query(INSERT)
        .bind(id.as_str())
        .bind(member.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    insert_token(tx.across(), id, token_hash, now).await
}

/// Adds a refresh token to a session.
async fn insert_token(across: Across<'_>, id: &SessionId, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    let rows = on!(across.db(), c => sqlx::query(INSERT_TOKEN)
        .bind(token_hash)
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

#[derive(Debug, sqlx_macros::FromRow)]
struct CallerRow {
    #[sqlx(flatten)]
    member: MemberRow,
    #[sqlx(flatten)]
    organization: OrganizationRow,
}

/// A session's member and organisation, as they are now.
#[derive(Debug)]
pub struct SignedIn {
    /// Who is signed in.
    pub member: Member,
    /// The member's organisation.
    pub organization: StoredOrganization,
    /// That the session was alive.
    pub credential: CheckedCredential,
}

const FIND_ALIVE: &str = concat!(
    "SELECT ",
    member_columns!(),
    ", ",
    organization_columns!(),
    " FROM sessions x JOIN members m ON m.id = x.member_id
     JOIN organizations o ON o.id = m.organization_id JOIN subscriptions s ON s.organization_id = o.id
     WHERE x.id = $1 AND x.ended_at IS NULL AND m.disabled_at IS NULL AND x.created_at > $2 AND x.refreshed_at > $3
       AND x.created_at <= $4 AND x.refreshed_at <= $4"
);

/// Between which instants a session that is alive was opened and refreshed.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Opened after this one.
    pub opened_after: Timestamp,
    /// Refreshed after this one.
    pub refreshed_after: Timestamp,
    /// Neither later than this: it would be from a clock that was far ahead, and outlive everybody.
    pub latest: Timestamp,
}

/// Who is behind a session that is alive: not ended, its member not disabled, opened and refreshed late enough.
pub async fn find_alive(
    across: Across<'_>,
    id: &SessionId,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<SignedIn>, Error> {
    on!(across.db(), c => sqlx::query_as::<_, CallerRow>(FIND_ALIVE)
        .bind(id.as_str())
        .bind(limits.opened_after.unix_ms())
        .bind(limits.refreshed_after.unix_ms())
        .bind(limits.latest.unix_ms())
        .fetch_optional(c)
        .await?)
    .map(|row| {
        let (member, organization) = (row.member.read()?, row.organization.read(now)?);
        let credential = CheckedCredential::new(&organization.organization.id, member.id.as_str());
        Ok(SignedIn { member, organization, credential })
    })
    .transpose()
}

const USE_TOKEN: &str =
    "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL RETURNING session_id";

const FIND_TOKEN: &str = "SELECT session_id FROM refresh_tokens WHERE token_hash = $1";

/// What a refresh token turned out to be.
#[derive(Debug)]
pub enum TokenUse {
    /// It was good, once: its session.
    First(SessionId),
    /// It was used before, so somebody has a copy: its session.
    Again(SessionId),
    /// Nobody knows it.
    Unknown,
}

/// Uses a refresh token up.
pub async fn use_token(tx: &mut AcrossTx, token_hash: &str, now: Timestamp) -> Result<TokenUse, Error> {
    let first: Option<String> = on!(tx.db(), c => sqlx::query_scalar(USE_TOKEN)
        .bind(token_hash)
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    if let Some(id) = first {
        return Ok(TokenUse::First(stored(SessionId::try_from(id), "session id")?));
    }
    match find_by_token(tx.across(), token_hash).await? {
        Some(id) => Ok(TokenUse::Again(id)),
        None => Ok(TokenUse::Unknown),
    }
}

/// The session that a refresh token belongs or belonged to.
pub async fn find_by_token(across: Across<'_>, token_hash: &str) -> Result<Option<SessionId>, Error> {
    let id: Option<String> =
        on!(across.db(), c => sqlx::query_scalar(FIND_TOKEN).bind(token_hash).fetch_optional(c).await?);
    id.map(|id| stored(SessionId::try_from(id), "session id")).transpose()
}

const FIND_RECENT_TOKEN: &str = "
    SELECT session_id FROM refresh_tokens
    WHERE token_hash = $1 AND (used_at IS NULL OR (used_at > $2 AND used_at <= $3))";

/// When a refresh token was used up that still counts.
#[derive(Debug, Clone, Copy)]
pub struct RecentUse {
    /// After this instant.
    pub after: Timestamp,
    /// By this one.
    pub by: Timestamp,
}

/// The session of a refresh token that is good, or was used up recently.
pub async fn find_by_recent_token(
    across: Across<'_>,
    token_hash: &str,
    used: RecentUse,
) -> Result<Option<SessionId>, Error> {
    let id: Option<String> = on!(across.db(), c => sqlx::query_scalar(FIND_RECENT_TOKEN)
        .bind(token_hash)
        .bind(used.after.unix_ms())
        .bind(used.by.unix_ms())
        .fetch_optional(c)
        .await?);
    id.map(|id| stored(SessionId::try_from(id), "session id")).transpose()
}

const REFRESH: &str = "UPDATE sessions SET refreshed_at = $2 WHERE id = $1";

/// Prolongs a session with the next refresh token.
pub async fn refresh(tx: &mut AcrossTx, id: &SessionId, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    let rows = on!(tx.db(), c => sqlx::query(REFRESH)
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    insert_token(tx.across(), id, token_hash, now).await
}

const END: &str = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";

/// Ends a session; tells whether it had not ended before.
pub async fn end(across: Across<'_>, id: &SessionId, now: Timestamp) -> Result<bool, Error> {
    let rows =
        on!(across.db(), c => sqlx::query(END).bind(id.as_str()).bind(now.unix_ms()).execute(c).await?.rows_affected());
    Ok(rows == 1)
}

const END_ALL: &str = "
    UPDATE sessions SET ended_at = $3
    WHERE member_id IN (SELECT m.id FROM members m WHERE m.organization_id = $1 AND m.id = $2) AND ended_at IS NULL";

/// Ends every session of a member.
pub async fn end_all(
    db: Db<'_>,
    organization: &OrganizationId,
    member: &MemberId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(db, c => sqlx::query(END_ALL)
        .bind(organization.as_str())
        .bind(member.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const FORGET_TOKENS: &str = "
    DELETE FROM refresh_tokens WHERE token_hash IN (
        SELECT t.token_hash FROM sessions x JOIN refresh_tokens t ON t.session_id = x.id
        WHERE x.created_at <= $1 LIMIT 2000
    )";

const FORGET: &str = "
    DELETE FROM sessions WHERE id IN (
        SELECT x.id FROM sessions x
        WHERE x.created_at <= $1 AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.session_id = x.id)
        LIMIT 2000
    )";

/// Forgets some of the sessions that were opened by an instant, and their tokens; tells how many rows that were.
pub async fn forget(tx: &mut AcrossTx, opened_by: Timestamp) -> Result<u64, Error> {
    let mut rows = 0;
    for sql in [FORGET_TOKENS, FORGET] {
        rows += on!(tx.db(), c => sqlx::query(sql).bind(opened_by.unix_ms()).execute(c).await?.rows_affected());
    }
    Ok(rows)
}
