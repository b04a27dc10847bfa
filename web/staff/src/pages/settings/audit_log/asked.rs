//! What the audit log is narrowed to, as it stands in the address: so it can be kept, shared and gone back to.

use shared::audit::AuditCategory;
use shared::ids::VehicleId;
use shared::time::Timestamp;
use ui::format::zone;

use crate::app::location::Query;
use crate::app::route::AppPath;
use crate::client::AuditFilter;

/// What is asked for; empty for everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    pub(super) category: String,
    pub(super) actor: String,
    pub(super) vehicle: String,
    /// The first day.
    pub(super) from: String,
    /// The last day.
    pub(super) to: String,
}

impl Asked {
    pub(super) fn of(query: &Query) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self {
            category: value("category"),
            actor: value("actor_id"),
            vehicle: value("vehicle_id"),
            from: value("from"),
            to: value("to"),
        }
    }

    pub(super) fn address(&self) -> String {
        Query::default()
            .with("category", &self.category)
            .with("actor_id", &self.actor)
            .with("vehicle_id", &self.vehicle)
            .with("from", &self.from)
            .with("to", &self.to)
            .of(AppPath::AuditLog)
    }

    pub(super) fn is_only(&self, category: AuditCategory) -> bool {
        AuditCategory::parse(&self.category) == Some(category)
    }

    /// The days are those of the organisation. What is no day narrows nothing.
    pub(super) fn filter(&self, time_zone: &str) -> AuditFilter {
        // The last minute of the last day, and the minute after it is no longer asked for.
        const MINUTE_MS: i64 = 60_000;
        let at = |day: &str, clock: &str| zone::from_local_input(&format!("{day}T{clock}"), time_zone);
        let until = at(&self.to, "23:59").and_then(|last| Timestamp::from_unix_ms(last.unix_ms() + MINUTE_MS));
        AuditFilter {
            category: AuditCategory::parse(&self.category),
            actor: Some(self.actor.clone()).filter(|actor| !actor.is_empty()),
            vehicle: self.vehicle.parse::<VehicleId>().ok(),
            since: at(&self.from, "00:00"),
            until,
        }
    }
}
