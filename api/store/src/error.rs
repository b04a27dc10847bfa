//! How statements fail. What that means for a caller is decided in the crates above.

use std::fmt;

/// A failure of the database, with its cause for the operator.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// It cannot do it now, but can later: it does not answer, is locked, only reads, or has no connection left.
    #[error("{0}")]
    Busy(String),
    /// Its disk is full.
    #[error("{0}")]
    Full(String),
    /// A unique index refused the row: somebody has the value already.
    #[error("{0}")]
    Taken(String),
    /// It holds what this program does not store, or a rule of this program was broken before the statement.
    #[error("{0}")]
    Invalid(String),
    /// The engine refused the statement.
    #[error("{0}")]
    Engine(String),
}

impl Error {
    /// What should never happen: stored or requested data breaks a rule of this program.
    pub fn invalid(cause: impl fmt::Display) -> Self {
        Self::Invalid(cause.to_string())
    }
}

/// What PostgreSQL says that cannot do it now, but can later, by the beginning of its code: the connection is gone, as a pooler
/// says, too; only reading, as a standby does and many a hosted server whose disk is nearly full; a transaction that waited for
/// its client for too long; a deadlock; resources used up; a lock not to be had, or a
/// transaction without an organisation (see `crate::row_security`); a statement that took too long, or shut down,
/// crashed and starting up; an error of the disk (its documentation, appendix A).
const BUSY: [&str; 8] = ["08", "25006", "25P03", "40", "53", "55", "57", "58030"];
/// The same of SQLite, in the lower eight bits of its codes: busy, an error of the disk, a file that cannot be opened or read
/// as a database (<https://www.sqlite.org/rescode.html>).
const SQLITE_BUSY: [u8; 5] = [5, 10, 11, 14, 26];
/// What they say when the disk is full.
const FULL: [&str; 2] = ["13", "53100"];

/// The failure behind an error code of a database.
fn of_code(code: &str) -> fn(String) -> Error {
    // PostgreSQL's codes have five characters, SQLite's numbers four at most.
    let number = if code.len() < 5 { code.parse::<u32>().ok() } else { None };
    let sqlite = number.and_then(|number| u8::try_from(number % 256).ok());
    if FULL.contains(&code) {
        Error::Full
    } else if (number.is_none() && BUSY.iter().any(|busy| code.starts_with(busy)))
        || sqlite.is_some_and(|code| SQLITE_BUSY.contains(&code))
    {
        Error::Busy
    } else {
        Error::Engine
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Tls};
        let cause = format!("database: {error}");
        if matches!(error, PoolTimedOut | PoolClosed | Io(_) | Tls(_)) {
            return Self::Busy(cause);
        }
        let Some(refused) = error.as_database_error() else { return Self::Engine(cause) };
        // SQLite does not name its constraints, so no name is asked.
        if refused.is_unique_violation() {
            return Self::Taken(cause);
        }
        refused.code().map_or(Self::Engine as fn(String) -> Self, |code| of_code(&code))(cause)
    }
}

#[cfg(test)]
mod tests {
    use std::mem::discriminant;

    use super::*;

    #[test]
    fn codes_of_databases_say_whether_it_can_be_tried_again() {
        for (code, expected) in [
            ("13", Error::Full(String::new())),
            ("53100", Error::Full(String::new())),
            ("5", Error::Busy(String::new())),
            ("261", Error::Busy(String::new())),
            ("778", Error::Busy(String::new())),
            ("1034", Error::Busy(String::new())),
            ("57P01", Error::Busy(String::new())),
            ("57014", Error::Busy(String::new())),
            ("08P01", Error::Busy(String::new())),
            ("40P01", Error::Busy(String::new())),
            ("25006", Error::Busy(String::new())),
            // A broken rule of the schema, on both engines; 10506 would be an error of the disk if it were SQLite's.
            ("1555", Error::Engine(String::new())),
            ("531", Error::Engine(String::new())),
            ("42P05", Error::Engine(String::new())),
            ("23505", Error::Engine(String::new())),
            ("10506", Error::Engine(String::new())),
        ] {
            let failure = of_code(code)(String::new());
            assert_eq!(discriminant(&failure), discriminant(&expected), "{code}");
        }
    }
}
