//! What becomes of a delivery: attempts and what follows from them, giving up, another try by hand.

use shared::ids::{OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{DeliveryAttempt, DeliveryState};

use crate::error::Error;
use crate::evidence::Evidence;
use crate::webhook_endpoints::LockedEndpoint;
use crate::{Db, Tx, on};

// Several rows a statement; those that are missing have no id, which is that of no delivery.
macro_rules! attempts {
    ($($row:literal),+) => {
        concat!(
            "WITH attempts (id, state, next_attempt_at, attempted_at, duration_ms, status, outcome) AS (VALUES ",
            attempts!(@rows $($row),+),
            ") "
        )
    };
    (@rows $row:literal) => { $row };
    (@rows $row:literal, $($more:literal),+) => { concat!($row, ", ", attempts!(@rows $($more),+)) };
}

macro_rules! eight_attempts {
    () => {
        attempts!(
            "(CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), \
              CAST($7 AS BIGINT), CAST($8 AS TEXT))",
            "($9, $10, $11, $12, $13, $14, $15)",
            "($16, $17, $18, $19, $20, $21, $22)",
            "($23, $24, $25, $26, $27, $28, $29)",
            "($30, $31, $32, $33, $34, $35, $36)",
            "($37, $38, $39, $40, $41, $42, $43)",
            "($44, $45, $46, $47, $48, $49, $50)",
            "($51, $52, $53, $54, $55, $56, $57)"
        )
    };
}

/// How many rows that is.
const ATTEMPTS: usize = 8;

const INSERT_ATTEMPTS: &str = concat!(
    eight_attempts!(),
    "INSERT INTO delivery_attempts (delivery_id, number, attempted_at, duration_ms, status, outcome)
     SELECT d.id, (SELECT COUNT(*) + 1 FROM delivery_attempts a WHERE a.delivery_id = d.id), t.attempted_at, t.duration_ms,
        t.status, t.outcome
     FROM attempts t JOIN deliveries d ON d.id = t.id WHERE d.organization_id = $1"
);

// One may have been given up meanwhile, with its endpoint.
const SETTLE: &str = concat!(
    eight_attempts!(),
    "UPDATE deliveries SET state = t.state, next_attempt_at = t.next_attempt_at, claimed_until = NULL, tries = tries + 1
     FROM attempts t WHERE deliveries.id = t.id AND deliveries.organization_id = $1 AND deliveries.state = 'pending'"
);

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: it succeeded.
    Succeeded,
    /// Another attempt at this instant.
    RetryAt(Timestamp),
    /// Nothing: it failed too often, or for good.
    GiveUp,
}

/// An attempt that was made, and what follows from it.
#[derive(Debug)]
pub struct SettledAttempt<'a> {
    /// At which delivery.
    pub id: &'a WebhookDeliveryId,
    /// How it went.
    pub attempt: &'a DeliveryAttempt,
    /// What follows.
    pub next_step: NextStep,
}

impl SettledAttempt<'_> {
    fn state(&self) -> (DeliveryState, Option<Timestamp>) {
        match self.next_step {
            NextStep::Succeeded => (DeliveryState::Succeeded, None),
            NextStep::RetryAt(instant) => (DeliveryState::Pending, Some(instant)),
            NextStep::GiveUp => (DeliveryState::Failed, None),
        }
    }
}

/// Records attempts and what follows from them. No two are at one delivery.
pub async fn settle(tx: &mut Tx, organization: &OrganizationId, settled: &[SettledAttempt<'_>]) -> Result<(), Error> {
    for some in settled.chunks(ATTEMPTS) {
        let recorded = run(tx.db(), INSERT_ATTEMPTS, organization, some).await?;
        if recorded != u64::try_from(some.len()).map_err(Error::invalid)? {
            return Err(Error::invalid(format!("{recorded} attempts were recorded instead of {}", some.len())));
        }
        run(tx.db(), SETTLE, organization, some).await?;
    }
    Ok(())
}

async fn run(
    db: Db<'_>,
    statement: &'static str,
    organization: &OrganizationId,
    some: &[SettledAttempt<'_>],
) -> Result<u64, Error> {
    let rows = on!(db, c => {
        let mut query = sqlx::query(statement).bind(organization.as_str());
        for row in 0..ATTEMPTS {
            let one = some.get(row);
            let state = one.map(SettledAttempt::state);
            query = query
                .bind(one.map(|one| one.id.as_str()))
                .bind(state.map(|(state, _)| state.as_str()))
                .bind(state.and_then(|(_, next)| next).map(Timestamp::unix_ms))
                .bind(one.map(|one| one.attempt.attempted_at.unix_ms()))
                .bind(one.map(|one| one.attempt.duration_ms))
                .bind(one.and_then(|one| one.attempt.status).map(i64::from))
                .bind(one.map(|one| one.attempt.outcome.as_str()));
        }
        query.execute(c).await?.rows_affected()
    });
    Ok(rows)
}

const GIVE_UP: &str = "
    UPDATE deliveries SET state = 'failed', next_attempt_at = NULL, claimed_until = NULL
    WHERE organization_id = $1 AND endpoint_id = $2 AND state = 'pending'";

/// Gives up what an endpoint has not got yet, because it is switched off or deleted.
pub async fn give_up(db: Db<'_>, organization: &OrganizationId, endpoint: &WebhookEndpointId) -> Result<(), Error> {
    on!(db, c => sqlx::query(GIVE_UP)
        .bind(organization.as_str())
        .bind(endpoint.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const AGAIN: &str = "
    UPDATE deliveries SET state = 'pending', tries = 0, next_attempt_at = $4, claimed_until = NULL
    WHERE organization_id = $1 AND endpoint_id = $2 AND id = $3";

/// Makes a delivery due again; false when the endpoint has none of this id.
pub async fn again(
    db: Db<'_>,
    endpoint: &LockedEndpoint,
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(AGAIN)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
