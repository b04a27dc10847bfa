//! What is written of deliveries: attempts and what follows from them, and what is taken up next, of many endpoints by one commit.

use std::sync::Arc;

use domain::audit_action::AuditAction;
use domain::delivery::{is_given_up, next_attempt, next_try};
use host::random;
use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{AttemptOutcome, DisabledReason};
use store::audit::{self, Actor, AuditEvent};
use store::deliveries::{self, ClaimedWebhook, NextStep, SettledAttempt};
use store::webhook_endpoints::{self, ServedEndpoint};
use store::{AcrossTx, Error, Tx};

use super::attempt::Ended;
use super::deliverer::Deliverer;

/// What is to be written of an endpoint, and taken up.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) organization_id: OrganizationId,
    pub(super) endpoint_id: WebhookEndpointId,
    /// The version that messages were made for; none if nothing was taken up yet.
    pub(super) version: Option<i64>,
    pub(super) ended: Vec<Ended>,
    /// Taken up and not begun.
    pub(super) queued: Vec<ClaimedWebhook>,
    pub(super) in_flight: usize,
    /// How many more may be taken up.
    pub(super) wanted: usize,
    /// Whether what is queued is put back.
    pub(super) puts_back: bool,
}

/// How an endpoint was found.
#[derive(Debug)]
pub(super) struct Visited {
    pub(super) endpoint_id: WebhookEndpointId,
    /// None if another server serves it now.
    pub(super) endpoint: Option<ServedEndpoint>,
    pub(super) claimed: Vec<ClaimedWebhook>,
    /// Whether something due may be left.
    pub(super) has_more: bool,
    /// Whether what was queued is no longer this server's.
    pub(super) put_back: bool,
    /// Whether any server may serve it now.
    pub(super) left: bool,
}

/// Makes visits: all or, if the data of one is damaged, those of the others.
pub(super) async fn make(
    deliverer: Deliverer,
    server: Arc<str>,
    visits: Arc<Vec<Visit>>,
) -> (Vec<Visited>, Result<(), Error>) {
    let together = commit(&deliverer, &server, &visits).await;
    match together {
        Ok(visited) => (visited, Ok(())),
        Err(Error::Invalid(_)) if visits.len() > 1 => {
            let (mut all, mut outcome) = (Vec::new(), Ok(()));
            for visit in visits.iter() {
                match commit(&deliverer, &server, std::slice::from_ref(visit)).await {
                    Ok(visited) => all.extend(visited),
                    Err(error) => outcome = Err(error),
                }
            }
            (all, outcome)
        }
        Err(error) => (Vec::new(), Err(error)),
    }
}

async fn commit(deliverer: &Deliverer, server: &str, visits: &[Visit]) -> Result<Vec<Visited>, Error> {
    let now = deliverer.clock.now();
    let mut tx = deliverer.store.begin_across().await?;
    let mut visited = Vec::with_capacity(visits.len());
    // In the order of their ids: servers that lock several endpoints don't wait for each other in a circle.
    for visit in visits {
        visited.push(make_one(&mut tx, server, visit, now).await?);
    }
    tx.commit().await?;
    Ok(visited)
}

async fn make_one(tx: &mut AcrossTx, server: &str, visit: &Visit, now: Timestamp) -> Result<Visited, Error> {
    let (organization, id) = (&visit.organization_id, &visit.endpoint_id);
    // The endpoint first: whoever changes it, and gives up what it has not got yet, locks it first too.
    let found = webhook_endpoints::serve(tx, organization, id, server, now).await?;
    settle(tx, visit, now).await?;
    let Some(mut endpoint) = found else {
        let endpoint_id = id.clone();
        return Ok(Visited {
            endpoint_id,
            endpoint: None,
            claimed: Vec::new(),
            has_more: false,
            put_back: true,
            left: true,
        });
    };
    learn(tx, &mut endpoint, visit, now).await?;
    let rests = !endpoint.enabled || endpoint.backing_off_until.is_some_and(|until| until > now);
    let changed = visit.version.is_some_and(|version| version != endpoint.version);
    let put_back = rests || changed || visit.puts_back;
    if put_back {
        for delivery in &visit.queued {
            deliveries::release(tx, organization, id, delivery).await?;
        }
    }
    let queued = if put_back { 0 } else { visit.queued.len() };
    let wanted = match endpoint.unanswered {
        _ if rests => 0,
        0 => visit.wanted,
        // One shows whether it answers again.
        _ => visit.wanted.min(1_usize.saturating_sub(queued + visit.in_flight)),
    };
    let claimed = match i64::try_from(wanted).map_err(Error::invalid)? {
        0 => Vec::new(),
        wanted => deliveries::claim_webhooks(tx, &endpoint, wanted, now).await?,
    };
    let left = claimed.is_empty() && queued == 0 && visit.in_flight == 0;
    if left {
        webhook_endpoints::leave(tx, organization, id, server).await?;
    }
    let has_more = !rests && claimed.len() == wanted;
    Ok(Visited { endpoint_id: id.clone(), endpoint: Some(endpoint), claimed, has_more, put_back, left })
}

/// Records the attempts.
async fn settle(tx: &mut Tx, visit: &Visit, now: Timestamp) -> Result<(), Error> {
    let settled: Vec<_> = visit.ended.iter().map(|ended| settled(ended, now)).collect();
    deliveries::settle(tx, &visit.organization_id, &settled).await
}

fn settled(Ended { delivery, attempt }: &Ended, now: Timestamp) -> SettledAttempt<'_> {
    let next_step = if attempt.outcome == AttemptOutcome::Succeeded {
        NextStep::Succeeded
    } else {
        let next = next_attempt(delivery.tries, now, random::bytes::<1>()[0]).filter(|_| attempt.status != Some(410));
        next.map_or(NextStep::GiveUp, NextStep::RetryAt)
    };
    SettledAttempt { id: &delivery.id, attempt, next_step }
}

/// Whether the receiver did not answer: its next event would fare alike. An answer that says no is about one event.
pub(super) fn is_unanswered(outcome: AttemptOutcome) -> bool {
    match outcome {
        AttemptOutcome::Timeout
        | AttemptOutcome::ConnectionFailed
        | AttemptOutcome::TlsFailed
        | AttemptOutcome::AddressRefused => true,
        AttemptOutcome::Succeeded | AttemptOutcome::HttpError => false,
    }
}

/// What follows from the attempts for the endpoint.
async fn learn(tx: &mut AcrossTx, endpoint: &mut ServedEndpoint, visit: &Visit, now: Timestamp) -> Result<(), Error> {
    let known = |endpoint: &ServedEndpoint| (endpoint.failing_since, endpoint.backing_off_until, endpoint.unanswered);
    let before = known(endpoint);
    for Ended { attempt, .. } in &visit.ended {
        if attempt.outcome == AttemptOutcome::Succeeded {
            endpoint.failing_since = None;
        } else {
            endpoint.failing_since = endpoint.failing_since.or(Some(now));
        }
        if !is_unanswered(attempt.outcome) {
            (endpoint.unanswered, endpoint.backing_off_until) = (0, None);
        } else if endpoint.backing_off_until.is_none_or(|until| until <= attempt.attempted_at) {
            // Of those that were under way together, one counts.
            endpoint.unanswered += 1;
            endpoint.backing_off_until = next_try(endpoint.unanswered, now);
        }
    }
    if known(endpoint) != before {
        webhook_endpoints::note(tx.db(), endpoint).await?;
    }
    give_up_if_hopeless(tx, endpoint, visit, now).await
}

/// Switches the endpoint off when its receiver says that it is gone, or nothing has succeeded for days.
async fn give_up_if_hopeless(
    tx: &mut AcrossTx,
    endpoint: &mut ServedEndpoint,
    visit: &Visit,
    now: Timestamp,
) -> Result<(), Error> {
    let gone = visit.ended.iter().find(|ended| ended.attempt.status == Some(410));
    let failing = endpoint.failing_since.is_some_and(|since| is_given_up(since, now));
    let (ended, reason, why) = match (gone, visit.ended.last()) {
        (Some(ended), _) => (ended, DisabledReason::Gone, "its receiver answered that it is gone"),
        (None, Some(ended)) if failing => (ended, DisabledReason::Failing, "nothing could be delivered for five days"),
        _ => return Ok(()),
    };
    let (organization, id) = (&endpoint.organization_id, &endpoint.id);
    if webhook_endpoints::disable(tx.db(), organization, id, reason, now).await? {
        deliveries::give_up(tx.db(), organization, id).await?;
        let event = AuditEvent {
            organization_id: organization,
            actor: Actor::System,
            action: AuditAction::WebhookDisabled,
            subject_id: id.as_str(),
            summary: format!("switched a webhook endpoint off: {why}"),
            occurred_at: now,
            request_id: ended.delivery.event_id.as_str(),
        };
        audit::record(tx, event);
        endpoint.enabled = false;
    }
    Ok(())
}
