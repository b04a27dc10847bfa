//! Why an estimated arrival changed: reasons that customers may read.

use serde::{Deserialize, Serialize};

use crate::member::MemberRef;
use crate::time::{CivilDate, Timestamp};
use crate::wire::wire_enum;

/// One change of a vehicle's estimated arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EtaChange {
    /// The date before; null when none was known.
    pub from: Option<CivilDate>,
    /// The new date; null when it became unknown.
    pub to: Option<CivilDate>,
    /// Why, as customers may read it; null when none was given.
    pub reason: Option<EtaReason>,
    /// What was added in words, as customers may read it: one line; null when nothing was.
    pub remark: Option<String>,
    /// When it was moved.
    pub changed_at: Timestamp,
    /// Who moved it.
    pub changed_by: MemberRef,
}

wire_enum! {
    /// Why the estimated arrival changed. Customers see it on the tracking page.
    #[derive(Hash)]
    EtaReason {
        /// The vessel is late.
        VesselDelayed = "vessel_delayed",
        /// The port cannot take the vessel yet.
        PortCongestion = "port_congestion",
        /// Customs is inspecting the vehicle or its papers.
        CustomsInspection = "customs_inspection",
        /// Weather.
        Weather = "weather",
        /// The carrier changed its schedule.
        ScheduleChanged = "schedule_changed",
        /// Transport was booked, so the date is more precise.
        TransportBooked = "transport_booked",
        /// It goes faster than planned.
        EarlierThanPlanned = "earlier_than_planned",
    }
}

impl EtaReason {
    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::VesselDelayed => "Vessel delayed",
            Self::PortCongestion => "Congestion at the port",
            Self::CustomsInspection => "Customs inspection",
            Self::Weather => "Weather",
            Self::ScheduleChanged => "Schedule changed",
            Self::TransportBooked => "Transport booked",
            Self::EarlierThanPlanned => "Earlier than planned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_wire() {
        for reason in EtaReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert_eq!(EtaReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(EtaReason::parse("Weather"), None);
    }
}
