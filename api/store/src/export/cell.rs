//! How a value of an export is written.

use serde::{Serialize, Serializer};
use shared::time::Timestamp;
use utoipa::ToSchema;

/// An instant as it is stored, in Unix milliseconds, that is written as RFC 3339.
#[derive(Debug, Clone, Copy, sqlx_macros::Type, ToSchema)]
#[sqlx(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Instant(i64);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let invalid = || serde::ser::Error::custom("the database holds an invalid instant");
        Timestamp::from_unix_ms(self.0).ok_or_else(invalid)?.serialize(serializer)
    }
}

/// A value in a table that people open.
pub(super) trait Cell {
    fn cell(&self) -> String;
}

impl Cell for String {
    fn cell(&self) -> String {
        // What begins so is a formula to spreadsheets, whoever wrote it (OWASP, CSV Injection).
        let formula = self.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        if formula { format!("'{self}") } else { self.clone() }
    }
}

impl Cell for i64 {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for bool {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for Instant {
    fn cell(&self) -> String {
        Timestamp::from_unix_ms(self.0).map(|instant| instant.to_string()).unwrap_or_default()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> String {
        self.as_ref().map(T::cell).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+49 30 1234", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(text.to_owned().cell(), format!("'{text}"));
        }
        for text in ["", "Land Cruiser", "a=b", "'=1"] {
            assert_eq!(text.to_owned().cell(), text);
        }
        assert_eq!((-5_i64).cell(), "-5");
    }
}
