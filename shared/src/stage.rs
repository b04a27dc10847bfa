//! The six stages of an imported vehicle, their order, and which moves are allowed.

use crate::wire::wire_enum;

wire_enum! {
    /// The stage that a vehicle has reached on its way to the customer.
    #[derive(PartialOrd, Ord, Hash)]
    Stage {
        /// Bought abroad, not shipped yet.
        Purchased = "purchased",
        /// On a vessel.
        InTransit = "in_transit",
        /// In the destination country: in customs or released.
        Arrived = "arrived",
        /// Being prepared for hand-over.
        Preparation = "preparation",
        /// Ready to be sold or handed over.
        SaleReady = "sale_ready",
        /// Handed over; the last stage.
        SoldDelivered = "sold_delivered",
    }
}

impl Stage {
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

    /// Whether the vehicle is in the country of destination.
    pub fn has_arrived(self) -> bool {
        self >= Self::Arrived
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

wire_enum! {
    /// What happens to a vehicle that has arrived at its destination.
    #[derive(Hash)]
    ArrivalDetail {
        /// In customs clearance.
        Customs = "customs",
        /// Released by customs.
        Released = "released",
    }
}

impl ArrivalDetail {
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
