//! What was done to one vehicle, and whether other systems learnt of it.

use shared::audit::EventDeliveries;
use shared::ids::{OrganizationId, VehicleId};

use super::chain::{AuditRow, audit_columns};
use super::{listed, of_vehicle};
use crate::error::Error;
use crate::{Db, on};

macro_rules! deliveries {
    ($state:literal) => {
        concat!(
            "(SELECT CAST(COUNT(*) AS BIGINT) FROM deliveries d WHERE d.event_id = a.id AND d.state = '",
            $state,
            "')"
        )
    };
}

const HISTORY: &str = listed!(
    concat!(
        ", ",
        deliveries!("pending"),
        " AS pending, ",
        deliveries!("succeeded"),
        " AS succeeded, ",
        deliveries!("failed"),
        " AS failed"
    ),
    of_vehicle!()
);

/// An entry about a vehicle.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct HistoryRow {
    /// The entry.
    #[sqlx(flatten)]
    pub entry: AuditRow,
    /// Its number.
    pub sequence: i64,
    pending: i64,
    succeeded: i64,
    failed: i64,
}

impl HistoryRow {
    /// Whether webhook endpoints learnt of it.
    pub fn deliveries(&self) -> EventDeliveries {
        EventDeliveries { pending: self.pending, succeeded: self.succeeded, failed: self.failed }
    }
}

/// What was done to a vehicle, newest first, before a number.
pub async fn history(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    before: i64,
    limit: i64,
) -> Result<Vec<HistoryRow>, Error> {
    let everything = None::<&str>;
    let always = None::<i64>;
    Ok(on!(db, c => sqlx::query_as::<_, HistoryRow>(HISTORY)
        .bind(organization.as_str())
        .bind(before)
        .bind(everything)
        .bind(always)
        .bind(always)
        .bind(everything)
        .bind(limit)
        .bind(vehicle.as_str())
        .fetch_all(c)
        .await?))
}
