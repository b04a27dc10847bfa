//! How many vehicles an organisation has, and how many of them need attention.

use shared::attention::{VehicleAttention, VehicleCounts};
use shared::ids::OrganizationId;
use shared::time::{CivilDate, Timestamp};

use super::attention::Attention;
use super::counts::count;
use super::order::VehicleField;
use super::{Request, VehicleFilter};
use crate::error::Error;
use crate::{Db, Order};

/// Counts the vehicles of an organisation, without deleted ones, and those that need attention on a day there.
pub async fn counts(
    mut db: Db<'_>,
    organization: &OrganizationId,
    today: CivilDate,
    now: Timestamp,
) -> Result<VehicleCounts, Error> {
    let mut counts = VehicleCounts::default();
    for why in std::iter::once(None).chain(VehicleAttention::ALL.map(Some)) {
        let filter = VehicleFilter { attention: why.map(|why| Attention { why, today }), ..VehicleFilter::default() };
        let order = Order::<VehicleField>::NEWEST_FIRST;
        let request = Request { organization, filter: &filter, order, limit: 1, now };
        let number = match why {
            None => &mut counts.total,
            Some(VehicleAttention::Overdue) => &mut counts.overdue,
            Some(VehicleAttention::ArrivingThisWeek) => &mut counts.arriving_this_week,
            Some(VehicleAttention::NoLink) => &mut counts.no_link,
            Some(VehicleAttention::UnseenChange) => &mut counts.unseen_change,
        };
        *number = count(db.again(), &request).await?.total;
    }
    Ok(counts)
}
