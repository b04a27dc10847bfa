//! Money: an integer of minor units and a currency, never a floating point number.

use serde::{Deserialize, Serialize};

use crate::patch::not_null;

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

/// A change of an amount of money; what is absent stays as it is. Where there is no amount yet, both are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyUpdate {
    /// The amount in the currency's minor unit as ISO 4217 counts it, from 0 to 10^15.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = 4_250_000, minimum = 0, maximum = 1_000_000_000_000_000_i64)
    )]
    pub amount_minor: Option<i64>,
    /// ISO 4217 code, three upper-case letters, of a currency that has a minor unit.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "EUR", pattern = "^[A-Z]{3}$"))]
    pub currency: Option<String>,
}

impl From<Money> for MoneyUpdate {
    fn from(money: Money) -> Self {
        Self { amount_minor: Some(money.amount_minor), currency: Some(money.currency) }
    }
}
