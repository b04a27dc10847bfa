//! Members and their invitations.

use shared::ids::{MemberId, OrganizationId};
use shared::member::{Member, Role};
use shared::time::Timestamp;

use crate::change::Change;
use crate::error::Error;
use crate::{Across, Db, on, one_row, optional_instant, stored};

/// The columns of a member; `m` is the alias.
macro_rules! member_columns {
    () => {
        "m.id AS member_id, m.name AS member_name, m.email, m.role, m.password_hash IS NOT NULL AS joined, \
         m.disabled_at, m.version AS member_version"
    };
}
pub(crate) use member_columns;

/// A member as it is stored, without the password hash.
#[derive(Debug, sqlx_macros::FromRow)]
pub(crate) struct MemberRow {
    member_id: String,
    member_name: String,
    email: String,
    role: String,
    joined: bool,
    disabled_at: Option<i64>,
    member_version: i64,
}

impl MemberRow {
    pub(crate) fn read(self) -> Result<Member, Error> {
        Ok(Member {
            id: stored(MemberId::try_from(self.member_id), "member id")?,
            name: self.member_name,
            email: self.email,
            role: stored(Role::parse(&self.role), "role")?,
            joined: self.joined,
            disabled_at: optional_instant(self.disabled_at)?,
            version: self.member_version,
        })
    }
}

/// A member to create.
#[derive(Debug)]
pub struct NewMemberRow<'a> {
    /// Id of the member.
    pub id: &'a MemberId,
    /// Whose member.
    pub organization_id: &'a OrganizationId,
    /// Full name.
    pub name: &'a str,
    /// Email address in lower case.
    pub email: &'a str,
    /// What the member may do.
    pub role: Role,
    /// PHC string; none until the invitation is accepted.
    pub password_hash: Option<&'a str>,
}

const INSERT: &str = "
    INSERT INTO members (
        id, organization_id, name, email, role, password_hash, disabled_at, created_at, updated_at, version
    ) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $7, 1)";

/// Creates a member. A unique violation means that the email address is taken.
pub async fn insert(db: Db<'_>, member: NewMemberRow<'_>, now: Timestamp) -> Result<(), Error> {
    on!(db, c => sqlx::query(INSERT)
        .bind(member.id.as_str())
        .bind(member.organization_id.as_str())
        .bind(member.name)
        .bind(member.email)
        .bind(member.role.as_str())
        .bind(member.password_hash)
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const FIND: &str = concat!("SELECT ", member_columns!(), " FROM members m WHERE m.organization_id = $1 AND m.id = $2");

/// Finds a member of an organisation.
pub async fn find(db: Db<'_>, organization: &OrganizationId, id: &MemberId) -> Result<Option<Member>, Error> {
    on!(db, c => sqlx::query_as::<_, MemberRow>(FIND)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(MemberRow::read)
    .transpose()
}

const LIST: &str = concat!(
    "SELECT ",
    member_columns!(),
    " FROM members m WHERE m.organization_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3"
);

/// Lists members by age, after an id ("" for the first page).
pub async fn list(db: Db<'_>, organization: &OrganizationId, after: &str, limit: i64) -> Result<Vec<Member>, Error> {
    on!(db, c => sqlx::query_as::<_, MemberRow>(LIST)
        .bind(organization.as_str())
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(MemberRow::read)
    .collect()
}

/// What signing in needs of a member.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct SignIn {
    /// Id of the member.
    pub id: String,
    /// Whose member.
    pub organization_id: String,
    /// Full name.
    pub name: String,
    /// PHC string; none before the invitation is accepted.
    pub password_hash: Option<String>,
    /// When the member was disabled.
    pub disabled_at: Option<i64>,
}

const FIND_SIGN_IN: &str = "SELECT id, organization_id, name, password_hash, disabled_at FROM members WHERE email = $1";

/// Finds the member with an email address (lower case).
pub async fn find_sign_in(across: Across<'_>, email: &str) -> Result<Option<SignIn>, Error> {
    Ok(on!(across.db(), c => sqlx::query_as(FIND_SIGN_IN).bind(email).fetch_optional(c).await?))
}

const FIND_PASSWORD: &str = "SELECT password_hash FROM members WHERE organization_id = $1 AND id = $2";

/// The stored password of a member, as PHC string.
pub async fn find_password(db: Db<'_>, organization: &OrganizationId, id: &MemberId) -> Result<Option<String>, Error> {
    let found: Option<Option<String>> = on!(db, c => sqlx::query_scalar(FIND_PASSWORD)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?);
    Ok(found.flatten())
}

const SET_PASSWORD: &str = "
    UPDATE members SET password_hash = $3, updated_at = $4, version = version + 1
    WHERE organization_id = $1 AND id = $2";

/// Sets the password of a member.
pub async fn set_password(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &MemberId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(SET_PASSWORD)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(password_hash)
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const UPDATE: &str = "
    UPDATE members SET role = $3, disabled_at = $4, updated_at = $5, version = version + 1
    WHERE organization_id = $1 AND id = $2";

/// What can be changed on a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberFields {
    /// What the member may do.
    pub role: Role,
    /// Since when the member may not sign in.
    pub disabled_at: Option<Timestamp>,
}

/// Changes role and access of a member.
pub async fn update(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &MemberId,
    fields: &Change<MemberFields>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(UPDATE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(fields.role.as_str())
        .bind(fields.disabled_at.map(Timestamp::unix_ms))
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const COUNT_ADMINS: &str = "
    SELECT COUNT(*) FROM members
    WHERE organization_id = $1 AND role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL";

/// How many admins can sign in.
pub async fn count_admins(db: Db<'_>, organization: &OrganizationId) -> Result<i64, Error> {
    Ok(on!(db, c => sqlx::query_scalar(COUNT_ADMINS).bind(organization.as_str()).fetch_one(c).await?))
}

const SET_INVITATION: &str = "
    INSERT INTO invitations (member_id, token_hash, expires_at)
    SELECT m.id, $3, $4 FROM members m WHERE m.organization_id = $1 AND m.id = $2
    ON CONFLICT (member_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at";

/// Gives a member a one-time link; an earlier one stops working.
pub async fn set_invitation(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &MemberId,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(SET_INVITATION)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(token_hash)
        .bind(expires_at.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const TAKE_INVITATION: &str = "
    DELETE FROM invitations WHERE token_hash = $1 AND expires_at > $2
    RETURNING member_id, (SELECT m.organization_id FROM members m WHERE m.id = invitations.member_id)";

/// Who was invited.
#[derive(Debug)]
pub struct Invitee {
    /// Which organisation invited the member.
    pub organization_id: OrganizationId,
    /// Id of the member.
    pub id: MemberId,
}

/// Uses a one-time link up; tells whose it was.
pub async fn take_invitation(across: Across<'_>, token_hash: &str, now: Timestamp) -> Result<Option<Invitee>, Error> {
    let taken: Option<(String, String)> = on!(across.db(), c => sqlx::query_as(TAKE_INVITATION)
        .bind(token_hash)
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    let Some((id, organization)) = taken else { return Ok(None) };
    Ok(Some(Invitee {
        organization_id: stored(OrganizationId::try_from(organization), "organisation id")?,
        id: stored(MemberId::try_from(id), "member id")?,
    }))
}

const FORGET_INVITATIONS: &str = "DELETE FROM invitations WHERE expires_at <= $1";

/// Forgets one-time links that expired by an instant: nothing shows them.
pub async fn forget_invitations(across: Across<'_>, expired_by: Timestamp) -> Result<(), Error> {
    on!(across.db(), c => sqlx::query(FORGET_INVITATIONS).bind(expired_by.unix_ms()).execute(c).await.map(drop))?;
    Ok(())
}

const DROP_INVITATION: &str = "
    DELETE FROM invitations
    WHERE member_id IN (SELECT m.id FROM members m WHERE m.organization_id = $1 AND m.id = $2)";

/// Ends the one-time link of a member, if there is one.
pub async fn drop_invitation(db: Db<'_>, organization: &OrganizationId, id: &MemberId) -> Result<(), Error> {
    on!(db, c => sqlx::query(DROP_INVITATION)
        .bind(organization.as_str())
        .bind(id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
