//! What people read of webhook endpoints and deliveries.

use shared::webhook::{AttemptOutcome, DeliveryAttempt, DeliveryState, DisabledReason, EventType, WebhookEndpoint};
use ui::components::{Choice, StateTone};

use crate::app::formats::Formats;

/// The areas that events are about: how their types begin, and what people call them.
const AREAS: [(&str, &str); 5] = [
    ("vehicle.", "Vehicles"),
    ("note.", "Notes"),
    ("photo.", "Photos"),
    ("tracking_link.", "Tracking links"),
    ("subscription.", "Subscription"),
];

/// The types of events to choose from, by area.
pub(super) fn event_choices() -> Vec<(&'static str, Vec<Choice>)> {
    let of_area = |area: &str| {
        let types = EventType::ALL.iter().filter(|kind| kind.as_str().starts_with(area));
        types.map(|kind| Choice::new(kind.as_str(), kind.explanation().trim().trim_end_matches('.'))).collect()
    };
    AREAS.into_iter().map(|(area, label)| (label, of_area(area))).collect()
}

/// Whether an endpoint gets events.
pub(super) fn state(endpoint: &WebhookEndpoint) -> (StateTone, &'static str) {
    match (endpoint.enabled, endpoint.backing_off_until, endpoint.failing_since) {
        (false, _, _) => (StateTone::Bad, "Disabled"),
        (true, Some(_), _) => (StateTone::Waiting, "No answer"),
        (true, None, Some(_)) => (StateTone::Waiting, "Failing"),
        (true, None, None) => (StateTone::Good, "Enabled"),
    }
}

/// Why it gets none, or soon will get none.
pub(super) fn trouble(endpoint: &WebhookEndpoint, formats: &Formats) -> Option<String> {
    if endpoint.enabled {
        let silent = endpoint.backing_off_until.map(|until| {
            format!(
                "The receiver does not answer. The next attempt is on {}; until then, events wait.",
                formats.instant(until)
            )
        });
        let failing = endpoint.failing_since.map(|since| {
            let since = formats.instant(since);
            format!("Every delivery has failed since {since}. After five days of failures the endpoint is disabled.")
        });
        let sentences: Vec<_> = [silent, failing].into_iter().flatten().collect();
        return Some(sentences.join(" ")).filter(|text| !text.is_empty());
    }
    let reason = match endpoint.disabled_reason {
        Some(DisabledReason::Gone) => " because the receiver answered 410 (gone)",
        Some(DisabledReason::Failing) => " because every delivery failed for five days",
        Some(DisabledReason::Manual) | None => " by hand",
    };
    let at = endpoint.disabled_at.map(|at| format!(" on {}", formats.instant(at))).unwrap_or_default();
    Some(format!("Disabled{at}{reason}. Nothing is sent to it."))
}

/// How far a delivery is.
pub(super) fn delivery_state(state: DeliveryState, attempts: usize) -> (StateTone, &'static str) {
    match (state, attempts) {
        (DeliveryState::Pending, 0) => (StateTone::Quiet, "Waiting"),
        (DeliveryState::Pending, _) => (StateTone::Waiting, "Trying again"),
        (DeliveryState::Succeeded, _) => (StateTone::Good, "Delivered"),
        (DeliveryState::Failed, _) => (StateTone::Bad, "Not delivered"),
    }
}

/// How one attempt ended, as a sentence.
pub(super) fn attempt(attempt: &DeliveryAttempt) -> String {
    let answered = attempt
        .status
        .map_or_else(|| "The receiver answered".to_owned(), |status| format!("The receiver answered {status}"));
    let took = duration(attempt.duration_ms);
    match (attempt.outcome, attempt.status) {
        (AttemptOutcome::Succeeded, _) => format!("{answered} after {took}."),
        (AttemptOutcome::HttpError, Some(300..=399)) => format!("{answered} after {took}. Redirects are not followed."),
        (AttemptOutcome::HttpError, Some(410)) => format!("{answered} after {took}: it is gone."),
        (AttemptOutcome::HttpError, _) => format!("{answered} after {took}, which counts as a failure."),
        (AttemptOutcome::Timeout, _) => format!("There was no complete answer within {took}."),
        (AttemptOutcome::ConnectionFailed, _) => "The connection to the receiver failed or broke.".to_owned(),
        (AttemptOutcome::TlsFailed, _) => {
            "The connection could not be secured: the receiver's certificate could not be verified.".to_owned()
        }
        (AttemptOutcome::AddressRefused, _) => {
            "The receiver's host name does not exist, or points to an address that events are not sent to.".to_owned()
        }
    }
}

/// "45 ms", "1.2 s"; the unit stays with its number.
fn duration(duration_ms: i64) -> String {
    if duration_ms < 1_000 {
        return format!("{duration_ms}\u{a0}ms");
    }
    format!("{}.{}\u{a0}s", duration_ms / 1_000, duration_ms % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use shared::time::Timestamp;

    use super::*;

    #[test]
    fn every_event_type_is_in_one_area() {
        let mut listed: Vec<_> =
            event_choices().into_iter().flat_map(|(_, choices)| choices).map(|c| c.value).collect();
        let mut all: Vec<_> = EventType::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
        listed.sort();
        all.sort();
        assert_eq!(listed, all);
    }

    #[test]
    fn attempts_are_described_in_sentences() {
        let ended = |outcome, status, duration_ms| {
            let attempted_at = Timestamp::from_unix_ms(0).unwrap();
            attempt(&DeliveryAttempt { attempted_at, duration_ms, status, outcome })
        };
        assert_eq!(ended(AttemptOutcome::Succeeded, Some(204), 45), "The receiver answered 204 after 45\u{a0}ms.");
        assert_eq!(
            ended(AttemptOutcome::HttpError, Some(301), 1_260),
            "The receiver answered 301 after 1.2\u{a0}s. Redirects are not followed."
        );
        assert_eq!(ended(AttemptOutcome::Timeout, None, 10_000), "There was no complete answer within 10.0\u{a0}s.");
    }
}
