//! The limits, from the constants that hold them and from the settings of this server.

use std::time::Duration;

use api_http::extract::MAX_BODY_BYTES;
use api_http::limits::Quotas;
use api_http::limits::tracking_urls::MISS_COST;
use api_http::window::{DEFAULT_LIMIT, MAX_LIMIT};
use api_http::{MAX_DEPTH, MAX_URI_BYTES};
use docs::{Limit, LimitGroup};
use domain::delivery::{GIVE_UP_MS, LONGEST_PAUSE_MS, SECRET_OVERLAP_MS};
use domain::retention::{DELIVERY_LOG_MS, IDEMPOTENCY_MS, SESSION_LIFETIME_MS, UNDO_MS};
use shared::photo::MAX_UPLOAD_BYTES;

use crate::auth::sessions::SESSION_IDLE_MS;
use crate::auth::token::LIFETIME_SECONDS;
use crate::config::Config;
use crate::export;
use crate::members::INVITATION_MS;
use crate::notes;
use crate::photos::receive;
use crate::routes::ordering::OVERLAP_MS;
use crate::routes::staff::api_keys;
use crate::tracking_links::options::MAX_ADDITIONAL_PHOTOS;
use crate::webhooks::{DEADLINE, EVENTS_AT_A_TIME};

/// What the operator may have set.
#[derive(Debug)]
pub(super) struct Settings {
    quotas: Quotas,
    photos_per_vehicle: i64,
    photo_bytes_per_organization: i64,
    request_deadline: Duration,
}

impl Settings {
    /// Those of a configuration.
    pub(super) fn of(config: &Config) -> Self {
        Self {
            quotas: config.quotas,
            photos_per_vehicle: config.photos_per_vehicle,
            photo_bytes_per_organization: config.photo_bytes_per_organization,
            request_deadline: config.request_deadline,
        }
    }

    /// All limits that somebody who calls the API may meet.
    pub(super) fn limits(&self) -> Vec<LimitGroup> {
        vec![self.rates(), self.requests(), self.pictures(), lists(), webhooks(), times()]
    }

    fn rates(&self) -> LimitGroup {
        let Quotas { key, member, address, sign_in } = self.quotas;
        let limited = "429 `too_many_requests`, with `Retry-After`";
        let a_minute = |count: u32| format!("{} a minute", number(count));
        LimitGroup {
            title: "Requests per minute",
            about: "A bucket that refills steadily: after a pause, a minute's worth may come at once. Each answer says what is \
                    left in `RateLimit` (`r`: requests, `t`: seconds until it is full) and what applies in `RateLimit-Policy`. \
                    The limits apply to each server of an installation.",
            limits: vec![
                Limit::new("An API key", a_minute(key), limited),
                Limit::new("A member who is signed in", a_minute(member), limited),
                Limit::new("An address without a valid credential", a_minute(address), limited),
                Limit::new("Requests for one tracking link", a_minute(address), limited),
                Limit::new(
                    "Tracking URLs that do not exist, from one address",
                    format!("each counts as {MISS_COST} requests"),
                    limited,
                ),
                Limit::new("Attempts to sign in from one address", a_minute(sign_in), limited),
            ],
        }
    }

    fn requests(&self) -> LimitGroup {
        LimitGroup {
            title: "Requests",
            about: "",
            limits: vec![
                Limit::new("A body in JSON", bytes(MAX_BODY_BYTES), "413 `payload_too_large`"),
                Limit::new("Arrays and objects within each other", format!("{MAX_DEPTH} deep"), "400 `malformed_json`"),
                Limit::new("The URL with its query", bytes(MAX_URI_BYTES), "414 `uri_too_long`"),
                Limit::new(
                    "The time to answer a request, uploads and exports apart",
                    seconds(self.request_deadline),
                    "503 `service_unavailable`; repeat it",
                ),
                Limit::new("The time to receive an upload", seconds(receive::WHOLE), "The connection ends"),
                Limit::new("The time to prepare an export", seconds(export::WHOLE), "The connection ends"),
                Limit::new(
                    "An `Idempotency-Key` is remembered for",
                    time(IDEMPOTENCY_MS),
                    "The request takes effect again",
                ),
            ],
        }
    }

    fn pictures(&self) -> LimitGroup {
        let too_large = "422 `image_too_large`";
        let quota = "409 `photo_quota_exceeded`";
        LimitGroup {
            title: "Photos and logos",
            about: "JPEG, PNG, WebP and HEIC. What is served was encoded by the server, so files may be larger than what customers load.",
            limits: vec![
                Limit::new("A file", bytes(MAX_UPLOAD_BYTES), "413 `payload_too_large`"),
                Limit::new("Pixels of a picture", number(pictures::pipeline::MAX_PIXELS), too_large),
                Limit::new(
                    "A side of a picture",
                    format!("{} pixels", number(pictures::pipeline::MAX_SIDE)),
                    too_large,
                ),
                Limit::new("Photos of a vehicle", number(self.photos_per_vehicle), quota),
                Limit::new("Photos of an organisation", bytes(self.photo_bytes_per_organization), quota),
                Limit::new(
                    "Additional photos on a tracking page",
                    number(MAX_ADDITIONAL_PHOTOS),
                    "422 `validation_failed`",
                ),
            ],
        }
    }
}

fn lists() -> LimitGroup {
    let invalid = "422 `validation_failed`";
    LimitGroup {
        title: "Lists and texts",
        about: "The lengths of single members are in the reference, beside each member.",
        limits: vec![
            Limit::new("Items of a page (`limit`)", format!("1 to {MAX_LIMIT}, {DEFAULT_LIMIT} by default"), invalid),
            Limit::new(
                "How far before `updated_since` a list begins, so that nothing is missed",
                time(OVERLAP_MS),
                "You get a version again: compare `version`",
            ),
            Limit::new("A note", format!("{} characters", number(notes::MAX_BODY)), invalid),
        ],
    }
}

fn webhooks() -> LimitGroup {
    LimitGroup {
        title: "Webhooks",
        about: "The times of retries are in the catalogue of events, `/docs/events`.",
        limits: vec![
            Limit::new("The time to answer an event", seconds(DEADLINE), "A failed attempt: it is sent again"),
            Limit::new("Events under way to an endpoint", number(EVENTS_AT_A_TIME), "Others wait"),
            Limit::new(
                "The pause of an endpoint that does not answer",
                format!("at most {}", time(LONGEST_PAUSE_MS)),
                "Then one event is tried",
            ),
            Limit::new("Failures without a success", time(GIVE_UP_MS), "The endpoint is disabled"),
            Limit::new("A replaced secret also signs for", time(SECRET_OVERLAP_MS), "Only the current secret signs"),
            Limit::new("The log of deliveries is kept for", time(DELIVERY_LOG_MS), "Older deliveries are deleted"),
        ],
    }
}

fn times() -> LimitGroup {
    LimitGroup {
        title: "Keys, sessions and deletions",
        about: "",
        limits: vec![
            Limit::new(
                "The life of an API key",
                format!("at most {}", time(api_keys::create::MAX_LIFE_MS)),
                "422 `validation_failed`",
            ),
            Limit::new(
                "The life of an access token",
                time(LIFETIME_SECONDS * 1000),
                "401 `authentication_required`: refresh it",
            ),
            Limit::new(
                "A session that nobody uses",
                time(SESSION_IDLE_MS),
                "401 `authentication_required`: sign in again",
            ),
            Limit::new("A session", time(SESSION_LIFETIME_MS), "401 `authentication_required`: sign in again"),
            Limit::new("An invitation", time(INVITATION_MS), "404 `invitation_not_valid`"),
            Limit::new("A deletion of a photo can be undone for", time(UNDO_MS), "404 `not_found`"),
        ],
    }
}

/// A number with separators of thousands.
fn number(count: impl TryInto<u64>) -> String {
    let digits = count.try_into().unwrap_or(u64::MAX).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A size in the largest unit in which it is whole, of 1,024 or of 1,000.
fn bytes(count: impl TryInto<u64>) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let units = [(1_000_000_000, "GB"), (1 << 20, "MiB"), (1_000_000, "MB"), (1 << 10, "KiB"), (1_000, "kB")];
    let whole = units.into_iter().find(|(size, _)| count >= *size && count % size == 0);
    whole.map_or_else(|| format!("{} bytes", number(count)), |(size, name)| format!("{} {name}", number(count / size)))
}

fn seconds(duration: Duration) -> String {
    docs::duration(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

fn time(ms: i64) -> String {
    docs::duration(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_at_a_glance() {
        assert_eq!((bytes(262_144_u64), bytes(20_u64 << 20)), ("256 KiB".to_owned(), "20 MiB".to_owned()));
        assert_eq!((bytes(50_000_000_000_i64), bytes(1_001_u64)), ("50 GB".to_owned(), "1,001 bytes".to_owned()));
        assert_eq!(
            (number(7_u32), number(12_000_u32), number(-1_i64)),
            ("7".to_owned(), "12,000".to_owned(), number(u64::MAX))
        );
    }
}
