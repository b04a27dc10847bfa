//! `sort` and `updated_since` of lists.

use shared::problem::FieldErrorCode;
use shared::time::Timestamp;

use api_http::error::ApiError;
use api_http::extract::Window;
use api_http::window::invalid_cursor;
use store::{Order, Place};

/// How long before `updated_since` a list begins. A change is stamped when its request begins and seen when it commits; no
/// request takes so long.
pub const OVERLAP_MS: i64 = 60 * 1000;

/// Reads `sort`: one of the names of `fields`, with `-` before it if the largest comes first.
pub fn sort<F: Copy>(sort: &str, fields: &[(&str, F)]) -> Result<Order<F>, ApiError> {
    let (name, descending) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
    let found = fields.iter().find(|(known, _)| *known == name);
    found.map(|(_, by)| Order { by: *by, descending }).ok_or_else(|| {
        let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
        let detail = format!("must be one of {}, with - before it for the reverse", names.join(", "));
        ApiError::invalid_field("?sort", FieldErrorCode::Invalid, detail)
    })
}

/// Refuses what says otherwise than `updated_since`: everything that was changed, the oldest change first.
pub fn only_changes(sort: Option<&str>, is_narrowed: bool) -> Result<(), ApiError> {
    if is_narrowed || sort.is_some_and(|sort| sort != "updated_at") {
        let detail = "cannot be combined with other filters, nor with another sort than updated_at";
        return Err(ApiError::invalid_field("?updated_since", FieldErrorCode::NotAllowed, detail));
    }
    Ok(())
}

/// Where the list of what was changed since an instant begins, as the key of a cursor.
pub fn beginning(since: Timestamp) -> String {
    instant_key(since.unix_ms() - OVERLAP_MS, "")
}

/// The key of an item in a list that is ordered by an instant.
pub fn instant_key(unix_ms: i64, id: &str) -> String {
    format!("{unix_ms}_{id}")
}

/// The place that such a key names.
pub fn instant_place(key: &str) -> Result<Place<'_>, ApiError> {
    let (value, id) = key.split_once('_').ok_or_else(invalid_cursor)?;
    value.parse::<i64>().map_err(|_| invalid_cursor())?;
    Ok(Place { value, id })
}

/// The place that a window begins after, in a list that is ordered by ids alone.
pub fn id_place(window: &Window) -> Option<Place<'_>> {
    window.cursor().map(|id| Place { value: "", id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_is_a_name_and_a_direction() {
        let fields = [("created_at", 1), ("eta", 2)];
        assert_eq!(sort("eta", &fields).unwrap(), Order { by: 2, descending: false });
        assert_eq!(sort("-created_at", &fields).unwrap(), Order { by: 1, descending: true });
        for wrong in ["", "-", "--eta", "ETA", "eta,created_at", "+eta", "name"] {
            assert!(sort(wrong, &fields).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_of_an_instant_is_a_number_and_an_id() {
        let key = instant_key(-5, "veh_1");
        assert_eq!(instant_place(&key).unwrap(), Place { value: "-5", id: "veh_1" });
        for wrong in ["", "5", "x_veh_1", "99999999999999999999_veh_1", "veh_1"] {
            assert!(instant_place(wrong).is_err(), "{wrong}");
        }
    }
}
