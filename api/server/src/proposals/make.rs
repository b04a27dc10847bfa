//! Proposing a change.

use shared::ids::{ApiKeyId, ProposalId};
use shared::problem::{FieldErrorCode, ProblemCode};
use shared::proposal::{Proposal, ProposedChange};
use shared::time::Timestamp;

use super::{Target, Trial};
use crate::acting::Acting;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::random;
use shared::ids::VehicleId;
use store::Tx;
use store::proposals::{self, NewProposalRow, Visible};

/// The longest reason, in characters.
const MAX_REASON: usize = 500;
/// How long a proposal waits unless it says otherwise, and at most.
const DEFAULT_WAIT_MS: i64 = 7 * DAY_MS;
const LONGEST_WAIT_MS: i64 = 30 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is proposed, apart from the change itself, which was tried out.
#[derive(Debug)]
pub struct Proposed {
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// What is proposed.
    pub change: ProposedChange,
    /// Why.
    pub reason: String,
    /// The version that it is based on; the present one if none is named.
    pub target_version: Option<i64>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The key that proposes it.
    pub api_key: Option<ApiKeyId>,
}

/// Stores a proposal. The change was tried out before.
pub async fn make(tx: &mut Tx, acting: &Acting<'_>, proposed: Proposed, trial: Trial) -> Result<Proposal, ApiError> {
    let (organization, now) = (&acting.organization.id, acting.now);
    let Trial { target: Target { tracking_link_id, version }, preview: _, vehicle_title } = trial;
    if proposed.target_version.is_some_and(|seen| seen != version) {
        return Err(ApiError::new(ProblemCode::ProposalStale));
    }
    let operation = proposed.change.clone().one().map(|change| change.operation());
    let operation = operation.ok_or_else(|| ApiError::internal("a proposal has no change"))?;
    let change = serde_json::to_string(&proposed.change).map_err(ApiError::internal)?;
    let mut checks = Checks::default();
    let reason = checks.lines("/reason", &proposed.reason, MAX_REASON);
    checks.finish().map_err(ApiError::invalid)?;
    let expires_at = expiry(proposed.expires_at, now)?;
    let id = ProposalId::from_u128(random::id(now));
    let vehicle = lock_existing(tx, organization, &proposed.vehicle_id, now).await?;
    let row = NewProposalRow {
        id: &id,
        operation,
        change: &change,
        reason: &reason,
        tracking_link_id: tracking_link_id.as_ref(),
        target_version: version,
        api_key_id: proposed.api_key.as_ref(),
        proposed_by: acting.member,
        expires_at,
    };
    proposals::insert(tx.db(), &vehicle, row, now).await?;
    acting.record(tx, AuditAction::ProposalCreated, id.as_str(), format!("proposed a change of {vehicle_title}"));
    let found = proposals::find(tx.db(), Visible { organization, api_key: None }, &id, now).await?;
    found.ok_or_else(ApiError::not_found)
}

fn expiry(given: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, ApiError> {
    let after = |ms: i64| Timestamp::from_unix_ms(now.unix_ms().saturating_add(ms));
    let Some(given) = given else {
        return after(DEFAULT_WAIT_MS).ok_or_else(|| ApiError::internal("the clock is at the end of time"));
    };
    if given <= now || after(LONGEST_WAIT_MS).is_some_and(|latest| given > latest) {
        let detail = "must be in the future, at most 30 days from now";
        return Err(ApiError::invalid_field("/expires_at", FieldErrorCode::OutOfRange, detail));
    }
    Ok(given)
}
