//! Vehicles that need attention: what a list can be narrowed to, and how many there are.

use serde::{Deserialize, Serialize};

use crate::wire::wire_enum;

wire_enum! {
    /// Why a vehicle needs attention. Days are those of the organisation's time zone.
    #[derive(Hash)]
    VehicleAttention {
        /// The ETA has passed and the vehicle has not arrived: its page says that the date is being updated.
        Overdue = "overdue",
        /// The ETA is today or on one of the six days after, and the vehicle has not arrived.
        ArrivingThisWeek = "arriving_this_week",
        /// The vehicle is not delivered, and no tracking link works: there is none, or it has expired or was revoked.
        NoLink = "no_link",
        /// What the customer sees has changed since the page was last opened (or since the link was created, if it never was), the
        /// link works, and the vehicle is not delivered.
        UnseenChange = "unseen_change",
    }
}

/// How many vehicles the organisation has, without deleted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VehicleCounts {
    /// All of them.
    #[cfg_attr(feature = "openapi", schema(example = 1_204, minimum = 0))]
    pub total: i64,
    /// Those that `attention=overdue` lists.
    #[cfg_attr(feature = "openapi", schema(example = 3, minimum = 0))]
    pub overdue: i64,
    /// Those that `attention=arriving_this_week` lists.
    #[cfg_attr(feature = "openapi", schema(example = 12, minimum = 0))]
    pub arriving_this_week: i64,
    /// Those that `attention=no_link` lists.
    #[cfg_attr(feature = "openapi", schema(example = 7, minimum = 0))]
    pub no_link: i64,
    /// Those that `attention=unseen_change` lists.
    #[cfg_attr(feature = "openapi", schema(example = 9, minimum = 0))]
    pub unseen_change: i64,
}

impl VehicleCounts {
    /// How many need attention for this reason.
    pub const fn of(&self, attention: VehicleAttention) -> i64 {
        match attention {
            VehicleAttention::Overdue => self.overdue,
            VehicleAttention::ArrivingThisWeek => self.arriving_this_week,
            VehicleAttention::NoLink => self.no_link,
            VehicleAttention::UnseenChange => self.unseen_change,
        }
    }
}
