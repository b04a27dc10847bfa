//! Lists: one page and the cursor to the next.

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items of this page, in the list's order; empty when there are none.
    pub data: Vec<T>,
    /// Pass it as `cursor` to get the next page; null on the last one. Opaque: it may change its form at any time.
    pub next_cursor: Option<String>,
    /// How many items the whole list has, on all of its pages. Only lists whose description says so have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = 1_204, minimum = 0))]
    pub total: Option<i64>,
}
