//! The six stages of an imported vehicle, their order, and which moves are allowed.

use serde::{Deserialize, Serialize};

/// Where a vehicle is on its way to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Bought abroad, not shipped yet.
    Purchased,
    /// On a vessel.
    InTransit,
    /// In the destination country: in customs or released.
    Arrived,
    /// Being prepared for hand-over.
    Preparation,
    /// Ready to be sold or handed over.
    SaleReady,
    /// Handed over; the last stage.
    SoldDelivered,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Self; 6] =
        [Self::Purchased, Self::InTransit, Self::Arrived, Self::Preparation, Self::SaleReady, Self::SoldDelivered];

    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Purchased => "purchased",
            Self::InTransit => "in_transit",
            Self::Arrived => "arrived",
            Self::Preparation => "preparation",
            Self::SaleReady => "sale_ready",
            Self::SoldDelivered => "sold_delivered",
        }
    }

    /// The stage with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// What customers read.
    pub const fn customer_label(self) -> &'static str {
        match self {
            Self::SaleReady => "Ready for collection",
            other => other.label(),
        }
    }

    /// What staff read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Purchased => "Purchased",
            Self::InTransit => "In transit",
            Self::Arrived => "Arrived at destination",
            Self::Preparation => "Preparation",
            Self::SaleReady => "Sale ready",
            Self::SoldDelivered => "Sold / Delivered",
        }
    }

    /// The stages that a vehicle in this stage may be moved to.
    pub const fn allowed_moves(self) -> &'static [Self] {
        match self {
            Self::Purchased => &[Self::InTransit, Self::Arrived],
            Self::InTransit => &[Self::Arrived],
            Self::Arrived => &[Self::Preparation],
            Self::Preparation => &[Self::SaleReady],
            Self::SaleReady => &[Self::Preparation, Self::SoldDelivered],
            Self::SoldDelivered => &[],
        }
    }
}

/// What happens to a vehicle that has arrived at its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ArrivalDetail {
    /// In customs clearance.
    Customs,
    /// Released by customs.
    Released,
}

impl ArrivalDetail {
    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customs => "customs",
            Self::Released => "released",
        }
    }

    /// The detail with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Customs, Self::Released].into_iter().find(|detail| detail.as_str() == text)
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Customs => "Customs",
            Self::Released => "Released",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_in_order_and_read_back() {
        assert!(Stage::ALL.is_sorted());
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.as_str());
        }
    }

    #[test]
    fn the_last_stage_is_terminal_and_no_stage_moves_to_itself() {
        assert!(Stage::SoldDelivered.allowed_moves().is_empty());
        for stage in Stage::ALL {
            assert!(!stage.allowed_moves().contains(&stage));
        }
    }
}
