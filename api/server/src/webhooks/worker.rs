//! Makes the deliveries that are due. Several servers do it side by side; a claim makes each delivery one server's at a time, and a claim
//! that ran out, because its server died, is taken up again: at least once.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use shared::time::Timestamp;
use shared::webhook::{AttemptOutcome, DeliveryAttempt, DisabledReason};

use super::sender::Message;
use super::signature::sign;
use api_http::background::{Task, turn};
use api_http::error::ApiError;
use api_http::metrics::Metrics;
use domain::audit_action::AuditAction;
use domain::delivery::{is_given_up, next_attempt};
use host::clock::Clock;
use host::clock::{Stopwatch, Uptime};
use host::keys::Keys;
use host::random;
use store::Store;

use super::Sender;
use store::audit::{self, Actor, AuditEvent};
use store::deliveries::{self, ClaimedWebhook, NextStep};
use store::{Tx, events, webhook_endpoints, wrong_clock};

/// How often a server looks for deliveries that are due.
const PERIOD: Duration = Duration::from_secs(1);
/// How many deliveries a server sends at a time.
const AT_A_TIME: i64 = 16;

const DELIVERING: Task = Task { name: "deliver_events", what: "delivering events", deadline: Duration::from_mins(10) };
/// How often it looks for what a clock that was ahead left behind.
const SET_RIGHT_PERIOD: Duration = Duration::from_mins(1);

/// What deliveries need of the server.
#[derive(Debug, Clone)]
pub struct Deliverer {
    /// The database, whose deliveries it makes.
    pub store: Store,
    /// The keys, which open the secrets of endpoints.
    pub keys: Keys,
    /// What sends.
    pub sender: Sender,
    /// The clock.
    pub clock: Clock,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// Delivers for ever.
pub async fn deliver_for_ever(deliverer: Deliverer) {
    let mut last: Option<Uptime> = None;
    loop {
        let uptime = deliverer.clock.uptime();
        let is_time = last.is_none_or(|last| uptime.since(last) >= SET_RIGHT_PERIOD);
        let delivering = async {
            if is_time {
                set_right(&deliverer).await?;
                last = Some(uptime);
            }
            pass(&deliverer).await
        };
        turn(&deliverer.metrics, DELIVERING, delivering).await;
        tokio::time::sleep(PERIOD).await;
    }
}

/// Makes due what waits only because a clock was ahead when it was written.
pub async fn set_right(deliverer: &Deliverer) -> Result<(), ApiError> {
    let mut tx = deliverer.store.begin_across().await?;
    wrong_clock::set_right(&mut tx, deliverer.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Emits what is due by the clock, and sends everything that is due; tells how many attempts were made.
pub async fn pass(deliverer: &Deliverer) -> Result<usize, ApiError> {
    let mut tx = deliverer.store.begin_across().await?;
    events::emit_due(&mut tx, deliverer.clock.now()).await?;
    tx.commit().await?;
    let mut attempts = 0;
    loop {
        let mut tx = deliverer.store.begin_across().await?;
        let claimed = deliveries::claim_webhooks(&mut tx, AT_A_TIME, deliverer.clock.now()).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(attempts);
        }
        attempts += claimed.len();
        for result in join_all(claimed.iter().map(|delivery| deliver(deliverer, delivery))).await {
            result?;
        }
    }
}

/// Makes one attempt and records what follows from it.
async fn deliver(deliverer: &Deliverer, delivery: &ClaimedWebhook) -> Result<(), ApiError> {
    let attempted_at = deliverer.clock.now();
    let purpose = delivery.endpoint_id.as_str();
    let secrets =
        delivery.sealed_secrets.iter().map(|sealed| deliverer.keys.open(sealed, purpose)).collect::<Option<Vec<_>>>();
    let timestamp_s = attempted_at.unix_ms().div_euclid(1000);
    let event_id = delivery.event_id.as_str();
    let signature = secrets.and_then(|secrets| sign(&secrets, event_id, timestamp_s, &delivery.body));
    let signature = signature.ok_or_else(|| ApiError::internal("the secret of a webhook endpoint cannot be opened"))?;
    let message = Message { event_id: event_id.to_owned(), timestamp_s, signature, body: delivery.body.clone() };
    let watch = Stopwatch::start();
    let (outcome, status) = deliverer.sender.send(&delivery.url, message).await;
    let duration_ms = i64::try_from(watch.elapsed().as_millis()).unwrap_or(i64::MAX);
    let now = deliverer.clock.now();
    let attempt = DeliveryAttempt { attempted_at, duration_ms, status, outcome };
    let mut tx = deliverer.store.begin_across().await?;
    // The endpoint first: whoever changes it, and gives up what it has not got yet, locks it first too.
    let (organization, endpoint) = (&delivery.organization_id, &delivery.endpoint_id);
    webhook_endpoints::lock(&mut tx, organization, endpoint, now).await?;
    if outcome == AttemptOutcome::Succeeded {
        deliveries::settle(&mut tx, organization, &delivery.id, &attempt, NextStep::Succeeded).await?;
        webhook_endpoints::set_failing(tx.db(), organization, endpoint, None).await?;
    } else {
        let next = next_attempt(delivery.tries, now, random::bytes::<1>()[0]).filter(|_| status != Some(410));
        let next_step = next.map_or(NextStep::GiveUp, NextStep::RetryAt);
        deliveries::settle(&mut tx, organization, &delivery.id, &attempt, next_step).await?;
        webhook_endpoints::set_failing(tx.db(), organization, endpoint, Some(now)).await?;
        give_up_if_hopeless(&mut tx, delivery, status, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Switches the endpoint off when its receiver says that it is gone, or nothing has succeeded for days.
async fn give_up_if_hopeless(
    tx: &mut Tx,
    delivery: &ClaimedWebhook,
    status: Option<u16>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let found = webhook_endpoints::find(tx.db(), &delivery.organization_id, &delivery.endpoint_id, now).await?;
    let failing_since = found.and_then(|endpoint| endpoint.failing_since);
    let (reason, why) = if status == Some(410) {
        (DisabledReason::Gone, "its receiver answered that it is gone")
    } else if failing_since.is_some_and(|since| is_given_up(since, now)) {
        (DisabledReason::Failing, "nothing could be delivered for five days")
    } else {
        return Ok(());
    };
    if webhook_endpoints::disable(tx.db(), &delivery.organization_id, &delivery.endpoint_id, reason, now).await? {
        deliveries::give_up(tx.db(), &delivery.organization_id, &delivery.endpoint_id).await?;
        let event = AuditEvent {
            organization_id: &delivery.organization_id,
            actor: Actor::System,
            action: AuditAction::WebhookDisabled,
            subject_id: delivery.endpoint_id.as_str(),
            summary: format!("switched a webhook endpoint off: {why}"),
            occurred_at: now,
            request_id: delivery.event_id.as_str(),
        };
        audit::record(tx, event);
    }
    Ok(())
}
