//! Why an estimated arrival was moved: reasons that customers may read.

use serde::{Deserialize, Serialize};

use crate::member::MemberRef;
use crate::time::{CivilDate, Timestamp};

/// One move of a vehicle's estimated arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EtaChange {
    /// The date before; null when none was known.
    pub from: Option<CivilDate>,
    /// The date that it was moved to; null when it became unknown.
    pub to: Option<CivilDate>,
    /// Why, as customers may read it; null when none was given.
    pub reason: Option<EtaReason>,
    /// When it was moved.
    pub changed_at: Timestamp,
    /// Who moved it.
    pub changed_by: MemberRef,
}

/// Why the estimated arrival is another. Customers see it on the tracking page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EtaReason {
    /// The vessel is late.
    VesselDelayed,
    /// The port cannot take the vessel yet.
    PortCongestion,
    /// Customs looks at the vehicle or its papers.
    CustomsInspection,
    /// Weather.
    Weather,
    /// The carrier changed its schedule.
    ScheduleChanged,
    /// Transport was booked, so the date is a better one.
    TransportBooked,
    /// It goes faster than planned.
    EarlierThanPlanned,
}

impl EtaReason {
    /// Every reason, in the order in which it is offered.
    pub const ALL: [Self; 7] = [
        Self::VesselDelayed,
        Self::PortCongestion,
        Self::CustomsInspection,
        Self::Weather,
        Self::ScheduleChanged,
        Self::TransportBooked,
        Self::EarlierThanPlanned,
    ];

    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VesselDelayed => "vessel_delayed",
            Self::PortCongestion => "port_congestion",
            Self::CustomsInspection => "customs_inspection",
            Self::Weather => "weather",
            Self::ScheduleChanged => "schedule_changed",
            Self::TransportBooked => "transport_booked",
            Self::EarlierThanPlanned => "earlier_than_planned",
        }
    }

    /// The reason with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

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
