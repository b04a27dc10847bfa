//! Money: an integer of minor units and a currency, never a floating point number.

use serde::{Deserialize, Serialize};

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// The amount in the currency's minor unit as ISO 4217 counts it (cents, pence; whole yen, thousandths of a dinar),
    /// from 0 to 10^15.
    #[cfg_attr(feature = "openapi", schema(example = 4_250_000, minimum = 0, maximum = 1_000_000_000_000_000_i64))]
    pub amount_minor: i64,
    /// ISO 4217 code, three upper-case letters, of a currency that has a minor unit.
    #[cfg_attr(feature = "openapi", schema(example = "EUR", pattern = "^[A-Z]{3}$"))]
    pub currency: String,
}
