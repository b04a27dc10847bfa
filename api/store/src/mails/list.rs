//! The list of mails, for admins.

use shared::ids::{MailId, MemberId, OrganizationId, VehicleId};
use shared::outgoing_mail::{MailKind, MailState, OutgoingMail};

use crate::error::Error;
use crate::{Db, Pages, instant, on, optional_instant, stored};

macro_rules! list {
    ($cursor:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.state, m.vehicle_id, m.member_id, m.tries, m.failure, m.next_attempt_at, m.created_at,
                m.settled_at
             FROM mails m WHERE m.organization_id = $1 AND (CAST($2 AS TEXT) IS NULL OR m.state = $2) AND ",
            $cursor,
            " ORDER BY m.id DESC LIMIT $4"
        )
    };
}

const LIST: Pages = Pages { first: list!("CAST($3 AS TEXT) IS NULL"), next: list!("m.id < $3") };

#[derive(Debug, sqlx_macros::FromRow)]
struct MailRow {
    id: String,
    kind: String,
    state: String,
    vehicle_id: Option<String>,
    member_id: Option<String>,
    tries: i64,
    failure: Option<String>,
    next_attempt_at: Option<i64>,
    created_at: i64,
    settled_at: Option<i64>,
}

/// The mails of an organisation, newest first: all or those in one state, from the start or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    state: Option<MailState>,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<OutgoingMail>, Error> {
    let rows: Vec<MailRow> = on!(db, c => sqlx::query_as(LIST.sql(before))
        .bind(organization.as_str())
        .bind(state.map(MailState::as_str))
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.into_iter()
        .map(|row| {
            Ok(OutgoingMail {
                id: stored(MailId::try_from(row.id), "mail id")?,
                kind: stored(MailKind::parse(&row.kind), "kind of a mail")?,
                state: stored(MailState::parse(&row.state), "state of a mail")?,
                vehicle_id: row.vehicle_id.map(|id| stored(VehicleId::try_from(id), "vehicle id")).transpose()?,
                member_id: row.member_id.map(|id| stored(MemberId::try_from(id), "member id")).transpose()?,
                tries: row.tries,
                failure: row.failure,
                next_attempt_at: optional_instant(row.next_attempt_at)?,
                created_at: instant(row.created_at)?,
                settled_at: optional_instant(row.settled_at)?,
            })
        })
        .collect()
}
